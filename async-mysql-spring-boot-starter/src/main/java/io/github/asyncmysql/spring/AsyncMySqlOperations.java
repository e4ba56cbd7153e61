package io.github.asyncmysql.spring;

import io.github.asyncmysql.BatchBinder;
import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.UpdateResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
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
     * @param sql one SQL statement, not blank
     * @return an immutable statement that can be run any number of times
     * @throws IllegalArgumentException if the text is blank
     */
    StatementSpec sql(String sql);

    /**
     * Exactly one row.
     *
     * @param sql the statement with {@code ?} placeholders
     * @param type a record, or a scalar type for a single column
     * @param params the values, one per placeholder
     * @return see {@link QuerySpec#single()}
     */
    default <T> CompletableFuture<T> queryForObject(String sql, Class<T> type, @Nullable Object... params) {
        return sql(sql).params(params).query(type).single();
    }

    /** Exactly one row of a statement with named parameters, see {@link QuerySpec#single()}. */
    default <T> CompletableFuture<T> queryForObject(
            String sql, Class<T> type, Map<String, ? extends @Nullable Object> params) {
        return sql(sql).params(params).query(type).single();
    }

    /** Exactly one row of a statement with positional parameters, mapped by a function. */
    default <T> CompletableFuture<T> queryForObject(
            String sql, RowMapper<? extends T> mapper, @Nullable Object... params) {
        return sql(sql).params(params).<T>query(mapper).single();
    }

    /**
     * All rows.
     *
     * @param sql the statement with {@code ?} placeholders
     * @param type a record, or a scalar type for a single column
     * @param params the values, one per placeholder
     * @return an unmodifiable list
     */
    default <T> CompletableFuture<List<T>> queryForList(String sql, Class<T> type, @Nullable Object... params) {
        return sql(sql).params(params).query(type).list();
    }

    /** All rows of a statement with named parameters. */
    default <T> CompletableFuture<List<T>> queryForList(
            String sql, Class<T> type, Map<String, ? extends @Nullable Object> params) {
        return sql(sql).params(params).query(type).list();
    }

    /** All rows of a statement with positional parameters, mapped by a function. */
    default <T> CompletableFuture<List<T>> queryForList(
            String sql, RowMapper<? extends T> mapper, @Nullable Object... params) {
        return sql(sql).params(params).<T>query(mapper).list();
    }

    /**
     * All rows as a cold, back-pressured publisher.
     *
     * @param sql the statement with {@code ?} placeholders
     * @param type a record, or a scalar type for a single column
     * @param params the values, one per placeholder
     * @return see {@link QuerySpec#stream()}
     */
    default <T> Flow.Publisher<T> queryForStream(String sql, Class<T> type, @Nullable Object... params) {
        return sql(sql).params(params).query(type).stream();
    }

    /** All rows of a statement with named parameters as a cold, back-pressured publisher. */
    default <T> Flow.Publisher<T> queryForStream(
            String sql, Class<T> type, Map<String, ? extends @Nullable Object> params) {
        return sql(sql).params(params).query(type).stream();
    }

    /** All rows of a statement with positional parameters as a cold publisher, mapped by a function. */
    default <T> Flow.Publisher<T> queryForStream(
            String sql, RowMapper<? extends T> mapper, @Nullable Object... params) {
        return sql(sql).params(params).<T>query(mapper).stream();
    }

    /** Runs a statement that returns no rows, with positional parameters. */
    default CompletableFuture<UpdateResult> update(String sql, @Nullable Object... params) {
        return sql(sql).params(params).update();
    }

    /** Runs a statement that returns no rows, with named parameters. */
    default CompletableFuture<UpdateResult> update(String sql, Map<String, ? extends @Nullable Object> params) {
        return sql(sql).params(params).update();
    }

    /**
     * Runs a statement once for each row of positional parameters, over one connection, see
     * {@link io.github.asyncmysql.SqlStatement#batch(Iterable, BatchBinder, BatchOptions)}. It is a transaction only inside
     * of one.
     *
     * @param rows for each row one value per placeholder
     */
    default CompletableFuture<BatchResult> batchUpdate(String sql, List<@Nullable Object[]> rows) {
        return sql(sql).batch(rows, (row, params) -> Arrays.asList(row).forEach(params::add), BatchOptions.DEFAULT);
    }

    /**
     * Like {@link #inTransaction(TransactionOptions, Function)} with the session's own isolation level, for reading and
     * writing.
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
     * mysql.inTransaction(repeated, transaction -> transaction.update("update account set balance = balance - ? where id = ?", 5, 1)
     *         .thenCompose(taken -> transaction.update("update account set balance = balance + ? where id = ?", 5, 2)));
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
     */
    <T> CompletableFuture<T> inConnection(Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work);

    /**
     * A statement and its parameters. Positional and named parameters cannot be mixed. A collection bound to a name
     * expands to as many placeholders as it has elements, for {@code in (:ids)}; elements that are {@code Object[]} or
     * lists become row values, for {@code (a, b) in (:pairs)}.
     *
     * <p>Immutable: each method that changes something returns a new statement.
     */
    interface StatementSpec {

        /** Binds the next positional parameter. */
        StatementSpec param(@Nullable Object value);

        /**
         * Binds a named parameter.
         *
         * @param name the name without the colon
         */
        StatementSpec param(String name, @Nullable Object value);

        /** Binds further positional parameters, in the order of the placeholders. */
        StatementSpec params(@Nullable Object... values);

        /** Binds further positional parameters, in the order of the placeholders. */
        StatementSpec params(List<? extends @Nullable Object> values);

        /** Binds further named parameters, each of which must occur in the statement. */
        StatementSpec params(Map<String, ? extends @Nullable Object> values);

        /**
         * Limits how long the statement may take, see {@link io.github.asyncmysql.SqlStatement#timeout}.
         *
         * @throws IllegalArgumentException if the limit is negative
         */
        StatementSpec timeout(Duration limit);

        /**
         * The rows, each mapped to a type:
         *
         * <ul>
         *   <li>a record, whose components take the columns with their names; case, underscores and dots do not count;
         *   <li>for a single column, a type that columns are read as, see {@link Row#get(int, Class)};
         *   <li>{@link Map}: the labels of the columns, looked up without regard to case, and the values in their natural
         *       types;
         *   <li>another class: the only public constructor takes the columns with the names of its parameters, which are
         *       kept by the compiler option {@code -parameters}; other columns go to the properties of their names, and those
         *       without one are ignored;
         *   <li>for a single column, what the conversion service makes of its natural type.
         * </ul>
         *
         * <pre>{@code
         * CompletableFuture<List<User>> users = mysql.sql("select id, name from users").query(User.class).list();
         * }</pre>
         *
         * <p>Components and properties of types that the driver does not read are converted by the conversion service: in a
         * Spring Boot application with the {@code Converter} beans, or by the bean {@code asyncMySqlConversionService} where
         * there is one. It is not asked for the types that the driver reads, so no number is cut. The future fails with a
         * {@link org.springframework.dao.TypeMismatchDataAccessException} if rows do not fit the type.
         */
        <T> QuerySpec<T> query(Class<T> type);

        /**
         * The rows as maps, see {@link #query(Class)}.
         *
         * <pre>{@code
         * CompletableFuture<List<Map<String, Object>>> users = mysql.sql("select * from users").query().list();
         * }</pre>
         */
        default QuerySpec<Map<String, @Nullable Object>> query() {
            return query(new ParameterizedTypeReference<>() {});
        }

        /** The rows, each mapped to a record with type parameters: {@code new ParameterizedTypeReference<Page<User>>() {}}. */
        <T> QuerySpec<T> query(ParameterizedTypeReference<T> type);

        /** The rows, each mapped by a function that runs on an event loop, must not block and must not keep the row. */
        <T> QuerySpec<T> query(RowMapper<? extends T> mapper);

        /** Like {@link #largeValue(Consumer)}, for a row of one column. */
        default Flow.Publisher<ByteBuffer> largeValue() {
            return largeValue(row -> {});
        }

        /**
         * The text or bytes in the last column of the only row as a cold, back-pressured publisher that delivers them while
         * they arrive, see {@link io.github.asyncmysql.SqlStatement#largeValue(Consumer)}. It fails with a
         * {@link org.springframework.dao.DataAccessException} if there is not exactly one row. For the other direction bind a
         * {@link io.github.asyncmysql.LargeValue} as a parameter.
         *
         * @param leading gets the other columns before the first buffer, on an event loop; it must not block and must not
         *     keep the row
         */
        Flow.Publisher<ByteBuffer> largeValue(Consumer<? super Row> leading);

        /**
         * Runs a statement that returns no rows. The future fails with an
         * {@link org.springframework.dao.InvalidDataAccessApiUsageException} if parameters are missing or left over.
         */
        CompletableFuture<UpdateResult> update();

        /** Runs the statement once for each item, with default options. */
        default <E> CompletableFuture<BatchResult> batch(Iterable<? extends E> items, BatchBinder<? super E> binder) {
            return batch(items, binder, BatchOptions.DEFAULT);
        }

        /**
         * Runs a statement with positional parameters once for each item, see
         * {@link io.github.asyncmysql.SqlStatement#batch(Iterable, BatchBinder, BatchOptions)}. The future fails with an
         * {@link org.springframework.dao.InvalidDataAccessApiUsageException} if parameters were bound before, and with the
         * translated failure of the row that stopped the batch; the driver's
         * {@link io.github.asyncmysql.MySqlBatchException}, which tells what became of the other rows, is suppressed in it.
         */
        <E> CompletableFuture<BatchResult> batch(
                Iterable<? extends E> items, BatchBinder<? super E> binder, BatchOptions options);

        /**
         * Runs a statement with positional parameters once for each item of a publisher, in constant memory, see
         * {@link io.github.asyncmysql.SqlStatement#batch(Flow.Publisher, BatchBinder, BatchOptions)}.
         */
        <E> CompletableFuture<BatchResult> batch(
                Flow.Publisher<? extends E> items, BatchBinder<? super E> binder, BatchOptions options);
    }

    /**
     * A query whose rows are mapped; says how many rows are wanted. Each call runs the statement anew. Immutable.
     *
     * @param <T> what a row becomes
     */
    interface QuerySpec<T> {

        /**
         * Exactly one row.
         *
         * @return the mapped row, {@code null} if a scalar was asked for and the column is {@code NULL}; fails with an
         *     {@link org.springframework.dao.EmptyResultDataAccessException} if there is none, with an
         *     {@link org.springframework.dao.IncorrectResultSizeDataAccessException} if there are more
         */
        CompletableFuture<T> single();

        /**
         * No row or one row.
         *
         * @return empty if there is no row or the row holds a {@code NULL} scalar; fails with an
         *     {@link org.springframework.dao.IncorrectResultSizeDataAccessException} if there are more
         */
        CompletableFuture<Optional<T>> optional();

        /** The first row, if any; the others are read and dropped. */
        CompletableFuture<Optional<T>> first();

        /** All rows, as an unmodifiable list. A {@code NULL} scalar is a {@code null} element. */
        CompletableFuture<List<T>> list();

        /** All rows as a cold, back-pressured publisher, see {@link io.github.asyncmysql.RowQuery#stream()}. */
        Flow.Publisher<T> stream();
    }
}
