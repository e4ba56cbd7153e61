package io.github.asyncmysql.documentation;

import io.github.asyncmysql.MySqlPool;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** What the page about concurrency shows. Thread-safe. */
final class ConcurrencyRecipes {

    private final MySqlPool pool;

    ConcurrencyRecipes(MySqlPool pool) {
        this.pool = pool;
    }

    CompletableFuture<byte[]> render(Function<List<String>, byte[]> slowRendering, Executor workers) {
        // region concurrency-executor
        CompletableFuture<byte[]> page = pool.sql("select name from products order by name")
                .query(String.class)
                .list()
                .thenApplyAsync(slowRendering, workers); // everything behind it runs on workers, too
        // endregion
        return page;
    }

    CompletableFuture<Integer> stockOf(String name) {
        // region concurrency-compose
        CompletableFuture<Integer> stock = pool.sql("select id from products where name = ?")
                .params(name)
                .query(Long.class)
                .single()
                .thenCompose(
                        id -> pool.sql("select stock from products where id = ?") // not: .thenApply(id -> ….join())
                                .params(id)
                                .query(Integer.class)
                                .single());
        // endregion
        return stock;
    }

    // region concurrency-virtual
    int total(List<String> names) {
        List<CompletableFuture<Integer>> stocks =
                names.stream().map(this::stockOf).toList(); // all on their way
        return stocks.stream().mapToInt(CompletableFuture::join).sum(); // on a thread that may wait
    }
    // endregion
}
