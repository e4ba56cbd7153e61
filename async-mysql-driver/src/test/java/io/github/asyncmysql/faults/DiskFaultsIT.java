package io.github.asyncmysql.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Faults of the disk below the server behind a pool under load. */
class DiskFaultsIT extends FaultTest {

    private static final String REFUSING = FullDisk.DATABASE + ".refusing";
    private static final String WAITING = FullDisk.DATABASE + ".waiting";
    private static final byte[] PAYLOAD = new byte[7_000];

    /** Rows by what their writers were told. */
    private final Set<Long> written = new HashSet<>();

    private final Set<Long> refused = new HashSet<>();
    private long next;

    /** The failure that somebody who writes a row is told; {@code null} if there is none. */
    private MySqlException write(MySqlPool pool, String table) {
        long id = ++next;
        CompletableFuture<UpdateResult> writing = pool.sql("insert into " + table + " values (?, ?)")
                .params(id, PAYLOAD)
                .update();
        try {
            writing.join();
            written.add(id);
            return null;
        } catch (CompletionException e) {
            MySqlException failure = (MySqlException) e.getCause();
            if (failure.outcome() != Outcome.UNKNOWN) {
                refused.add(id);
            }
            return failure;
        }
    }

    private static Set<Long> rows(MySqlPool pool, String table) {
        return new HashSet<>(
                pool.sql("select id from " + table).query(Long.class).list().join());
    }

    @Test
    @Covers({"fault:F25", "guarantee:6"})
    void theDiskIsFullForAWhile() throws Exception {
        try (FullDisk disk = FullDisk.mount(server()).orElse(null)) {
            assumeTrue(disk != null, "F25 needs the right to mount");
            FaultReport report = run("F25", bench -> {
                bench.server()
                        .execute(
                                "grant all on " + FullDisk.DATABASE + ".* to " + FaultBench.ACCOUNT,
                                "create table " + REFUSING + " (id bigint primary key, v longblob) engine = InnoDB",
                                "create table " + WAITING + " (id bigint primary key, v longblob) engine = MyISAM");
                List<Long> sessions = bench.sessions();
                disk.fill();
                try {
                    MySqlPool pool = bench.pool();
                    assertRefusedOnceThereIsNoPageLeft(pool);
                    assertTimeLimitHoldsWhereTheServerWaits(pool);
                    bench.hold();
                    assertThat(pool.size()).isEqualTo(bench.scale().poolSize());
                } finally {
                    disk.free();
                }
                assertThat(bench.sessions())
                        .as("sessions that outlived it, all but the one that timed out")
                        .filteredOn(sessions::contains)
                        .hasSizeGreaterThanOrEqualTo(sessions.size() - 1);
                // A write that was broken off leaves this engine's tables in need of it.
                bench.server().execute("repair table " + WAITING);
                assertGoodAgain(bench.pool());
            });
            // The other tables are on another disk: nobody else has noticed anything.
            assertThat(report.ledger().failures()).isEmpty();
        }
    }

    private void assertRefusedOnceThereIsNoPageLeft(MySqlPool pool) {
        MySqlException failure = null;
        for (int i = 0; i < 2_000 && failure == null; i++) {
            failure = write(pool, REFUSING);
        }
        assertThat(failure).isInstanceOfSatisfying(MySqlServerException.class, refusal -> {
            assertThat(refusal.errorCode()).as(refusal.getMessage()).isIn(1114, 1021, 1030, 3, 20, 28);
            assertThat(refusal.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            assertThat(refusal.isFatal()).isFalse();
        });
    }

    private void assertTimeLimitHoldsWhereTheServerWaits(MySqlPool pool) {
        assertThat(write(pool, WAITING))
                .isInstanceOfSatisfying(MySqlTimeoutException.class, late -> assertThat(late.outcome())
                        .isEqualTo(Outcome.UNKNOWN));
    }

    private void assertGoodAgain(MySqlPool pool) {
        for (String table : List.of(REFUSING, WAITING)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> write(pool, table) == null);
        }
        Set<Long> there = rows(pool, REFUSING);
        there.addAll(rows(pool, WAITING));
        assertThat(there).as("rows that were called written").containsAll(written);
        assertThat(there).as("rows that were called not written").doesNotContainAnyElementsOf(refused);
    }
}
