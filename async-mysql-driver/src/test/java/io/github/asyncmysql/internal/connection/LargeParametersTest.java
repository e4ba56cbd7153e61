package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.internal.connection.SpoiltAnswers.failure;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_PREPARE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_RESET;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_SEND_LONG_DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.Pieces;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Parameters that are sent while they are read from their sources, in memory. */
class LargeParametersTest {

    private static final long MIB = 1 << 20;

    private final List<SupplyServer> servers = new ArrayList<>();

    private VirtualNetwork network(int parameters) {
        return new VirtualNetwork(number -> {
            SupplyServer server = new SupplyServer(parameters, 16 * MIB);
            servers.add(server);
            return server;
        });
    }

    private SupplyServer server() {
        return servers.get(0);
    }

    private static CompletableFuture<UpdateResult> insert(VirtualNetwork network, Object... values) {
        CompletableFuture<UpdateResult> done =
                network.pool().sql("insert into t values (?)").params(values).update();
        network.pump();
        return done;
    }

    private static Packet last(SupplyServer server, int command) {
        return server.received().stream()
                .skip(1)
                .filter(packet -> packet.sequence() == 0 && packet.command() == command)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void valueIsSentInPiecesAndTheExecutionHoldsItsTypeAlone() {
        VirtualNetwork network = network(4);
        CompletableFuture<?> done = insert(
                network,
                "small",
                LargeValue.text(Pieces.of("Grü", "ße")),
                LargeValue.bytes(Pieces.of()),
                Optional.of(LargeValue.bytes(Pieces.of("x".repeat(100_000)))));
        assertThat(done).isCompleted();
        assertThat(server().supplied()).isEqualTo(Map.of(1, "Grüße", 2, "", 3, "x".repeat(100_000)));
        byte[] execution = last(server(), COM_STMT_EXECUTE).payload();
        byte[] expected = FakePackets.concat(
                FakePackets.hex("17 07000000 00 01000000 00 01 fd00 fd00 fc00 fc00"), FakePackets.string("small"));
        assertThat(execution).isEqualTo(expected);
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }

    @Test
    void sameStatementTakesAnOrdinaryValueAfterwards() {
        VirtualNetwork network = network(1);
        assertThat(insert(network, LargeValue.text(Pieces.of("large")))).isCompleted();
        assertThat(insert(network, "small")).isCompleted();
        assertThat(last(server(), COM_STMT_EXECUTE).payload())
                .endsWith(FakePackets.string("small"))
                .hasSize(1 + 4 + 1 + 4 + 1 + 1 + 6);
        network.close();
    }

    @Test
    void sourceThatFailsLeavesNothingBehind() {
        VirtualNetwork network = network(2);
        IllegalStateException broken = new IllegalStateException("source is broken");
        CompletableFuture<?> done =
                insert(network, LargeValue.text(Pieces.of("a")), LargeValue.text(Pieces.failing("half", broken)));
        assertThat(failure(done)).isSameAs(broken);
        assertThat(server().commands()).containsExactly(COM_STMT_PREPARE, COM_STMT_RESET);
        assertThat(insert(network, "b", "c")).isCompleted();
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    void cancellingInTheMiddleKeepsTheConnection() {
        VirtualNetwork network = network(1);
        Pieces held = Pieces.held("a", "b");
        CompletableFuture<?> done = insert(network, LargeValue.text(held));
        held.letGoOnce();
        network.pump();
        assertThat(server().supplied()).isEqualTo(Map.of(0, "a"));
        done.cancel(true);
        network.pump();
        assertThat(held.isCancelled()).isTrue();
        assertThat(server().commands()).containsExactly(COM_STMT_PREPARE, COM_STMT_RESET);
        held.letGoOnce();
        assertThat(network.ask("after")).isEqualTo("after");
        assertThat(server().count(COM_STMT_SEND_LONG_DATA)).isOne();
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    void cancelledBeforeItsTurnTheSourceIsNotTouched() {
        VirtualNetwork network = network(1).warmUp();
        Pieces source = Pieces.of("a");
        CompletableFuture<?> done = network.pool()
                .sql("insert into t values (?)")
                .params(LargeValue.text(source))
                .update();
        done.cancel(true);
        network.pump();
        assertThat(failure(done)).isInstanceOf(CancellationException.class);
        assertThat(source.isRequested()).isFalse();
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }

    @Test
    void statementsBehindWaitUntilItHasBeenExecuted() {
        VirtualNetwork network = network(1);
        CompletableFuture<MySqlConnection> leased = network.pool().acquire();
        network.pump();
        try (MySqlConnection connection = leased.join()) {
            Pieces held = Pieces.held("a");
            CompletableFuture<?> large = connection
                    .sql("insert into t values (?)")
                    .params(LargeValue.text(held))
                    .update();
            network.pump();
            CompletableFuture<?> behind =
                    connection.sql("update t set a = ?").params(1).update();
            network.pump();
            assertThat(server().commands()).containsExactly(COM_STMT_PREPARE);
            held.letGo();
            network.pump();
            assertThat(large).isCompleted();
            assertThat(behind).isCompleted();
            assertThat(server().commands())
                    .containsExactly(COM_STMT_PREPARE, COM_STMT_EXECUTE, COM_STMT_PREPARE, COM_STMT_EXECUTE);
        }
        network.close();
    }

    @Test
    void refusedExecutionMakesTheServerForgetTheParameters() {
        VirtualNetwork network = network(1).warmUp();
        server().answerNext(FakePackets.err(1, 1105, "HY000", "longer than 'max_allowed_packet' bytes"));
        assertThat(failure(insert(network, LargeValue.text(Pieces.of("a"))))).isInstanceOf(MySqlServerException.class);
        assertThat(server().commands()).containsExactly(COM_STMT_PREPARE, COM_STMT_EXECUTE, COM_STMT_RESET);
        assertThat(network.ask("after")).isEqualTo("after");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    void statementThatTheServerHasForgottenIsNotExecutedAgain() {
        VirtualNetwork network = network(1).warmUp();
        server().answerNext(FakePackets.err(1, 1243, "HY000", "Unknown prepared statement handler"));
        Pieces source = Pieces.of("only once");
        Throwable failure = failure(insert(network, LargeValue.text(source)));
        assertThat(failure).isInstanceOfSatisfying(MySqlServerException.class, e -> assertThat(e.outcome())
                .isEqualTo(Outcome.NOT_EXECUTED));
        assertThat(server().commands()).containsExactly(COM_STMT_PREPARE, COM_STMT_EXECUTE);
        assertThat(insert(network, LargeValue.text(Pieces.of("again")))).isCompleted();
        assertThat(server().count(COM_STMT_PREPARE)).isEqualTo(2);
        network.close();
    }

    @Test
    void sourceIsReadOnlyOnceWhenTheSessionHadEnded() {
        VirtualNetwork network = network(1).warmUp();
        server().answerNext(FakePackets.err(0, 4031, "HY000", "Idle for too long"));
        CompletableFuture<?> done = insert(network, LargeValue.text(Pieces.of("only once")));
        network.pass(VirtualNetwork.LONG);
        assertThat(failure(done)).isInstanceOf(MySqlException.class);
        assertThat(servers).allMatch(server -> server.count(COM_STMT_EXECUTE) == (server == server() ? 1 : 0));
        network.close();
    }

    @Test
    void connectionLostInTheMiddleMeansNotExecuted() {
        VirtualNetwork network = network(1).warmUp();
        Pieces held = Pieces.held("a", "b");
        CompletableFuture<?> done = insert(network, LargeValue.text(held));
        held.letGoOnce();
        network.link(0).rst();
        network.pass(VirtualNetwork.LONG);
        assertThat(failure(done)).isInstanceOfSatisfying(MySqlConnectionException.class, e -> assertThat(e.outcome())
                .isEqualTo(Outcome.NOT_EXECUTED));
        assertThat(held.isCancelled()).isTrue();
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    void refusedResetEndsTheConnectionButNotTheFailure() {
        VirtualNetwork network = new VirtualNetwork(number -> new VirtualServer() {
            @Override
            byte[] answer(Packet packet) {
                boolean reset = packet.sequence() == 0 && packet.command() == COM_STMT_RESET;
                return reset ? FakePackets.err(1, 1243, "HY000", "Unknown prepared statement handler") : null;
            }
        });
        IllegalStateException broken = new IllegalStateException("source is broken");
        assertThat(failure(insert(network, LargeValue.text(Pieces.failing("a", broken)))))
                .isSameAs(broken);
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }

    @Test
    void timeOfTheSourceDoesNotCount() {
        VirtualNetwork network = network(1);
        Pieces held = Pieces.held("a");
        CompletableFuture<?> done = insert(network, LargeValue.text(held));
        network.pass(VirtualNetwork.QUERY_TIMEOUT.multipliedBy(5));
        assertThat(done).isNotDone();
        held.letGo();
        network.pump();
        assertThat(done).isCompleted();
        network.close();
    }

    @Test
    void sourceThatNeverAnswersASubscriptionIsLimited() {
        VirtualNetwork network = network(1);
        CompletableFuture<?> done = insert(network, LargeValue.text(subscriber -> {}));
        network.pass(VirtualNetwork.QUERY_TIMEOUT.plus(Duration.ofMillis(1)));
        assertThat(failure(done)).isInstanceOfSatisfying(MySqlTimeoutException.class, e -> assertThat(e.outcome())
                .isEqualTo(Outcome.NOT_EXECUTED));
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }

    @Test
    @Covers("hostile:T85")
    void valueBeyondTheServersLimitIsRefusedBeforeItIsSent() {
        VirtualNetwork network = network(1).warmUp();
        AtomicInteger given = new AtomicInteger();
        // More than an int can count, if anybody asked for all of it.
        LargeValue threeGigabytes = LargeValue.bytes(new Virtual(given, 12 << 20, 256));
        assertThat(failure(insert(network, threeGigabytes)))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("Parameter 1")
                .hasMessageContaining("max_allowed_packet is 16777216");
        assertThat(given).hasValue(2);
        assertThat(server().commands()).containsExactly(COM_STMT_PREPARE, COM_STMT_RESET);
        assertThat(network.ask("after")).isEqualTo("after");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    /** So many times the same zeros. */
    private record Virtual(AtomicInteger given, int length, int count) implements Flow.Publisher<ByteBuffer> {

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            ByteBuffer zeros = ByteBuffer.allocate(length);
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    if (given.incrementAndGet() <= count) {
                        subscriber.onNext(zeros);
                    } else {
                        subscriber.onComplete();
                    }
                }

                @Override
                public void cancel() {}
            });
        }
    }

    @Test
    void onlyParametersOfSingleStatementsCanBeLarge() {
        VirtualNetwork network = network(1);
        LargeValue value = LargeValue.text(Pieces.of("a"));
        CompletableFuture<?> batch =
                network.pool().sql("insert into t values (?)").batch(List.of(List.of(value)));
        assertThat(failure(batch))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("Row 0 of the batch: Parameter 1 is a LargeValue");
        assertThatThrownBy(() -> network.pool().sql("select 1").attribute("name", value))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("attribute name");
        CompletableFuture<?> wrongCount = insert(network, value, value);
        assertThat(failure(wrongCount)).hasMessageContaining("1 placeholders");
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }

    @Test
    void thousandsOfLargeParametersNeedNoDeepStack() {
        int count = 10_000;
        VirtualNetwork network = network(count);
        Object[] values = new Object[count];
        Arrays.fill(values, LargeValue.bytes(Pieces.of()));
        assertThat(insert(network, values)).isCompleted();
        assertThat(server().count(COM_STMT_SEND_LONG_DATA)).isEqualTo(count);
        network.close();
    }
}
