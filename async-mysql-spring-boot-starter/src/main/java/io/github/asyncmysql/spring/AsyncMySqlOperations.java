package io.github.asyncmysql.spring;

import io.github.asyncmysql.BatchBinder;
import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.UpdateResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionDefinition;

/**
 * What can be done with a MySQL or MariaDB server without blocking a thread, in the words of Spring's {@code JdbcClient}
 * and {@code JdbcTemplate}.
 *
 * <pre>{@code
 * CompletableFuture<User> user = mysql.sql("select id, name from users where id = :id")
 *         .param("id", 7).query(User.class).single();
 * CompletableFuture<UpdateResult> gone = mysql.update("delete from users where id = ?", 7);
 * }</pre>
 *
 * <p>Nothing here throws what the statement caused: futures and publishers fail with a
 * {@link org.springframework.dao.DataAccessException} whose cause is the driver's
 * {@link io.github.asyncmysql.MySqlException}. A future is hot, the statement is on its way; a publisher is cold, each
 * subscription runs the statement. Cancelling a future, or completing it in any other way such as
 * {@link CompletableFuture#orTimeout}, stops the statement; this is safe at any moment. Futures complete on an event
 * loop, which what is chained to them must not block.
 *
 * <p>Implementations are thread-safe.
 */
public interface AsyncMySqlOperations {

    /**
     * Starts building a statement with positional ({@code ?}) or named ({@code :name}) parameters.
     *
     * <pre>{@code
     * mysql.sql("update users set name = :name where id = :id").param("name", name).param("id", id).update();
     * }</pre>
     *
     * @param sql one SQL statement, not blank
     * @return an immutable statement that can be run any number of times
     * @throws IllegalArgumentException if the text is blank
     */
    StatementSpec sql(String sql);

    /**
     * Exactly one row.
     *
     * <pre>{@code
     * CompletableFuture<User> user = mysql.queryForObject("select id, name from users where id = ?", User.class, id);
     * }</pre>
     *
     * @param sql the statement with {@code ?} placeholders
     * @param type a record, or a scalar type for a single column
     * @param params the values, one per placeholder
     * @return see {@link QuerySpec#single()}
     */
    default <T> CompletableFuture<T> queryForObject(String sql, Class<T> type, @Nullable Object... params) {
        return sql(sql).params(params).query(type).single();
    }

    /**
     * Exactly one row of a statement with named parameters, see {@link QuerySpec#single()}.
     *
     * <pre>{@code
     * CompletableFuture<Long> count = mysql.queryForObject(
     *         "select count(*) from users where name = :name", Long.class, Map.of("name", name));
     * }</pre>
     */
    default <T> CompletableFuture<T> queryForObject(
            String sql, Class<T> type, Map<String, ? extends @Nullable Object> params) {
        return sql(sql).params(params).query(type).single();
    }

    /**
     * Exactly one row of a statement with positional parameters, mapped by a function.
     *
     * <pre>{@code
     * CompletableFuture<String> text = mysql.queryForObject(
     *         "select id, name from users where id = ?", row -> row.getLong(0) + " " + row.getString(1), id);
     * }</pre>
     */
    default <T> CompletableFuture<T> queryForObject(
            String sql, RowMapper<? extends T> mapper, @Nullable Object... params) {
        return sql(sql).params(params).<T>query(mapper).single();
    }

    /**
     * All rows.
     *
     * <pre>{@code
     * CompletableFuture<List<User>> users = mysql.queryForList("select id, name from users where id > ?", User.class, id);
     * }</pre>
     *
     * @param sql the statement with {@code ?} placeholders
     * @param type a record, or a scalar type for a single column
     * @param params the values, one per placeholder
     * @return an unmodifiable list
     */
    default <T> CompletableFuture<List<T>> queryForList(String sql, Class<T> type, @Nullable Object... params) {
        return sql(sql).params(params).query(type).list();
    }

