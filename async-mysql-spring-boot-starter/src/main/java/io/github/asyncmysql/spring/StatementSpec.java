package io.github.asyncmysql.spring;

import io.github.asyncmysql.BatchBinder;
import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.UpdateResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/**
 * A statement and its parameters. Positional and named parameters cannot be mixed. A collection bound to a name
 * expands to as many placeholders as it has elements, for {@code in (:ids)}; elements that are {@code Object[]} or
 * lists become row values, for {@code (a, b) in (:pairs)}.
 *
 * <p>Immutable: each method that changes something returns a new statement.
 */
public interface StatementSpec {

    /**
     * Binds the next positional parameter.
     *
     * <pre>{@code
     * mysql.sql("select name from users where id = ?").param(id);
     * }</pre>
     */
    StatementSpec param(@Nullable Object value);

    /**
     * Binds a named parameter.
     *
     * <pre>{@code
     * mysql.sql("select name from users where id = :id").param("id", id);
     * }</pre>
     *
     * @param name the name without the colon
     */
    StatementSpec param(String name, @Nullable Object value);

    /**
     * Binds further positional parameters, in the order of the placeholders.
     *
     * <pre>{@code
     * mysql.sql("insert into users (id, name) values (?, ?)").params(id, name).update();
     * }</pre>
     */
    StatementSpec params(@Nullable Object... values);

    /**
     * Binds further positional parameters, in the order of the placeholders.
     *
     * <pre>{@code
     * mysql.sql("insert into users (id, name) values (?, ?)").params(List.of(id, name)).update();
     * }</pre>
     */
    StatementSpec params(List<? extends @Nullable Object> values);

    /**
     * Binds further named parameters, each of which must occur in the statement.
     *
     * <pre>{@code
     * mysql.sql("update users set name = :name where id = :id").params(Map.of("id", id, "name", name)).update();
     * }</pre>
     */
    StatementSpec params(Map<String, ? extends @Nullable Object> values);

    /**
     * Limits how long the statement may take, see {@link io.github.asyncmysql.SqlStatement#timeout}.
     *
     * <pre>{@code
     * mysql.sql("select count(*) from log").timeout(Duration.ofMinutes(5)).query(Long.class).single();
     * }</pre>
     *
     * @throws IllegalArgumentException if the limit is negative
     */
    StatementSpec timeout(Duration limit);

    /**
     * Sets a system variable for this statement alone, see {@link io.github.asyncmysql.SqlStatement#setVar}.
     *
     * <pre>{@code
     * mysql.sql("select count(*) from log").setVar("max_execution_time", 1000).query(Long.class).single();
     * }</pre>
     *
     * <p>What cannot be set fails when the statement runs, with an
     * {@link org.springframework.dao.InvalidDataAccessApiUsageException}. Batches take none.
     */
    StatementSpec setVar(String name, Object value);

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

    /**
     * The rows, each mapped to a record with type parameters: {@code new ParameterizedTypeReference<Page<User>>() {}}.
     *
     * <pre>{@code
     * mysql.sql("select 1 as number, 2 as value").query(new ParameterizedTypeReference<Numbered<Integer>>() {}).list();
     * }</pre>
     */
    <T> QuerySpec<T> query(ParameterizedTypeReference<T> type);

    /**
     * The rows, each mapped by a function that runs on an event loop, must not block and must not keep the row.
     *
     * <pre>{@code
     * mysql.sql("select id, name from users").query(row -> new User(row.getLong("id"), row.getString("name"))).list();
     * }</pre>
     */
    <T> QuerySpec<T> query(RowMapper<? extends T> mapper);

    /**
     * Like {@link #largeValue(Consumer)}, for a row of one column.
     *
     * <pre>{@code
     * Flow.Publisher<ByteBuffer> content = mysql.sql("select content from files where id = ?").param(id).largeValue();
     * }</pre>
     */
    default Flow.Publisher<ByteBuffer> largeValue() {
        return largeValue(row -> {});
    }

    /**
     * The text or bytes in the last column of the only row as a cold, back-pressured publisher that delivers them while
     * they arrive, see {@link io.github.asyncmysql.SqlStatement#largeValue(Consumer)}. It fails with a
     * {@link org.springframework.dao.DataAccessException} if there is not exactly one row. For the other direction bind a
     * {@link io.github.asyncmysql.LargeValue} as a parameter.
     *
     * <pre>{@code
     * mysql.sql("select name, content from files where id = ?").param(id).largeValue(row -> names.add(row.getString(0)));
     * }</pre>
     *
     * @param leading gets the other columns before the first buffer, on an event loop; it must not block and must not
     *     keep the row
     */
    Flow.Publisher<ByteBuffer> largeValue(Consumer<? super Row> leading);

    /**
     * Runs a statement that returns no rows. The future fails with an
     * {@link org.springframework.dao.InvalidDataAccessApiUsageException} if parameters are missing or left over.
     *
     * <pre>{@code
     * mysql.sql("delete from users where id = :id").param("id", id).update().thenApply(UpdateResult::affectedRows);
     * }</pre>
     */
    CompletableFuture<UpdateResult> update();

    /**
     * Runs the statement once for each item, with default options.
     *
     * <pre>{@code
     * mysql.sql("insert into users (id, name) values (?, ?)")
     *         .batch(users, (user, params) -> params.add(user.id()).add(user.name()));
     * }</pre>
     */
    default <E> CompletableFuture<BatchResult> batch(Iterable<? extends E> items, BatchBinder<? super E> binder) {
        return batch(items, binder, BatchOptions.DEFAULT);
    }

    /**
     * Runs a statement with positional parameters once for each item, see
     * {@link io.github.asyncmysql.SqlStatement#batch(Iterable, BatchBinder, BatchOptions)}. The future fails with an
     * {@link org.springframework.dao.InvalidDataAccessApiUsageException} if parameters were bound before, and with the
     * translated failure of the row that stopped the batch; the driver's
     * {@link io.github.asyncmysql.MySqlBatchException}, which tells what became of the other rows, is suppressed in it.
     *
     * <pre>{@code
     * mysql.sql("insert into users (id, name) values (?, ?)")
     *         .batch(users, (user, params) -> params.add(user.id()).add(user.name()), BatchOptions.DEFAULT);
     * }</pre>
     */
    <E> CompletableFuture<BatchResult> batch(
            Iterable<? extends E> items, BatchBinder<? super E> binder, BatchOptions options);

    /**
     * Runs a statement with positional parameters once for each item of a publisher, in constant memory, see
     * {@link io.github.asyncmysql.SqlStatement#batch(Flow.Publisher, BatchBinder, BatchOptions)}.
     *
     * <pre>{@code
     * Flow.Publisher<User> source = mysql.queryForStream("select id, name from users", User.class);
     * mysql.sql("insert into copies (id, name) values (?, ?)")
     *         .batch(source, (user, params) -> params.add(user.id()).add(user.name()), BatchOptions.DEFAULT);
     * }</pre>
     */
    <E> CompletableFuture<BatchResult> batch(
            Flow.Publisher<? extends E> items, BatchBinder<? super E> binder, BatchOptions options);
}
