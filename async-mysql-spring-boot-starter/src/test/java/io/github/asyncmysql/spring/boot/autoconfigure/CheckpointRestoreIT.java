package io.github.asyncmysql.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import net.bytebuddy.ByteBuddy;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What happens around a checkpoint, without a JVM that can make one. */
class CheckpointRestoreIT {

    private static MySqlPool open(TestServer server) {
        return AsyncMySql.pool(String.format(
                Locale.ROOT,
                "mysql://%s:%s@%s:%d/%s?min-size=2&max-size=3",
                server.username(),
                server.password(),
                server.host(),
                server.port(),
                server.database()));
    }

    private static CompletableFuture<Integer> one(MySqlPool pool) {
        return pool.sql("select 1").query(Integer.class).single();
    }

    @EveryServer
    @Covers("boot:54")
    void noSocketIsOpenAtTheCheckpointAndAllAreAfterwards(TestServer server) {
        try (MySqlPool pool = open(server)) {
            CheckpointRestoreLifecycle lifecycle =
                    new CheckpointRestoreLifecycle(List.of(pool), Duration.ofSeconds(30));
            assertThat(one(pool).join()).isEqualTo(1);
            assertThat(lifecycle.isRunning()).isTrue();

            lifecycle.stop();

            assertThat(pool.stats().size()).isZero();
            assertThat(lifecycle.isRunning()).isFalse();
            CompletableFuture<Integer> held = one(pool);
            assertThat(held).isNotDone();

            lifecycle.start();

            assertThat(held).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1);
            Awaitility.await().until(() -> pool.stats().idle() >= 2);
        }
    }

    @EveryServer
    @Covers("boot:54")
    void theCheckpointDoesNotWaitForeverForABorrower(TestServer server) {
        try (MySqlPool pool = open(server)) {
            CheckpointRestoreLifecycle lifecycle =
                    new CheckpointRestoreLifecycle(List.of(pool), Duration.ofMillis(100));
            CompletableFuture<Void> end = new CompletableFuture<>();
            CompletableFuture<Void> borrower = pool.withConnection(connection -> end);
            Awaitility.await().until(() -> pool.stats().inUse() == 1);

            lifecycle.stop();

            assertThat(pool.stats().inUse()).isEqualTo(1);
            end.complete(null);
            assertThat(borrower).succeedsWithin(Duration.ofSeconds(30));
            Awaitility.await().until(() -> pool.stats().size() == 0);
            lifecycle.start();
            assertThat(one(pool)).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    @Covers("boot:54")
    void isThereOnlyWhereCheckpointsAre(@TempDir Path directory) throws IOException {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AsyncMySqlAutoConfiguration.class))
                .withPropertyValues(
                        "async-mysql.fail-fast=false",
                        "async-mysql.port=1",
                        "async-mysql.pool.min-size=0",
                        "async-mysql.pools.reports.pool.max-size=2");
        runner.run(context -> assertThat(context).doesNotHaveBean(CheckpointRestoreLifecycle.class));
        new ByteBuddy().makeInterface().name("org.crac.Resource").make().saveIn(directory.toFile());
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            runner.withClassLoader(loader).run(context -> {
                assertThat(context).hasSingleBean(CheckpointRestoreLifecycle.class);
                MySqlPool reports = context.getBean("reportsMySqlPool", MySqlPool.class);
                context.getBean(CheckpointRestoreLifecycle.class).stop();
                assertThat(reports.stats().suspended()).isTrue();
            });
        }
    }
}
