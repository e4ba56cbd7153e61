package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TcpProxy;
import io.github.asyncmysql.testsupport.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Statements that reach a server while it says goodbye to their idle session: right about the end of {@code wait_timeout}, and
 * behind it, where the client has not heard of it yet.
 */
class GoodbyeIT {

    private static final int CONNECTIONS = 60;
    private static final int WAIT_TIMEOUT_SECONDS = 1;
    /** The server has waited for as long as both latencies before the first statement is due. */
    private static final int FIRST_MILLIS = 850;

    private static final int ROUNDS = 5;

    private static final int STEP_MILLIS = 4;
    /** What comes from the server takes so long that a late statement leaves before the goodbye is heard. */
    private static final Duration LATENCY = Duration.ofMillis(30);

    /** How a statement has ended, as its caller was told. */
    private enum End {
        OK,
        NOT_SENT,
        NOT_EXECUTED,
        UNKNOWN;

        static End of(Throwable failure) {
            if (failure == null) {
                return OK;
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            assertThat(cause).isInstanceOf(MySqlException.class);
            return valueOf(((MySqlException) cause).outcome().name());
        }
    }

    @EveryServer
    @Covers({"fault:F6", "guarantee:12"})
    void whatIsCalledNotExecutedWasNotExecuted(TestServer server) throws Exception {
        server.execute("drop table if exists goodbye_inserts", "create table goodbye_inserts (id int primary key)");
        Map<End, Set<Integer>> ledger = new EnumMap<>(End.class);
        for (End end : End.values()) {
            ledger.put(end, new HashSet<>());
        }
        // Some have to come in time, and some too late, or nothing was tried; a busy machine needs more rounds for
        // that.
        int tried = 0;
        for (int round = 0; round < ROUNDS; round++) {
            int inTime = ledger.get(End.OK).size();
            if (inTime > 0 && inTime < tried) {
                break;
            }
            int first = inTime > 0 ? FIRST_MILLIS + 300 * round : FIRST_MILLIS >> round;
            insertAroundTheEnd(server, tried, first, ledger);
            tried += CONNECTIONS;
        }
        Set<Integer> rows = rows(server);
        System.out.println("F6 " + server.name() + ": " + counts(ledger) + ", of the unknown ones executed: "
                + executed(rows, ledger.get(End.UNKNOWN)).size());

        assertThat(executed(rows, ledger.get(End.OK))).isEqualTo(ledger.get(End.OK));
        assertThat(executed(rows, ledger.get(End.NOT_EXECUTED))).isEmpty();
        assertThat(executed(rows, ledger.get(End.NOT_SENT))).isEmpty();
        assertThat(ledger.get(End.OK)).isNotEmpty();
        assertThat(ledger.get(End.OK)).hasSizeLessThan(tried);
    }

    private static void insertAroundTheEnd(
            TestServer server, int firstId, int firstMillis, Map<End, Set<Integer>> ledger) throws Exception {
        List<MySqlConnection> connections = new ArrayList<>();
        try (TcpProxy proxy = TcpProxy.to(server)) {
            MySqlConfig config =
                    Pools.config(server).host(proxy.host()).port(proxy.port()).build();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(AsyncMySql.connect(config).get(30, TimeUnit.SECONDS));
            }
            proxy.delay(LATENCY, Duration.ZERO);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                all.add(insertAfterSilence(
                        connections.get(i), firstId + i, firstMillis + (long) STEP_MILLIS * i, ledger));
            }
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        } finally {
            connections.forEach(MySqlConnection::close);
        }
    }

    private static CompletableFuture<Void> insertAfterSilence(
            MySqlConnection connection, int id, long delay, Map<End, Set<Integer>> ledger) {
        return connection
                .sql("set session wait_timeout = " + WAIT_TIMEOUT_SECONDS)
                .update()
                .thenCompose(done -> CompletableFuture.supplyAsync(
                        () -> connection
                                .sql("insert into goodbye_inserts values (" + id + ")")
                                .update(),
                        CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS)))
                .thenCompose(insert -> insert)
                .handle((result, failure) -> {
                    synchronized (ledger) {
                        ledger.get(End.of(failure)).add(id);
                    }
                    return null;
                });
    }

    private static Set<Integer> executed(Set<Integer> rows, Set<Integer> ids) {
        Set<Integer> both = new HashSet<>(ids);
        both.retainAll(rows);
        return both;
    }

    private static Map<End, Integer> counts(Map<End, Set<Integer>> ledger) {
        Map<End, Integer> counts = new EnumMap<>(End.class);
        ledger.forEach((end, ids) -> counts.put(end, ids.size()));
        return counts;
    }

    private static Set<Integer> rows(TestServer server) throws SQLException {
        Set<Integer> rows = new HashSet<>();
        try (Connection connection = server.connectWithJdbc();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select id from goodbye_inserts")) {
            while (found.next()) {
                rows.add(found.getInt(1));
            }
        }
        return rows;
    }
}
