package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.internal.connection.SpoiltAnswers.answering;
import static io.github.asyncmysql.internal.connection.SpoiltAnswers.failure;
import static io.github.asyncmysql.internal.connection.SpoiltAnswers.query;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static io.github.asyncmysql.testsupport.FakePackets.concat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that speak without being asked, end sessions or answer late, in memory. */
class HostileSessionTest {

    private static final byte[] NOTHING = {};

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 11})
    @Covers({"hostile:T90", "hostile:T179"})
    void whatNobodyAskedForEndsTheConnection(int length) {
        byte[] extra = Arrays.copyOf(FakePackets.ok(1), length);
        VirtualNetwork network =
                answering(Map.of("q", concat(FakePackets.resultSet("a", "first"), FakePackets.packet(5, NOTHING))));
        network.link(0).fault((packet, link) -> {
            byte[] all = packet;
            for (byte[] next : link.takeAll()) {
                all = concat(all, next);
            }
            link.toClient(concat(Arrays.copyOf(all, all.length - 4), extra));
        });
        CompletableFuture<?> first = query(network, "q");
        CompletableFuture<?> second = query(network, "select 'second'");
        network.pass(VirtualNetwork.LONG);
        assertThat(first.join()).hasToString("[first]");
        assertThat(second.join()).hasToString("[second]");
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.link(0).server().received())
                .as("statements that reached the spoilt connection")
                .noneMatch(packet -> packet.text().equals("select 'second'"));
        network.close();
    }

    /** As MariaDB tells a changed variable, and as cloud servers tell another place in their message. */
    private static byte[] redirection() {
        byte[] variable =
                concat(FakePackets.string("redirect_url"), FakePackets.string("mysql://elsewhere.example:3306"));
        byte[] changes = concat(new byte[] {0}, FakePackets.lengthEncoded(variable.length), variable);
        byte[] autocommitAndChanges = {2, 0x40, 0, 0};
        return FakePackets.packet(
                1,
                new byte[] {0, 0, 0},
                autocommitAndChanges,
                FakePackets.string("Location: mysql://elsewhere.example:3306/user=app&ttl=60"),
                FakePackets.lengthEncoded(changes.length),
                changes);
    }

    @Test
    @Covers({"hostile:T74", "guarantee:23"})
    void whereTheServerSendsSomebodyNobodyGoes() {
        VirtualNetwork network = answering(Map.of(
                "q", redirection(), "refused", FakePackets.err(1, 1045, "28000", "Location: mysql://elsewhere:1")));
        assertThat(network.pool().sql("q").update()).satisfies(result -> {
            network.pass(Duration.ofMillis(10));
            assertThat(result).isCompleted();
        });
        CompletableFuture<?> refused = query(network, "refused");
        network.pass(Duration.ofMillis(10));
        assertThat(failure(refused)).isInstanceOf(MySqlServerException.class);
        network.pool().clear();
        network.pass(Duration.ofMillis(10));
        assertThat(network.ask("next")).isEqualTo("next");
        // One connection after the other, each to the address of the settings.
        assertThat(network.links()).hasSize(2);
        network.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4031", "1053", "1927"})
    @Covers({"hostile:T176", "hostile:T177"})
    void announcedEndOfAnIdleSessionHurtsNobody(int code) {
        VirtualNetwork network = new VirtualNetwork().warmUp();
        byte[] goodbye = FakePackets.err(0, code, "08S01", "The session has ended");
        network.link(0).toClient(goodbye);
        network.pump();
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4031", "1053", "1927"})
    @Covers({"hostile:T176", "hostile:T177"})
    void statementThatCrossedTheEndOfItsSessionRunsOnAnotherConnection(int code) {
        VirtualNetwork network = answering(Map.of(
                "q",
                FakePackets.err(0, code, "08S01", "The session has ended"),
                "p",
                FakePackets.err(0, code, "08S01", "The session has ended")));
        CompletableFuture<?> text = network.pool().sql("q").update();
        network.pass(Duration.ofMillis(10));
        assertThat(text).isCompleted();
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.link(1).server().received())
                .anyMatch(packet -> packet.text().equals("q"));
        network.close();
    }

    @Test
    @Covers("hostile:T176")
    void prepareThatCrossedTheEndOfItsSessionRunsOnAnotherConnection() {
        VirtualNetwork network = answering(Map.of("select ?", FakePackets.err(0, 4031, "HY000", "Idle for too long")));
        CompletableFuture<?> prepared = Scenario.PREPARED.run(network);
        network.pass(Duration.ofMillis(10));
        assertThat(prepared).isCompleted();
        assertThat(network.link(1).server().count(COM_STMT_EXECUTE)).isOne();
        network.close();
    }

    @Test
    void statementRefusedByAShutdownInSequenceIsNotRepeated() {
        VirtualNetwork network = answering(Map.of("q", FakePackets.err(1, 1053, "08S01", "Server shutdown")));
        CompletableFuture<?> result = network.pool().sql("q").update();
        network.pass(VirtualNetwork.LONG);
        assertThat(failure(result)).isInstanceOf(MySqlServerException.class);
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }

    @Test
    @Covers({"hostile:T99", "hostile:T100"})
    void errorAfterColumnsOrRowsKeepsTheConnection() {
        byte[] columns = concat(FakePackets.columnCount(1, 1), FakePackets.column(2, "a"));
        byte[] between = concat(
                FakePackets.columnCount(1, 2),
                FakePackets.column(2, "a"),
                FakePackets.err(3, 1317, "70100", "Query execution was interrupted"));
        byte[] afterRows = concat(
                columns,
                FakePackets.textRow(3, "x"),
                FakePackets.err(4, 3024, "HY000", "maximum statement execution time exceeded"));
        VirtualNetwork network = answering(Map.of("between", between, "rows", afterRows));
        CompletableFuture<?> first = query(network, "between");
        CompletableFuture<?> second = query(network, "rows");
        network.pump();
        assertThat(failure(first)).isInstanceOf(MySqlServerException.class);
        assertThat(failure(second)).isInstanceOf(MySqlServerException.class);
        assertThat(network.ask("same connection")).isEqualTo("same connection");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    @Covers({"hostile:T206", "hostile:S6"})
    void codeOfTheCallerThatThrowsLeavesTheConnectionInOrder() {
        VirtualNetwork network = new VirtualNetwork().warmUp();
        CompletableFuture<?> result = network.pool()
                .sql("select id, name from users")
                .query(row -> {
                    throw new IllegalStateException("on purpose");
                })
                .list();
        network.pump();
        assertThat(failure(result)).hasMessage("on purpose");
        assertThat(network.ask("after")).isEqualTo("after");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    @Covers("hostile:T205")
    void pipelinedStatementsGetTheirOwnAnswers() {
        VirtualNetwork network = answering(Map.of("b", FakePackets.err(1, 1064, "42000", "Syntax")));
        CompletableFuture<MySqlConnection> leased = network.pool().acquire();
        network.pump();
        try (MySqlConnection connection = leased.join()) {
            CompletableFuture<?> a =
                    connection.sql("select 'a'").query(String.class).single();
            CompletableFuture<?> b = connection.sql("b").query(String.class).single();
            CompletableFuture<?> cancelled =
                    connection.sql("select 'x'").query(String.class).single();
            CompletableFuture<?> c =
                    connection.sql("select 'c'").query(String.class).single();
            network.link(0).channel().runPendingTasks();
            cancelled.cancel(true);
            network.pump();
            assertThat(a.join()).isEqualTo("a");
            assertThat(failure(b)).isInstanceOf(MySqlServerException.class);
            assertThat(c.join()).isEqualTo("c");
        }
        network.close();
    }

    @Test
    @Covers({"hostile:T154", "hostile:T198"})
    void statementCancelledOnALeasedConnectionIsDrainedWithinItsBudget() {
        VirtualNetwork network = new VirtualNetwork().warmUp();
        CompletableFuture<MySqlConnection> leased = network.pool().acquire();
        network.pump();
        MySqlConnection connection = leased.join();
        network.link(0).fault((packet, link) -> {});
        CompletableFuture<?> first =
                connection.sql("select 'a'").query(String.class).single();
        CompletableFuture<?> behind =
                connection.sql("select 'b'").query(String.class).single();
        network.pump();
        first.cancel(true);
        network.pass(Duration.ofMillis(99));
        assertThat(connection.isOpen()).isTrue();
        network.pass(Duration.ofMillis(2));
        assertThat(connection.isOpen()).isFalse();
        assertThat(failure(behind))
                .isInstanceOfSatisfying(MySqlConnectionException.class, lost -> assertThat(lost.outcome())
                        .isEqualTo(Outcome.UNKNOWN));
        connection.close();
        network.close();
    }

    @Test
    @Covers("hostile:T198")
    void largeAnswerOfACancelledStatementEndsItsConnection() {
        VirtualNetwork network = new VirtualNetwork().warmUp();
        CompletableFuture<MySqlConnection> leased = network.pool().acquire();
        network.pump();
        MySqlConnection connection = leased.join();
        byte[] column = concat(FakePackets.columnCount(1, 1), FakePackets.column(2, "a"));
        network.link(0).fault((packet, link) -> {
            link.takeAll();
            link.toClient(column);
        });
        CompletableFuture<?> rows =
                connection.sql("select 'a'").query(String.class).list();
        network.pump();
        rows.cancel(true);
        network.link(0).toClient(FakePackets.textRow(3, "x".repeat(60_000)));
        assertThat(connection.isOpen()).isTrue();
        network.link(0).toClient(FakePackets.textRow(4, "x".repeat(60_000)));
        network.pump();
        assertThat(connection.isOpen()).isFalse();
        connection.close();
        network.close();
    }
}
