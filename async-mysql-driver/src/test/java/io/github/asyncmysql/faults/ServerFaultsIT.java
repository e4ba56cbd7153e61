package io.github.asyncmysql.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.testsupport.Covers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Faults of the server behind a pool under load. */
class ServerFaultsIT extends FaultTest {

    @Test
    @Covers({"fault:F1", "guarantee:7", "guarantee:10"})
    void killedAndRestarted() throws Exception {
        run("F1", ServerFaults::killAndRestart);
    }

    @Test
    @Covers("fault:F2")
    void shutDownAndRestarted() throws Exception {
        run("F2", ServerFaults::stopAndRestart);
    }

    @Test
    @Covers("fault:F3")
    void everyConnectionIsKilled() throws Exception {
        FaultReport report = run("F3", ServerFaults::killConnections);
        // One victim each: the statement that ran, and at most what was on its way behind it.
        assertThat(report.ledger().failed())
                .isLessThanOrEqualTo(2L * Scale.ofThisRun().poolSize());
    }

    @Test
    @Covers("fault:F4")
    void stormOfKilledQueries() throws Exception {
        run("F4", ServerFaults::killQueries);
    }

    @Test
    @Covers("fault:F5")
    void sessionsEndBetweenBursts() throws Exception {
        try (FaultBench bench =
                new FaultBench(server(), config -> config.initSql(List.of("set session wait_timeout = 1")))) {
            MySqlPool pool = bench.pool();
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int burst = 0; burst < (Scale.isFull() ? 20 : 4); burst++) {
                int first = burst * 100;
                List<CompletableFuture<?>> started = new ArrayList<>(IntStream.range(first, first + 100)
                        .mapToObj(id -> pool.sql("insert into fault_inserts values (?)")
                                .params(id)
                                .update())
                        .toList());
                CompletableFuture.allOf(started.toArray(CompletableFuture[]::new))
                        .handle((r, e) -> r)
                        .join();
                all.addAll(started);
                // Right about when the server ends them.
                bench.hold(Duration.ofMillis(960 + burst % 4 * 25));
            }
            assertThat(all).allSatisfy(future -> assertThatNoException().isThrownBy(future::join));
        }
    }

    @Test
    @Covers("fault:F7")
    void theServerIsFullForAWhile() throws Exception {
        run("F7", bench -> {
            List<Connection> others = new ArrayList<>();
            try {
                for (int i = 0; i < 10; i++) {
                    others.add(bench.server().connectWithJdbc());
                }
                // Over a connection that is there already: once the server is full, this one cannot come in either.
                List<Long> victims = bench.sessions();
                try (Statement statement = others.get(0).createStatement()) {
                    statement.execute("set global max_connections = 10");
                    for (long victim : victims) {
                        statement.execute("kill connection " + victim);
                    }
                }
                bench.hold();
                assertThat(bench.pool().stats().createFailed()).isPositive();
            } finally {
                for (Connection other : others) {
                    other.close();
                }
                await().ignoreExceptions().atMost(Duration.ofSeconds(20)).untilAsserted(() -> bench.server()
                        .execute("set global max_connections = 300"));
            }
        });
    }

    @Test
    @Covers("fault:F8")
    void theAccountIsLockedAndItsPasswordChanged() throws Exception {
        run("F8", bench -> {
            String account = "alter user " + FaultBench.ACCOUNT;
            bench.server().execute(account + " account lock");
            ServerFaults.kill(bench, "connection", bench.sessions().subList(0, 2), Duration.ZERO);
            bench.hold();
            // Those that were not killed go on working.
            assertThat(bench.pool().size()).isGreaterThanOrEqualTo(bench.scale().poolSize() - 2);
            bench.server().execute(account + " account unlock", account + " identified by 'another'");
            ServerFaults.kill(bench, "connection", bench.sessions(), Duration.ZERO);
            bench.hold();
            bench.server().execute(account + " identified by '" + FaultBench.PASSWORD + "'");
        });
    }

    @Test
    @Covers("fault:F9")
    void theServerTurnsReadOnly() throws Exception {
        FaultReport report = run("F9", bench -> {
            bench.server().execute("set global read_only = 1");
            bench.hold();
            bench.server().execute("set global read_only = 0");
            if (bench.server().isMySql()) {
                bench.server().execute("set global offline_mode = 1");
                bench.hold();
                bench.server().execute("set global offline_mode = 0");
            }
        });
        // Refused writes cost the pool the connection, since another server may have taken over.
        assertThat(report.ledger().failures()).containsKey("server error 1290");
        assertThat(report.connects()).isPositive();
    }

    @Test
    @Covers("fault:F28")
    void theServerIsFrozenAndThawed() throws Exception {
        run("F28", ServerFaults::freeze);
    }
}
