package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Connections that are taken out of their pool for good. */
class DetachIT {

    private static PoolConfig.Builder sizes(int min, int max) {
        return PoolConfig.builder()
                .minSize(min)
                .maxSize(max)
                .acquireTimeout(Duration.ofMinutes(1))
                .leakDetectionThreshold(Duration.ofHours(1));
    }

    private static MySqlPool pool(TestServer server, PoolConfig.Builder config) {
        return AsyncMySql.pool(Pools.config(server).build(), config.build());
    }

    private static int one(MySqlConnection connection) {
        return connection.sql("select 1").query(Integer.class).single().join();
    }

    @EveryServer
    @Covers("pool:G7")
    void aDetachedConnectionIsReplacedForWhoeverWaitsAndKeepsItsSession(TestServer server) {
        Queue<CloseReason> closed = new ConcurrentLinkedQueue<>();
        AtomicInteger released = new AtomicInteger();
        PoolListener listener = new PoolListener() {
            @Override
            public void onClosed(CloseReason reason) {
                closed.add(reason);
            }

            @Override
            public void onReleased(long usageNanos) {
                released.incrementAndGet();
            }
        };
        try (MySqlPool pool = pool(server, sizes(0, 1).listener(listener));
                MySqlConnection kept = pool.acquire().join()) {
            kept.sql("set @mine = 42").update().join();
            CompletableFuture<MySqlConnection> waiting = pool.acquire();
            CompletableFuture<Integer> underWay =
                    kept.sql("select @mine").query(Integer.class).single();
            pool.detach(kept);
            try (MySqlConnection other = waiting.join()) {
                assertThat(other.connectionId()).isNotEqualTo(kept.connectionId());
                assertThat(pool.size()).isEqualTo(1);
            }
            assertThat(underWay.join()).isEqualTo(42);
            assertThat(closed).containsExactly(CloseReason.DETACHED);
            assertThat(pool.totals().closed()).containsEntry(CloseReason.DETACHED, 1L);
            Awaitility.await().until(() -> released.get() == 2);
            pool.evictAll().join();
            pool.clear().join();
            assertThat(kept.sql("select @mine").query(Integer.class).single().join())
                    .isEqualTo(42);
            assertThatThrownBy(() -> pool.release(kept)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> pool.detach(kept)).isInstanceOf(IllegalArgumentException.class);
            assertThat(kept.isOpen()).isTrue();
        }
    }

    @EveryServer
    @Covers({"pool:G7", "pool:G6"})
    void itOutlivesItsPoolAndEndsTheThreadsThatItRanOn(TestServer server) {
        String name = "detached-" + server.version();
        MySqlPool pool = pool(server, sizes(1, 2).name(name));
        MySqlConnection kept = pool.acquire().join();
        pool.detach(kept);
        pool.close();
        assertThat(one(kept)).isEqualTo(1);
        assertThat(kept.withTransaction(transaction ->
                                transaction.sql("select 2").query(Integer.class).single())
                        .join())
                .isEqualTo(2);
        kept.close();
        assertThat(kept.isOpen()).isFalse();
        kept.close();
        Awaitility.await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith(name)));
    }

    @EveryServer
    @Covers("pool:G7")
    void theEndOfTheWorkThatHasDetachedItLeavesItOpen(TestServer server) {
        try (MySqlPool pool = pool(server, sizes(0, 1));
                MySqlConnection kept = pool.withConnection(connection -> {
                            pool.detach(connection);
                            return CompletableFuture.completedFuture(connection);
                        })
                        .join()) {
            assertThat(one(kept)).isEqualTo(1);
            assertThat(pool.stats().inUse()).isZero();
            assertThat(pool.size()).isZero();
        }
    }

    @EveryServer
    @Covers({"pool:G7", "pool:C8"})
    void whatIsNotBorrowedFromThePoolCannotBeDetached(TestServer server) {
        try (MySqlPool pool = pool(server, sizes(1, 1));
                MySqlPool other = pool(server, sizes(0, 1));
                MySqlConnection foreign = other.acquire().join()) {
            MySqlConnection returned = pool.acquire().join();
            returned.close();
            assertThatThrownBy(() -> pool.detach(returned))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("given back");
            assertThatThrownBy(() -> pool.detach(foreign)).isInstanceOf(IllegalArgumentException.class);
            assertThat(one(foreign)).isEqualTo(1);
            assertThat(pool.totals().closed()).containsEntry(CloseReason.DETACHED, 0L);
        }
    }

    @EveryServer
    @Covers({"pool:G7", "pool:G5"})
    void aPoolThatIsBeingClosedNeedNotWaitForWhatIsDetached(TestServer server) {
        MySqlPool pool = pool(server, sizes(0, 1).closeTimeout(Duration.ofMinutes(5)));
        try (MySqlConnection kept = pool.acquire().join()) {
            CompletableFuture<Void> closed = pool.closeAsync();
            pool.detach(kept);
            closed.join();
            assertThat(one(kept)).isEqualTo(1);
        }
    }
}