    /**
     * All rows of a statement with named parameters.
     *
     * <pre>{@code
     * CompletableFuture<List<User>> users = mysql.queryForList(
     *         "select id, name from users where id in (:ids)", User.class, Map.of("ids", List.of(1, 2, 3)));
     * }</pre>
     */
    default <T> CompletableFuture<List<T>> queryForList(
            String sql, Class<T> type, Map<String, ? extends @Nullable Object> params) {
        return sql(sql).params(params).query(type).list();
    }

    /**
     * All rows of a statement with positional parameters, mapped by a function.
     *
     * <pre>{@code
     * CompletableFuture<List<Long>> ids =
     *         mysql.queryForList("select id from users where name = ?", row -> row.getLong("id"), name);
     * }</pre>
     */
    default <T> CompletableFuture<List<T>> queryForList(
            String sql, RowMapper<? extends T> mapper, @Nullable Object... params) {
        return sql(sql).params(params).<T>query(mapper).list();
    }

    /**
     * All rows as a cold, back-pressured publisher.
     *
     * <pre>{@code
     * Flow.Publisher<User> users = mysql.queryForStream("select id, name from users where id > ?", User.class, id);
     * }</pre>
     *
     * @param sql the statement with {@code ?} placeholders
     * @param type a record, or a scalar type for a single column
     * @param params the values, one per placeholder
     * @return see {@link QuerySpec#stream()}
     */
    default <T> Flow.Publisher<T> queryForStream(String sql, Class<T> type, @Nullable Object... params) {
        return sql(sql).params(params).query(type).stream();
    }

    /**
     * All rows of a statement with named parameters as a cold, back-pressured publisher.
     *
     * <pre>{@code
     * Flow.Publisher<User> users = mysql.queryForStream(
     *         "select id, name from users where name like :name", User.class, Map.of("name", "A%"));
     * }</pre>
     */
    default <T> Flow.Publisher<T> queryForStream(
            String sql, Class<T> type, Map<String, ? extends @Nullable Object> params) {
        return sql(sql).params(params).query(type).stream();
    }

    /**
     * All rows of a statement with positional parameters as a cold publisher, mapped by a function.
     *
     * <pre>{@code
     * Flow.Publisher<String> names =
     *         mysql.queryForStream("select name from users where id > ?", row -> row.getString(0), id);
     * }</pre>
     */
    default <T> Flow.Publisher<T> queryForStream(
            String sql, RowMapper<? extends T> mapper, @Nullable Object... params) {
        return sql(sql).params(params).<T>query(mapper).stream();
    }

    /**
     * Runs a statement that returns no rows, with positional parameters.
     *
     * <pre>{@code
     * CompletableFuture<Long> key = mysql.update("insert into users (name) values (?)", name)
     *         .thenApply(UpdateResult::lastInsertId);
     * }</pre>
     */
    default CompletableFuture<UpdateResult> update(String sql, @Nullable Object... params) {
        return sql(sql).params(params).update();
    }

    /**
     * Runs a statement that returns no rows, with named parameters.
     *
     * <pre>{@code
     * mysql.update("update users set name = :name where id = :id", Map.of("name", name, "id", id));
     * }</pre>
     */
    default CompletableFuture<UpdateResult> update(String sql, Map<String, ? extends @Nullable Object> params) {
        return sql(sql).params(params).update();
    }

    /**
     * Runs a statement once for each row of positional parameters, over one connection, see
     * {@link io.github.asyncmysql.SqlStatement#batch(Iterable, BatchBinder, BatchOptions)}. It is a transaction only inside
     * of one.
     *
     * <pre>{@code
     * mysql.batchUpdate("insert into users (id, name) values (?, ?)",
     *         List.of(new Object[] {1, "Ada"}, new Object[] {2, "Grace"}));
     * }</pre>
     *
     * @param rows for each row one value per placeholder
     */
    default CompletableFuture<BatchResult> batchUpdate(String sql, List<@Nullable Object[]> rows) {
        return sql(sql).batch(rows, (row, params) -> Arrays.asList(row).forEach(params::add), BatchOptions.DEFAULT);
    }

