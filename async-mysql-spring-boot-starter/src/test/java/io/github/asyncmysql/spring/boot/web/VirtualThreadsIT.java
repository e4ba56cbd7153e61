package io.github.asyncmysql.spring.boot.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Jdks;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/**
 * Controllers that wait, on virtual threads: all of them run on one carrier, so that a single one that held it would leave the
 * others, and the request that asks how many wait, without an answer.
 */
class VirtualThreadsIT {

    private static final int VIRTUAL_THREADS_SINCE = 21;
    private static final int REQUESTS = 40;
    private static final List<String> ONE_CARRIER =
            List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");

    @EveryServer
    @Covers("boot:49")
    void controllersThatWaitShareOneCarrier(TestServer server, @TempDir Path directory) throws Exception {
        server.execute(
                "drop table if exists virtual_row",
                "create table virtual_row (id int primary key) engine=InnoDB",
                "insert into virtual_row values (1)");
        ExecutorService callers = Executors.newFixedThreadPool(REQUESTS);
        try (WebProcess application = WebProcess.start(
                Jdks.java(VIRTUAL_THREADS_SINCE),
                ONE_CARRIER,
                VirtualThreadApp.class,
                directory,
                WebIT.arguments(
                        server,
                        // Old servers and new JDKs have no cipher suite in common.
                        "--async-mysql.ssl.mode=disabled",
                        "--spring.threads.virtual.enabled=true",
                        "--async-mysql.pool.max-size=" + REQUESTS))) {
            // Whatever holds carriers while classes are loaded and connections opened for the first time is not meant.
            assertAllWaitAtOnce(server, application, callers, "/waiting");
            assertAllWaitAtOnce(server, application, callers, "/waiting-transaction");
            assertThat(application.get("/pinning/start")).isEqualTo("recording");

            assertAllWaitAtOnce(server, application, callers, "/waiting");
            assertAllWaitAtOnce(server, application, callers, "/waiting-transaction");

            assertThat(application.get("/pinning/stop")).isEmpty();
            assertThat(application.get("/join-on-loop"))
                    .contains("IllegalStateException", "is an event loop", "thenCompose");
            Awaitility.await().until(() -> application.get("/used").equals("0"));
        } finally {
            callers.shutdownNow();
        }
    }

    private static void assertAllWaitAtOnce(
            TestServer server, WebProcess application, ExecutorService callers, String path) throws Exception {
        List<CompletableFuture<String>> answers;
        try (Connection holder = server.connectWithJdbc();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(VirtualThreadApp.LOCKED_ROW);
            answers = IntStream.range(0, REQUESTS)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> get(application, path), callers))
                    .toList();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> application.get("/used").equals(String.valueOf(REQUESTS)));
            holder.commit();
        }
        for (CompletableFuture<String> answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS)).startsWith("1 VirtualThread");
        }
    }

    private static String get(WebProcess application, String path) {
        try {
            return application.get(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
