package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.internal.connection.SpoiltAnswers.failure;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_PING;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_CLOSE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_PREPARE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not know, or do not want, prepared statements any more; in memory. */
class PreparedAgainTest {

    private static final int UNKNOWN_STATEMENT = 1243;
    private static final int TOO_MANY = 1461;
    private static final int NEED_REPREPARE = 1615;

    /** Refuses so many of the next requests of a kind. */
    private static final class Refusing extends VirtualServer {

        private final int command;
        private final int code;
        private int left;

        Refusing(int command, int code) {
            this.command = command;
            this.code = code;
        }

        @Override
        byte @Nullable [] answer(Packet packet) {
            boolean refused = packet.sequence() == 0 && packet.command() == command && left > 0;
            left -= refused ? 1 : 0;
            return refused ? FakePackets.err(1, code, "HY000", "refused") : null;
        }
    }

    private static VirtualNetwork network(Refusing server) {
        return new VirtualNetwork(
                        number -> number == 0 ? server : new VirtualServer(),
                        VirtualNetwork.settings(),
                        ResetMode.SMART)
                .warmUp();
    }

    private static CompletableFuture<List<String>> run(VirtualNetwork network, int number) {
        return network.pool()
                .sql("select ? + " + number)
                .params("x")
                .query(row -> String.valueOf(row.getString(0)))
                .list();
    }

    @ParameterizedTest
    @ValueSource(ints = {UNKNOWN_STATEMENT, NEED_REPREPARE})
    @Covers({"hostile:T160", "hostile:T161"})
    void statementThatIsNotKnownAnyMoreIsPreparedAgainOnce(int code) {
        Refusing server = new Refusing(COM_STMT_EXECUTE, code);
        VirtualNetwork network = network(server);
        run(network, 1);
        network.pump();
        server.left = 1;
        CompletableFuture<?> again = run(network, 1);
        network.pump();
        assertThat(again).isCompleted();
        assertThat(server.count(COM_STMT_PREPARE)).isEqualTo(2);
        assertThat(server.count(COM_STMT_EXECUTE)).isEqualTo(3);
        // A server that wants it prepared again still has it.
        assertThat(server.count(COM_STMT_CLOSE)).isEqualTo(code == NEED_REPREPARE ? 1 : 0);
        CompletableFuture<?> known = run(network, 1);
        network.pump();
        assertThat(known).isCompleted();
        assertThat(server.count(COM_STMT_PREPARE)).isEqualTo(2);
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {UNKNOWN_STATEMENT, NEED_REPREPARE})
    @Covers({"hostile:T160", "hostile:T161"})
    void statementThatIsUnknownTwiceFailsAndRecovers(int code) {
        Refusing server = new Refusing(COM_STMT_EXECUTE, code);
        VirtualNetwork network = network(server);
        run(network, 1);
        network.pump();
        server.left = Integer.MAX_VALUE;
        CompletableFuture<?> refused = run(network, 1);
        network.pump();
        assertThat(failure(refused)).isInstanceOfSatisfying(MySqlServerException.class, e -> {
            assertThat(e.errorCode()).isEqualTo(code);
            assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        });
        assertThat(server.count(COM_STMT_EXECUTE)).isEqualTo(3);
        server.left = 0;
        CompletableFuture<?> later = run(network, 1);
        network.pump();
        assertThat(later).isCompleted();
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    @Covers("hostile:T160")
    void statementsNeverOvertakeEachOtherToBePreparedAgain() {
        Refusing server = new Refusing(COM_STMT_EXECUTE, UNKNOWN_STATEMENT);
        VirtualNetwork network = network(server);
        run(network, 1);
        network.pump();
        server.left = 1;
        CompletableFuture<Integer> both = network.pool().withConnection(connection -> {
            CompletableFuture<?> first = connection
                    .sql("select ? + 1")
                    .params("x")
                    .query(String.class)
                    .list();
            CompletableFuture<?> second =
                    connection.sql("select 'behind'").query(String.class).single();
            return first.handle((rows, failure) -> {
                        assertThat(failure).isInstanceOf(MySqlServerException.class);
                        return 1;
                    })
                    .thenCombine(second, (one, text) -> one);
        });
        network.pump();
        assertThat(both).isCompletedWithValue(1);
        assertThat(server.count(COM_STMT_PREPARE)).isEqualTo(1);
        network.close();
    }

    @Test
    @Covers("hostile:T160")
    void withinATransactionTheServerIsAskedFirst() {
        Refusing server = new Refusing(COM_STMT_EXECUTE, UNKNOWN_STATEMENT);
        VirtualNetwork network = network(server);
        run(network, 1);
        network.pump();
        server.left = 1;
        CompletableFuture<?> refused = network.pool().withTransaction(transaction -> transaction
                .sql("select ? + 1")
                .params("x")
                .query(row -> String.valueOf(row.getString(0)))
                .list());
        network.pump();
        // The virtual server says with the ping's answer that no transaction is open: nothing may run then.
        assertThat(failure(refused)).hasMessageContaining("rolled back the transaction");
        assertThat(server.count(COM_PING)).isEqualTo(1);
        assertThat(server.count(COM_STMT_EXECUTE)).isEqualTo(2);
        network.close();
    }

    @Test
    @Covers("hostile:T161")
    void whenTheServerTakesNoMoreStatementsHalfOfThoseKeptMakeRoom() {
        Refusing server = new Refusing(COM_STMT_PREPARE, TOO_MANY);
        VirtualNetwork network = network(server);
        IntStream.range(0, 8).forEach(i -> {
            run(network, i);
            network.pump();
        });
        server.left = 1;
        CompletableFuture<?> ninth = run(network, 8);
        network.pump();
        assertThat(ninth).isCompleted();
        assertThat(server.count(COM_STMT_CLOSE)).isEqualTo(4);
        assertThat(server.count(COM_STMT_PREPARE)).isEqualTo(10);
        // Those used last are still there.
        run(network, 7);
        network.pump();
        assertThat(server.count(COM_STMT_PREPARE)).isEqualTo(10);
        network.close();
    }

    @Test
    @Covers("hostile:T161")
    void aServerThatNeverTakesAStatementIsAskedTwiceAndTheErrorIsTold() {
        Refusing server = new Refusing(COM_STMT_PREPARE, TOO_MANY);
        VirtualNetwork network = network(server);
        run(network, 1);
        run(network, 2);
        network.pump();
        server.left = Integer.MAX_VALUE;
        for (int i = 3; i < 7; i++) {
            long before = server.count(COM_STMT_PREPARE);
            CompletableFuture<?> refused = run(network, i);
            network.pump();
            assertThat(failure(refused)).isInstanceOfSatisfying(MySqlServerException.class, e -> {
                assertThat(e.errorCode()).isEqualTo(TOO_MANY);
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            });
            assertThat(server.count(COM_STMT_PREPARE) - before).isEqualTo(i < 5 ? 2 : 1);
        }
        assertThat(server.count(COM_STMT_CLOSE))
                .as("nothing is left to be closed")
                .isEqualTo(2);
        server.left = 0;
        CompletableFuture<?> later = run(network, 3);
        network.pump();
        assertThat(later).isCompleted();
        assertThat(network.links()).hasSize(1);
        network.close();
    }
}
