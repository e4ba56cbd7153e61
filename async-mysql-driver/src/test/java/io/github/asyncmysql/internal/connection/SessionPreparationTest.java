package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_PING;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_RESET_CONNECTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.SessionInitializer;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Code of users that prepares sessions and does not do as it should, in memory. */
class SessionPreparationTest {

    private static final Duration MOMENT = Duration.ofNanos(1);

    private final List<CompletableFuture<@Nullable Void>> calls = new ArrayList<>();
    private final List<MySqlConnection> handles = new ArrayList<>();

    /** Ends when the test says so. */
    private CompletionStage<@Nullable Void> called(MySqlConnection connection) {
        CompletableFuture<@Nullable Void> call = new CompletableFuture<>();
        handles.add(connection);
        calls.add(call);
        return call;
    }

    private static VirtualNetwork network(SessionInitializer initializer) {
        return new VirtualNetwork(
                number -> new VirtualServer(),
                VirtualNetwork.settings(),
                VirtualNetwork.poolSettings().onRelease(ResetMode.ALWAYS).sessionInitializer(initializer));
    }

    @Test
    @Covers({"pool:E14", "pool:E7"})
    void whatDoesNotEndIsGivenUpWhenTheTimeToConnectIsOver() {
        VirtualNetwork network = network(this::called);
        CompletableFuture<MySqlConnection> waiting = network.pool().acquire();
        network.pass(VirtualNetwork.CONNECT_TIMEOUT.minus(MOMENT));
        assertThat(network.link(0).isOpen()).isTrue();
        network.pass(MOMENT);
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(waiting).isNotDone();
        network.pass(Duration.ofSeconds(1));
        assertThat(calls).as("it is tried again").hasSize(2);
        calls.get(1).complete(null);
        network.pump();
        assertThat(waiting).isCompleted();
        calls.get(0).complete(null);
        waiting.join().close();
        network.pump();
        calls.get(2).complete(null);
        network.close();
    }

    @Test
    @Covers({"pool:E14", "pool:F5"})
    void whatDoesNotEndAfterAResetCostsTheConnection() {
        VirtualNetwork network = network(this::called);
        CompletableFuture<String> first =
                network.pool().sql("select 'first'").query(String.class).single();
        network.pump();
        calls.get(0).complete(null);
        network.pump();
        assertThat(first).isCompletedWithValue("first");
        assertThat(network.link(0).server().count(COM_RESET_CONNECTION)).isOne();
        assertThat(calls).hasSize(2);
        CompletableFuture<String> second =
                network.pool().sql("select 'second'").query(String.class).single();
        network.pass(VirtualNetwork.CONNECT_TIMEOUT.minus(MOMENT));
        assertThat(network.link(0).isOpen()).isTrue();
        network.pass(MOMENT);
        assertThat(network.link(0).isOpen()).isFalse();
        calls.get(2).complete(null);
        network.pump();
        assertThat(second).isCompletedWithValue("second");
        calls.get(1).complete(null);
        calls.get(3).complete(null);
        network.close();
    }

    @Test
    @Covers({"pool:E14", "pool:E3"})
    void aConnectionThatEndsMeanwhileIsReplacedAtOnce() {
        VirtualNetwork network = network(this::called);
        CompletableFuture<MySqlConnection> waiting = network.pool().acquire();
        network.pump();
        network.link(0).rst();
        network.pass(Duration.ofMillis(100));
        assertThat(network.links()).as("after a pause, not a time limit").hasSize(2);
        calls.get(1).complete(null);
        network.pump();
        assertThat(waiting).isCompleted();
        waiting.join().close();
        network.pump();
        calls.get(2).complete(null);
        network.close();
    }

    @Test
    @Covers("pool:E14")
    void whatIsStillUnderWayWhenItEndsIsWaitedFor() {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        VirtualNetwork network = network(connection -> {
            answers.add(connection.sql("select 'late'").query(String.class).single());
            return CompletableFuture.completedFuture(null);
        });
        assertThat(network.ask("question")).isEqualTo("question");
        assertThat(answers.get(0)).isCompletedWithValue("late");
        assertThat(network.link(0).server().count(COM_PING))
                .as("before it was lent, and after the reset")
                .isEqualTo(2);
        network.close();
    }

    @Test
    @Covers("pool:E14")
    void whoIsThroughCannotUseTheSessionAnyMore() {
        VirtualNetwork network = network(connection -> {
            connection.close();
            return called(connection);
        });
        CompletableFuture<MySqlConnection> waiting = network.pool().acquire();
        network.pump();
        assertThat(network.link(0).isOpen())
                .as("closing it is no end of the connection")
                .isTrue();
        assertThat(handles.get(0).isOpen()).isFalse();
        CompletableFuture<Integer> late =
                handles.get(0).sql("select 1").query(Integer.class).single();
        network.pump();
        assertThat(late)
                .failsWithin(1, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(MySqlConnectionException.class);
        calls.get(0).complete(null);
        network.pump();
        assertThat(waiting).isCompleted();
        waiting.join().close();
        network.pump();
        calls.get(1).complete(null);
        network.close();
    }
}
