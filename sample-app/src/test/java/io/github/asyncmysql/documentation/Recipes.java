package io.github.asyncmysql.documentation;

import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import io.github.asyncmysql.UpdateResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The recipes that need nothing but the driver. Thread-safe. */
final class Recipes {

    // region recipe-record
    record Product(long id, String name, BigDecimal price, int stock) {}
    // endregion

    private final MySqlPool pool;

    Recipes(MySqlPool pool) {
        this.pool = pool;
    }

    // region recipe-read
    CompletableFuture<Product> byId(long id) {
        return pool.sql("select id, name, price, stock from products where id = ?")
                .params(id)
                .query(Product.class)
                .single(); // fails if there is no such row
    }

    CompletableFuture<Optional<Product>> byName(String name) {
        return pool.sql("select id, name, price, stock from products where name = ?")
                .params(name)
                .query(Product.class)
                .optional();
    }

    CompletableFuture<List<String>> names() {
        return pool.sql("select name from products order by name")
                .query(String.class)
                .list();
    }
    // endregion

    // region recipe-mapper
    CompletableFuture<List<String>> labels() {
        return pool.sql("select name, price from products order by id")
                .query(row -> row.getString("name") + " at " + row.getBigDecimal("price"))
                .list();
    }
    // endregion

    // region recipe-page
    /** The page behind the last id of the page before; 0 for the first one. */
    CompletableFuture<List<Product>> page(long lastId, int size) {
        return pool.sql("select id, name, price, stock from products where id > ? order by id limit ?")
                .params(lastId, size)
                .query(Product.class)
                .list();
    }
    // endregion

    // region recipe-parallel
    record Summary(long products, BigDecimal value) {}

    CompletableFuture<Summary> summary() {
        CompletableFuture<Long> products =
                pool.sql("select count(*) from products").query(Long.class).single();
        CompletableFuture<BigDecimal> value = pool.sql("select coalesce(sum(price * stock), 0) from products")
                .query(BigDecimal.class)
                .single();
        return products.thenCombine(value, Summary::new); // both were on their way
    }
    // endregion

    // region recipe-insert
    CompletableFuture<Long> add(String name, BigDecimal price, int stock) {
        return pool.sql("insert into products (name, price, stock) values (?, ?, ?)")
                .params(name, price, stock)
                .update()
                .thenApply(UpdateResult::lastInsertId);
    }
    // endregion

    // region recipe-once
    /** Books a payment at most once, however often it is tried: its number is unique. */
    CompletableFuture<Boolean> pay(String number, BigDecimal amount) {
        return pool.sql("insert into payments (number, amount) values (?, ?)")
                .params(number, amount)
                .update()
                .handle((booked, failure) -> {
                    if (failure instanceof MySqlServerException refused && refused.isDuplicateKey()) {
                        return false; // an earlier attempt has done it
                    }
                    if (failure != null) {
                        throw new CompletionException(failure);
                    }
                    return true;
                });
    }
    // endregion

    // region recipe-update
    /** Takes from the stock only what is there; one statement needs neither a transaction nor a lock. */
    CompletableFuture<Boolean> take(long id, int pieces) {
        return pool.sql("update products set stock = stock - ? where id = ? and stock >= ?")
                .params(pieces, id, pieces)
                .update()
                .thenApply(taken -> taken.affectedRows() == 1);
    }
    // endregion

    // region recipe-batch
    CompletableFuture<BatchResult> addAll(List<Product> products) {
        return pool.sql("insert into products (name, price, stock) values (?, ?, ?)")
                .batch(products, (product, params) -> params.add(product.name())
                        .add(product.price())
                        .add(product.stock()));
    }
    // endregion

    // region recipe-transaction
    /** Moves pieces from one product to another; repeated as a whole when it loses a deadlock. */
    CompletableFuture<Void> move(long from, long to, int pieces) {
        TransactionOptions options = TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(5));
        return pool.withTransaction(options, transaction -> transaction
                .sql("select stock from products where id = ? for update")
                .params(from)
                .query(Integer.class)
                .single()
                .thenCompose(stock -> {
                    if (stock < pieces) {
                        throw new IllegalArgumentException("only " + stock + " are left"); // rolls back
                    }
                    return transaction
                            .sql("update products set stock = stock - ? where id = ?")
                            .params(pieces, from)
                            .update();
                })
                .thenCompose(taken -> transaction
                        .sql("update products set stock = stock + ? where id = ?")
                        .params(pieces, to)
                        .update())
                .thenAccept(put -> {}));
    }
    // endregion

    // region recipe-snapshot
    /** Two reads that see the same moment. */
    CompletableFuture<Boolean> isConsistent() {
        TransactionOptions snapshot = TransactionOptions.READ_ONLY
                .isolation(IsolationLevel.REPEATABLE_READ)
                .consistentSnapshot(true);
        return pool.withTransaction(snapshot, transaction -> transaction
                .sql("select count(*) from products")
                .query(Long.class)
                .single()
                .thenCompose(first -> transaction
                        .sql("select count(*) from products")
                        .query(Long.class)
                        .single()
                        .thenApply(first::equals)));
    }
    // endregion

    // region recipe-queue
    /** Takes a job that no other worker has; what fails before the commit leaves it for the next one. */
    CompletableFuture<Optional<String>> nextJob() {
        return pool.withTransaction(transaction -> transaction
                .sql("select id, task from jobs order by id limit 1 for update skip locked")
                .query()
                .optional()
                .thenCompose(found -> {
                    if (found.isEmpty()) {
                        return CompletableFuture.completedFuture(Optional.empty());
                    }
                    String task = found.get().getString("task");
                    return transaction
                            .sql("delete from jobs where id = ?")
                            .params(found.get().getLong("id"))
                            .update()
                            .thenApply(deleted -> Optional.ofNullable(task));
                }));
    }
    // endregion

    // region recipe-session
    /** Several statements that need the same session. */
    CompletableFuture<List<Long>> cheapest(int limit) {
        return pool.withConnection(connection -> connection
                .sql("create temporary table cheap select id, price from products order by price limit " + limit)
                .update()
                .thenCompose(made -> connection
                        .sql("select id from cheap order by price")
                        .query(Long.class)
                        .list())); // the table is gone before the next borrower comes
    }
    // endregion

    // region recipe-blocking
    /** On a thread that may wait: a virtual thread, a worker, a test. */
    int restock(long id) {
        try (MySqlConnection connection = pool.acquire().join()) {
            connection
                    .sql("update products set stock = stock + 10 where id = ?")
                    .params(id)
                    .update()
                    .join();
            return connection
                    .sql("select stock from products where id = ?")
                    .params(id)
                    .query(Integer.class)
                    .single()
                    .join();
        }
    }
    // endregion

    // region recipe-timeout
    CompletableFuture<Long> slowReport() {
        return pool.sql("select sum(price) + sleep(10) from products")
                .timeout(Duration.ofMillis(200)) // stops it on the server, too
                .query(Long.class)
                .single();
    }
    // endregion

    // region recipe-cancel
    /** Whoever is first wins; the other one is given up, and its connection is cleaned or closed. */
    CompletableFuture<Object> first(CompletableFuture<?> one, CompletableFuture<?> other) {
        return CompletableFuture.anyOf(one, other).whenComplete((result, failure) -> {
            one.cancel(false);
            other.cancel(false);
        });
    }
    // endregion
}
