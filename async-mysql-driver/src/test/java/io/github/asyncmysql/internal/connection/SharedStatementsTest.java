package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads of several callers on one connection, the first of which does not end. */
class SharedStatementsTest {

    private static final String READ = "select 'read'";
    private static final byte[] NOTHING = {};
    private static final byte[] ANSWER = FakePackets.resultSet("a", "read");
    private static final byte[] INTERRUPTED = FakePackets.err(1, 1317, "70100", "Query execution was interrupted");
    private static final byte[] BARRIER = FakePackets.ok(1);
    private static final Duration LIMIT = Duration.ofMillis(300);

    private final List<SimpleCommand.Listener> kills = new ArrayList<>();
    private boolean silent;
    private VirtualNetwork network = new VirtualNetwork();
    private CompletableFuture<String> first = new CompletableFuture<>();
    private CompletableFuture<String> second = new CompletableFuture<>();
    private CompletableFuture<String> third = new CompletableFuture<>();

    @BeforeEach
    void sendThreeOfWhichNoneIsAnswered() {
        network = new VirtualNetwork(number -> new VirtualServer() {
            @Override
            byte @Nullable [] answer(FakeConnection.Packet packet) {
                return number == 0 && silent && packet.command() == COM_QUERY ? NOTHING : null;
            }
        });
        network.warmUp();
        network.link(0).channel().pipeline().get(ConnectionHandler.class).stop.killer(kills::add);
        for (int i = 0; i < 64; i++) {
            assertThat(network.ask("read")).isEqualTo("read");
        }
        silent = true;
        first = read(LIMIT);
        second = read(Duration.ofMinutes(1));
        third = read(Duration.ofMinutes(1));
        network.pump();
        assertThat(pool().totals().shared()).isEqualTo(2);
        assertThat(sent(READ)).isEqualTo(67);
    }

    private MySqlPool pool() {
        return network.pool();
    }

    private CompletableFuture<String> read(Duration limit) {
        return pool().sql(READ).timeout(limit).query(String.class).single();
    }

    private long sent(String sql) {
        return network.link(0).server().received().stream()
                .filter(packet -> packet.command() == COM_QUERY && packet.text().equals(sql))
                .count();
    }

    private void answer(byte[]... answers) {
        for (byte[] answer : answers) {
            network.link(0).toClient(answer);
        }
        network.pump();
    }

    private void killed() {
        kills.get(0).ended(null);
        network.pump();
    }

    private void connectionIsKept() {
        silent = false;
        assertThat(network.ask("own answer")).isEqualTo("own answer");
        assertThat(network.links()).hasSize(1);
        assertThat(pool().stats().inUse()).isZero();
        network.close();
    }

    @Test
    void eachGetsItsOwnAnswerInTurn() {
        answer(ANSWER);
        assertThat(first).isCompletedWithValue("read");
        assertThat(second).isNotDone();
        assertThat(pool().freeSize()).isZero();

        answer(FakePackets.resultSet("a", "other"), FakePackets.err(1, 1054, "42S22", "no such column"));
        assertThat(second).isCompletedWithValue("other");
        assertThat(SpoiltAnswers.failure(third)).isInstanceOf(MySqlServerException.class);
        connectionIsKept();
    }

    @Test
    void theOneThatTakesTooLongIsStoppedAndTheOthersAreAnswered() {
        network.pass(LIMIT.plusMillis(1));
        assertThat(SpoiltAnswers.failure(first)).isInstanceOf(MySqlTimeoutException.class);
        assertThat(kills).hasSize(1);
        answer(INTERRUPTED);
        killed();
        answer(ANSWER, ANSWER, BARRIER);

        assertThat(second).isCompletedWithValue("read");
        assertThat(third).isCompletedWithValue("read");
        connectionIsKept();
    }

    @Test
    void theOneThatIsCancelledIsStoppedAndTheOthersAreAnswered() {
        first.cancel(false);
        network.pass(Duration.ofMillis(DrainBudget.MILLIS));
        assertThat(kills).hasSize(1);
        answer(INTERRUPTED);
        killed();
        answer(ANSWER, ANSWER, BARRIER);

        assertThat(second).isCompletedWithValue("read");
        assertThat(third).isCompletedWithValue("read");
        connectionIsKept();
    }

    @Test
    void theOneThatIsHitInItsPlaceIsSentOnceMore() {
        network.pass(LIMIT.plusMillis(1));
        answer(ANSWER, INTERRUPTED);
        killed();
        silent = false;
        answer(FakePackets.resultSet("a", "third"), BARRIER);

        assertThat(third).isCompletedWithValue("third");
        assertThat(second).isCompletedWithValue("read");
        assertThat(sent(READ)).isEqualTo(68);
        connectionIsKept();
    }

