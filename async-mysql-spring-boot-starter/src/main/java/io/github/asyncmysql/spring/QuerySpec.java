package io.github.asyncmysql.spring;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A query whose rows are mapped; says how many rows are wanted. Each call runs the statement anew. Immutable.
 *
 * @param <T> what a row becomes
 */
public interface QuerySpec<T> {

    /**
     * Exactly one row.
     *
     * <pre>{@code
     * CompletableFuture<User> user = mysql.sql("select id, name from users where id = ?").param(id).query(User.class).single();
     * }</pre>
     *
     * @return the mapped row, {@code null} if a scalar was asked for and the column is {@code NULL}; fails with an
     *     {@link org.springframework.dao.EmptyResultDataAccessException} if there is none, with an
     *     {@link org.springframework.dao.IncorrectResultSizeDataAccessException} if there are more
     */
    CompletableFuture<T> single();

    /**
     * No row or one row.
     *
     * <pre>{@code
     * CompletableFuture<Optional<User>> user = mysql.sql("select id, name from users where id = ?").param(id).query(User.class).optional();
     * }</pre>
     *
     * @return empty if there is no row or the row holds a {@code NULL} scalar; fails with an
     *     {@link org.springframework.dao.IncorrectResultSizeDataAccessException} if there are more
     */
    CompletableFuture<Optional<T>> optional();

    /**
     * The first row, if any; the others are read and dropped.
     *
     * <pre>{@code
     * CompletableFuture<Optional<User>> newest =
     *         mysql.sql("select id, name from users order by id desc").query(User.class).first();
     * }</pre>
     */
    CompletableFuture<Optional<T>> first();

    /**
     * All rows, as an unmodifiable list. A {@code NULL} scalar is a {@code null} element.
     *
     * <pre>{@code
     * CompletableFuture<List<String>> all = mysql.sql("select name from users").query(String.class).list();
     * }</pre>
     */
    CompletableFuture<List<T>> list();

    /**
     * All rows as a cold, back-pressured publisher, see {@link io.github.asyncmysql.RowQuery#stream()}.
     *
     * <pre>{@code
     * Flow.Publisher<User> all = mysql.sql("select id, name from users").query(User.class).stream();
     * }</pre>
     */
    Flow.Publisher<T> stream();

    /**
     * All rows through a server-side cursor, see {@link io.github.asyncmysql.RowQuery#stream(int)}.
     *
     * <pre>{@code
     * Flow.Publisher<User> all = mysql.sql("select id, name from users").query(User.class).stream(500);
     * }</pre>
     *
     * @param fetchSize rows per round trip, 1 to 1,000,000
     */
    Flow.Publisher<T> stream(int fetchSize);
}