    /**
     * Where statements may be answered by a replica, see {@link io.github.asyncmysql.MySqlPool#replicas()}. In a transaction, and
     * on a connection, they stay where they are.
     *
     * <pre>{@code
     * CompletableFuture<Long> users = mysql.replicas().queryForObject("select count(*) from users", Long.class);
     * }</pre>
     */
    default AsyncMySqlOperations replicas() {
        return this;
    }

    /**
     * Like {@link #inTransaction(TransactionOptions, Function)} with the session's own isolation level, for reading and
     * writing.
     *
     * <pre>{@code
     * mysql.inTransaction(transaction -> transaction.update("delete from users where id = ?", id)
     *         .thenCompose(deleted -> transaction.update("insert into gone values (?)", id)));
     * }</pre>
     */
    default <T> CompletableFuture<T> inTransaction(
            Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return inTransaction(TransactionOptions.DEFAULT, work);
    }

    /**
     * Runs {@code work} in a transaction: commits when its stage completes, rolls back when it fails. The transaction is
     * what the function is given; statements started on the outer template take no part in it.
     *
     * <p>With {@link TransactionOptions#retry} the whole transaction is repeated after it has lost a fight for locks, after a
     * pause in which it holds neither a connection nor a thread. A transaction whose commit may have succeeded is never
     * repeated.
     *
     * <pre>{@code
     * TransactionOptions repeated = TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(4));
     * String transfer = "update account set balance = balance + ? where id = ?";
     * mysql.inTransaction(repeated, transaction -> transaction.update(transfer, -5, 1)
     *         .thenCompose(taken -> transaction.update(transfer, 5, 2)));
     * }</pre>
     *
     * <p>Inside of a transaction it runs {@code work} behind a savepoint: if it fails, only what it did is undone. A part of
     * a transaction cannot be repeated after a deadlock, and has the isolation of the whole: options other than the default
     * fail there with an {@link org.springframework.transaction.IllegalTransactionStateException}.
     *
     * @return completes with the work's result after the commit was acknowledged; fails with the work's failure after
     *     the roll back, or with the commit's failure
     */
    <T> CompletableFuture<T> inTransaction(
            TransactionOptions options, Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work);

    /**
     * Runs {@code work} in a transaction with Spring's description of one. Isolation, read-only and timeout are honoured,
     * the timeout limits the whole transaction including the wait for a connection. Outside of a transaction the
     * propagations {@code REQUIRED}, {@code REQUIRES_NEW} and {@code NESTED} start one, all others fail. Inside,
     * {@code REQUIRED}, {@code SUPPORTS} and {@code MANDATORY} join it (a failure of the work then rolls back the whole),
     * {@code NESTED} sets a savepoint, {@code REQUIRES_NEW} uses another connection, the others fail.
     *
     * <pre>{@code
     * DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
     * definition.setTimeout(5);
     * mysql.inTransaction(definition, transaction -> transaction.update("delete from users where id = ?", id));
     * }</pre>
     *
     * @return as for {@link #inTransaction(TransactionOptions, Function)}; fails with a
     *     {@link org.springframework.transaction.TransactionTimedOutException} when the timeout is over, and with an
     *     {@link org.springframework.transaction.IllegalTransactionStateException} where the propagation does not fit
     */
    <T> CompletableFuture<T> inTransaction(
            TransactionDefinition definition,
            Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work);

    /**
     * Borrows one connection for as long as the stage returned by {@code work} runs, so that several statements use the
     * same session. On a connection or in a transaction it runs {@code work} on that very session.
     *
     * <pre>{@code
     * CompletableFuture<Integer> found = mysql.inConnection(session ->
     *         session.queryForList("select sql_calc_found_rows id from users limit 5", Long.class)
     *                 .thenCompose(ids -> session.queryForObject("select found_rows()", Integer.class)));
     * }</pre>
     */
    <T> CompletableFuture<T> inConnection(Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work);
}