    @Test
    void theOneThatIsHitAmidItsRowsForgetsThem() {
        network.pass(LIMIT.plusMillis(1));
        answer(
                ANSWER,
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "a"),
                FakePackets.textRow(3, "half"),
                FakePackets.err(4, 1317, "70100", "Query execution was interrupted"));
        killed();
        silent = false;
        answer(ANSWER, BARRIER);

        assertThat(second).isCompletedWithValue("read");
        assertThat(third).isCompletedWithValue("read");
        connectionIsKept();
    }

    @Test
    void aKillThatSomebodyElseSentIsReported() {
        answer(ANSWER, INTERRUPTED, ANSWER);

        assertThat(SpoiltAnswers.failure(second))
                .isInstanceOfSatisfying(MySqlServerException.class, failure -> assertThat(failure.errorCode())
                        .isEqualTo(1317));
        connectionIsKept();
    }

    @Test
    void oneThatWaitsBehindAnotherForTooLongFailsAlone() {
        CompletableFuture<String> impatient = read(Duration.ofMillis(100));
        network.pass(Duration.ofMillis(101));

        assertThat(SpoiltAnswers.failure(impatient)).isInstanceOf(MySqlTimeoutException.class);
        assertThat(kills).isEmpty();
        answer(ANSWER, ANSWER, ANSWER, ANSWER);
        assertThat(first).isCompletedWithValue("read");
        assertThat(third).isCompletedWithValue("read");
        connectionIsKept();
    }

    @Test
    void theOneThatHadToWaitForItsSeatIsSentOnceMoreToo() {
        answer(ANSWER, ANSWER, ANSWER);
        silent = false;
        MySqlConnection own = pool().acquire().join();
        first = read(LIMIT);
        second = read(Duration.ofMinutes(1));
        assertThat(pool().stats().waiting()).isEqualTo(2);
        silent = true;
        own.close();
        network.pump();
        assertThat(pool().stats().waiting()).isZero();

        network.pass(LIMIT.plusMillis(1));
        answer(ANSWER, INTERRUPTED);
        killed();
        silent = false;
        answer(BARRIER);
        assertThat(second).isCompletedWithValue("read");
        connectionIsKept();
    }

    @Test
    void thoseBehindOneThatWasStoppedAreNotTakenForSlow() {
        answer(ANSWER, ANSWER, ANSWER);
        silent = false;
        for (int i = 0; i < 64; i++) {
            assertThat(network.ask("other")).isEqualTo("other");
        }
        silent = true;
        CompletableFuture<String> slow =
                pool().sql("select 'other'").timeout(LIMIT).query(String.class).single();
        second = read(Duration.ofMinutes(1));
        network.pass(LIMIT.multipliedBy(2));
        answer(INTERRUPTED, ANSWER);
        killed();
        answer(BARRIER);
        assertThat(SpoiltAnswers.failure(slow)).isInstanceOf(MySqlTimeoutException.class);
        assertThat(second).isCompletedWithValue("read");

        long before = pool().totals().shared();
        first = read(LIMIT);
        third = read(LIMIT);
        assertThat(pool().totals().shared()).isEqualTo(before + 1);
        network.pump();
        answer(ANSWER, ANSWER);
        assertThat(third).isCompletedWithValue("read");
        connectionIsKept();
    }

    @Test
    void whereTheKillFailsNothingIsRepeated() {
        network.pass(LIMIT.plusMillis(1));
        kills.get(0).ended(Failures.closed("No connection to stop the statement from"));
        network.pump();

        assertThat(List.of(second, third)).allSatisfy(behind -> assertThat(SpoiltAnswers.failure(behind))
                .isInstanceOfSatisfying(MySqlConnectionException.class, failure -> assertThat(failure.outcome())
                        .isEqualTo(Outcome.UNKNOWN)));
        assertThat(network.ask("own answer")).isEqualTo("own answer");
        assertThat(network.links()).hasSize(2);
        network.close();
    }

    @Test
    void nobodyJoinsBehindOneThatDoesNotEnd() {
        network.pass(Duration.ofMillis(10));
        CompletableFuture<String> late = read(Duration.ofMinutes(1));
        network.pump();
        assertThat(pool().totals().shared()).isEqualTo(2);
        assertThat(pool().stats().waiting()).isEqualTo(1);

        silent = false;
        answer(ANSWER, ANSWER, ANSWER);
        assertThat(late).isCompletedWithValue("read");
        connectionIsKept();
    }
}
