package io.github.asyncmysql.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** What can happen to a server. Thread-safe. */
final class ServerFaults {

    private static final int UNKNOWN_THREAD = 1094;

    private ServerFaults() {}

    /** Kills sessions, or what they run; they may be gone by themselves in the meantime. */
    static void kill(FaultBench bench, String what, List<Long> sessions, Duration pause) throws SQLException {
        try (Connection connection = bench.server().connectWithJdbc();
                Statement statement = connection.createStatement()) {
            for (long session : sessions) {
                try {
                    statement.execute("kill " + what + " " + session);
                } catch (SQLException e) {
                    assertThat(e.getErrorCode()).as(e.getMessage()).isEqualTo(UNKNOWN_THREAD);
                }
                bench.hold(pause);
            }
        }
    }

    static void killConnections(FaultBench bench) throws SQLException {
        kill(bench, "connection", bench.sessions(), Duration.ofMillis(50));
    }

    static void killQueries(FaultBench bench) throws SQLException {
        long end = System.nanoTime() + bench.scale().hold().toNanos();
        while (System.nanoTime() < end) {
            kill(bench, "query", bench.sessions(), Duration.ofMillis(2));
        }
    }

    static void killAndRestart(FaultBench bench) throws IOException {
        bench.server().kill();
        bench.hold(Duration.ofMillis(500));
        bench.server().restart();
    }

    static void stopAndRestart(FaultBench bench) throws IOException {
        bench.server().stop();
        bench.server().restart();
    }

    static void freeze(FaultBench bench) throws IOException {
        bench.server().pause();
        try {
            bench.hold(bench.scale().hold().plus(Scale.QUERY_TIMEOUT));
        } finally {
            bench.server().resume();
        }
    }
}
