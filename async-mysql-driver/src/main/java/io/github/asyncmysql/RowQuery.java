package io.github.asyncmysql;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A query whose rows are mapped to {@code T}; says how many rows are wanted and in which form.
 *
 * <p>Each call runs the statement anew. Futures fail with a {@link MySqlException}; if the row mapper throws, with what
 * it threw. Cancelling a future, letting it time out or cancelling a subscription is safe at any moment: the connection
 * is either brought back to a clean state or closed.
 *
 * <p>Thread-safe.
 *
 * @param <T> what a row becomes
 */
public interface RowQuery<T> {

    /**
     * Exactly one row.
     *
     * @return the mapped row ({@code null} only if a scalar was asked for and the column is {@code NULL}); fails with a
     *     {@link MySqlMappingException} if there is no row or more than one
     */
    CompletableFuture<T> single();

    /**
     * No row or one row.
     *
     * @return empty if there is no row, or the row holds a {@code NULL} scalar; fails with a
     *     {@link MySqlMappingException} if there is more than one row
     */
    CompletableFuture<Optional<T>> optional();

    /** The first row, if any; the others are read and dropped. */
    CompletableFuture<Optional<T>> first();

    /** All rows, in the order of the server, as an unmodifiable list. A {@code NULL} scalar is a {@code null} element. */
    CompletableFuture<List<T>> list();

    /**
     * All rows as a cold, back-pressured publisher: each subscription runs the statement; rows are mapped only as they
     * are requested; while nothing is requested nothing is read from the socket, so a slow subscriber costs no memory.
     *
     * <p>Signals arrive on the connection's event loop, one after another. {@code NULL} scalars end the stream with a
     * {@link MySqlMappingException}, since a publisher cannot emit {@code null}. The connection is held until the
     * stream has completed, failed or been cancelled.
     */
    Flow.Publisher<T> stream();

    /**
     * All rows as a cold, back-pressured publisher, like {@link #stream()}, but through a server-side cursor: the server keeps
     * the result in a temporary table, and {@code fetchSize} rows of it are fetched whenever those fetched before have all
     * been requested. They are mapped when they arrive.
     *
     * <p>Between two fetches nothing is on its way. So on a connection or in a transaction other statements can run meanwhile,
     * also ones that write, and a subscriber may take as long as it likes. On a pool the connection is held until the last
     * rows have been fetched. Cancelling closes the cursor; so does giving its connection back, after which the publisher
     * fails when more rows are requested. {@linkplain SqlStatement#timeout Time limits} hold for the execution and for each
     * fetch.
     *
     * <p>For queries alone. The publisher fails with a {@link MySqlUnsupportedException} if rows come although no cursor was
     * opened, as it is with {@code CALL} and {@code SHOW}, and behind proxies that know no cursors.
     *
     * @param fetchSize rows per round trip, 1 to 1,000,000; so many are kept in memory
     * @throws IllegalArgumentException if the number is out of range
     * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_fetch.html">COM_STMT_FETCH</a>
     */
    Flow.Publisher<T> stream(int fetchSize);
}
