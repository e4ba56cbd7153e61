package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.driver.Leftover.KnownBy;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Nothing that a borrower can leave in a session reaches the next one. */
class SessionStateIT {

    /** What even {@link ResetMode#NONE} takes away, and what no probe can show. */
    private static final Set<String> NEVER_FOUND = Set.of(
            "transaction",
            "XA transaction",
            "XA transaction, ended",
            "character set",
            "variable of one statement",
            "resource group",
            "session tracking switched off");

    private static final Map<String, Map<String, String>> CLEAN = new ConcurrentHashMap<>();
    private static DriverResources resources;

    /** What the next borrower finds, and what a new session would have shown. */
    private record Finding(String found, String clean, boolean sameSession) {}

    @BeforeAll
    static void startLoops() {
        resources = DriverResources.create("session-state", 1);
    }

    @AfterAll
    static void endLoops() {
        resources.close();
    }

    private static MySqlPool pool(TestServer server, ResetMode mode) {
        return AsyncMySql.pool(
                Pools.config(server).sslMode(SslMode.DISABLED).build(),
                PoolConfig.builder()
                        .minSize(0)
                        .maxSize(1)
                        .acquireTimeout(Duration.ofSeconds(20))
                        .onRelease(mode)
                        .build(),
                resources);
    }

    private static Map<String, Finding> findings(TestServer server, ResetMode mode) {
        Map<String, String> clean = CLEAN.computeIfAbsent(server.name(), name -> cleanSessions(server));
        Map<String, Finding> findings = new LinkedHashMap<>();
        for (Leftover leftover : Leftovers.of(server)) {
            findings.put(leftover.name(), finding(server, mode, leftover, clean.get(leftover.name())));
            if (leftover.changesTables()) {
                Leftovers.clear(server);
            }
        }
        return findings;
    }

    private static Map<String, String> cleanSessions(TestServer server) {
        Leftovers.prepare(server);
        Map<String, String> answers = new LinkedHashMap<>();
        for (Leftover leftover : Leftovers.of(server)) {
            try (MySqlPool fresh = pool(server, ResetMode.SMART)) {
                answers.put(leftover.name(), ask(fresh, leftover));
            }
            if (leftover.changesTables()) {
                Leftovers.clear(server);
            }
        }
        return answers;
    }

    private static Finding finding(TestServer server, ResetMode mode, Leftover leftover, String clean) {
        try (MySqlPool pool = pool(server, mode);
                MySqlPool others = pool(server, mode)) {
            long first;
            try (MySqlConnection connection = pool.acquire().join()) {
                first = connection.connectionId();
                MySqlServerException refused = leftover.leave(connection);
                assertThat(refused == null || leftover.isUnsupportedBy(refused))
                        .as("%s: %s", leftover, refused)
                        .isTrue();
            }
            String found = ask(leftover.observed() ? others : pool, leftover);
            long second;
            try (MySqlConnection connection = pool.acquire().join()) {
                second = connection.connectionId();
            }
            // Before the tables are cleared, since what is found may be a lock on them.
            pool.terminate();
            return new Finding(found, clean, first == second);
        }
    }

    private static String ask(MySqlPool pool, Leftover leftover) {
        try (MySqlConnection next = pool.acquire().join()) {
            return leftover.ask(next);
        }
    }

    private static void assertClean(Leftover leftover, Finding finding) {
        assertThat(finding.found()).as(leftover.name()).isEqualTo(finding.clean());
        if (leftover.knownBy() == KnownBy.CLOSED) {
            assertThat(finding.sameSession()).as(leftover.name()).isFalse();
        }
    }

    @EveryServer
    @Covers({"pool:F2", "guarantee:9", "fault:F40"})
    void smartResetLeavesNothingThatCanBeKnown(TestServer server) {
        Map<String, Finding> findings = findings(server, ResetMode.SMART);

        assertThat(Leftovers.of(server))
                .filteredOn(leftover -> leftover.knownBy() != KnownBy.NOBODY)
                .allSatisfy(leftover -> assertClean(leftover, findings.get(leftover.name())));
    }

    @EveryServer
    @Covers({"pool:F2", "guarantee:9"})
    void resettingEverySessionLeavesNothing(TestServer server) {
        Map<String, Finding> findings = findings(server, ResetMode.ALWAYS);

        assertThat(Leftovers.of(server)).allSatisfy(leftover -> assertClean(leftover, findings.get(leftover.name())));
    }

    @EveryServer
    void theProbesFindWhatIsNotReset(TestServer server) {
        Map<String, Finding> findings = findings(server, ResetMode.NONE);

        findings.keySet().removeAll(NEVER_FOUND);
        assertThat(findings)
                .allSatisfy(
                        (name, finding) -> assertThat(finding.found()).as(name).isNotEqualTo(finding.clean()));
    }
}
