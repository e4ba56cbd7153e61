package io.github.asyncmysql.documentation;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.driver.AsyncMySql;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What the examples of aiomysql's page about pools do, done with this driver. Thread-safe. */
final class AiomysqlRecipes {

    private AiomysqlRecipes() {}

    static void pool(String url) {
        // region aiomysql-pool
        try (MySqlPool pool = AsyncMySql.pool(url + "?min-size=1&max-size=5")) {
            CompletableFuture<Long> count = pool.withConnection(connection -> connection
                    .sql("select count(*) from users")
                    .query(Long.class)
                    .single());
            System.out.println("Total users: " + count.join());
        }
        // endregion
    }

    static void recycling(MySqlConfig server) {
        // region aiomysql-recycling
        MySqlConfig config = server.toBuilder().echo(true).build();
        PoolConfig recycled = PoolConfig.builder()
                .minSize(2)
                .maxSize(10)
                .maxLifetime(Duration.ofHours(1))
                .build();
        try (MySqlPool pool = AsyncMySql.pool(config, recycled)) {
            for (int i = 1; i <= 5; i++) {
                try (MySqlConnection connection = pool.acquire().join()) {
                    connection
                            .sql("select sleep(0.1)")
                            .query(Integer.class)
                            .single()
                            .join();
                }
                System.out.println("Operation " + i + " completed, size " + pool.size() + ", free " + pool.freeSize());
            }
        }
        // endregion
    }

    static void workers(String url) {
        // region aiomysql-workers
        try (MySqlPool pool = AsyncMySql.pool(url + "?min-size=2&max-size=5")) {
            CompletableFuture<?>[] workers =
                    IntStream.range(0, 8).mapToObj(id -> work(pool, id, 0)).toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(workers).join();
            System.out.println("Never more than 5 connections: " + pool.size());
        }
        // endregion
    }

    // region aiomysql-worker
    static CompletableFuture<Void> work(MySqlPool pool, int worker, int iteration) {
        if (iteration == 3) {
            return CompletableFuture.completedFuture(null);
        }
        return pool.withConnection(connection -> connection
                        .sql("select ?, ?")
                        .params(worker, iteration)
                        .query(row -> "Worker " + row.getInt(0) + ", iteration " + row.getInt(1))
                        .single()
                        .thenAccept(System.out::println)
                        // Holds its connection for a while, without holding a thread.
                        .thenCompose(printed ->
                                new CompletableFuture<Void>().completeOnTimeout(null, 20, TimeUnit.MILLISECONDS)))
                .thenCompose(done -> work(pool, worker, iteration + 1));
    }
    // endregion

    static void blocks(String url) {
        // region aiomysql-blocks
        try (MySqlPool pool = AsyncMySql.pool(url + "?min-size=1&max-size=3")) {
            try (MySqlConnection connection = pool.acquire().join()) {
                connection
                        .sql("insert into logs (message) values ('start')")
                        .update()
                        .join();
            }
            pool.withConnection(connection -> connection
                            .sql("insert into logs (message) values ('middle')")
                            .update())
                    .join();
            pool.sql("insert into logs (message) values ('end')").update().join();
        } // closed here, whatever happened above
        // endregion
    }

    static void errors(String url) {
        // region aiomysql-errors
        try (MySqlPool pool = AsyncMySql.pool(url + "?min-size=1&max-size=3")) {
            try (MySqlConnection connection = pool.acquire().join()) {
                connection.sql("select * from no_such_table").query().list().join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof MySqlServerException refused) {
                    System.out.println("SQL error " + refused.errorCode() + ": " + refused.getMessage());
                } else if (e.getCause() instanceof MySqlException other) {
                    System.out.println("Connection error, outcome " + other.outcome() + ": " + other.getMessage());
                } else {
                    throw e;
                }
            }
            // The connection went back all the same, and a broken one would have been replaced.
            System.out.println(pool.sql("select 'still there'")
                    .query(String.class)
                    .single()
                    .join());
        }
        // endregion
    }
}
