package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs what the page about the pool shows. */
class PoolRecipesIT {

    private static MySqlConfig config(TestServer server) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .build();
    }

    @EveryServer
    void borrowsInThreeWays(TestServer server) {
        try (MySqlPool pool = AsyncMySql.pool(config(server), PoolConfig.defaults())) {
            assertThat(PoolRecipes.borrowing(pool).join()).isEqualTo(43);
            await().until(() -> pool.stats().inUse() == 0);
        }
    }

    @EveryServer
    void opensResizesAndRotates(TestServer server) {
        try (MySqlPool pool = PoolRecipes.opened(config(server))) {
            assertThat(pool.stats().idle()).isEqualTo(2);
            PoolRecipes.operations(pool, new Credentials(server.username(), server.password()));
            assertThat(pool.maxSize()).isEqualTo(50);
            assertThat(pool.config().maxWaiting()).isEqualTo(1_000);
            await().until(() -> pool.stats().idle() == 5);
        }
    }

    @EveryServer
    void leavesNoSocketOpenAtACheckpoint(TestServer server) {
        try (MySqlPool pool = PoolRecipes.opened(config(server))) {
            AtomicInteger sockets = new AtomicInteger(-1);
            PoolRecipes.checkpoint(pool, () -> sockets.set(pool.size()));
            assertThat(sockets).hasValue(0);
            await().until(() -> pool.stats().idle() == 2);
        }
    }

    @EveryServer
    void tellsWhyNobodyIsServed(TestServer server) {
        PoolConfig one = PoolConfig.builder().maxSize(1).maxWaiting(0).build();
        MySqlPool pool = AsyncMySql.open(config(server), one).join();
        assertThat(PoolRecipes.refusal(pool)).isEqualTo("served");
        MySqlConnection lent = pool.acquire().join();
        assertThat(PoolRecipes.refusal(pool)).isEqualTo("try again later");
        lent.close();
        pool.close();
        assertThat(PoolRecipes.refusal(pool)).isEqualTo("never");
    }

    @EveryServer
    void showsSeveralHosts(TestServer server) {
        MySqlConfig config = config(server).toBuilder()
                .database(server.database())
                .replicaReads(true)
                .hosts(List.of(new HostAndPort(server.host(), 1), new HostAndPort(server.host(), server.port())))
                .build();
        try (MySqlPool pool =
                AsyncMySql.open(config, PoolConfig.builder().minSize(0).build()).join()) {
            assertThat(PoolRecipes.hosts(pool))
                    .satisfiesExactly(
                            gone -> assertThat(gone)
                                    .startsWith(server.host() + ":1: NONE, 0 in use, cannot be reached: "),
                            primary -> assertThat(primary)
                                    .isEqualTo(server.host() + ":" + server.port() + ": PRIMARY, 0 in use"));
            server.execute(
                    "drop table if exists product", "create table product (id int primary key, name varchar(20))");
            assertThat(PoolRecipes.addAndFind(pool).join()).isEqualTo("lamp");
            assertThat(PoolRecipes.products(pool).join()).isEqualTo(1);
            assertThat(PoolRecipes.productsOnce(pool).join()).isEqualTo(1);
            server.execute("drop table product");
        }
    }

    @EveryServer
    void preparesSessionsAndKeepsOne(TestServer server) {
        PoolConfig.Builder settings = PoolConfig.builder().maxSize(1);
        PoolRecipes.preparedSessions(PoolRecipes.sessions(() -> "north")).customize(settings);
        MySqlConfig config =
                config(server).toBuilder().database(server.database()).build();
        MySqlPool pool = AsyncMySql.open(config, settings.build()).join();
        MySqlConnection kept = PoolRecipes.detached(pool);
        assertThat(pool.sql("select concat(@region, count(*)) from basket")
                        .query(String.class)
                        .single()
                        .join())
                .isEqualTo("north0");
        pool.close();
        assertThat(kept.sql("select @region").query(String.class).single().join())
                .isEqualTo("north");
        kept.close();
    }

    @EveryServer
    void hearsOfLeaks(TestServer server) {
        PoolRecipes.Leaks leaks = new PoolRecipes.Leaks();
        PoolConfig watching = PoolConfig.builder()
                .leakDetectionThreshold(Duration.ofMillis(20))
                .listener(leaks)
                .build();
        try (MySqlPool pool = AsyncMySql.pool(config(server), watching)) {
            MySqlConnection forgotten = pool.acquire().join();
            await().until(() -> leaks.count.get() == 1);
            forgotten.close();
        }
    }
}
