package io.github.asyncmysql;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A statement with its parameters and settings, ready to run.
 *
 * <p>Immutable: each method that changes something returns a new statement, so a statement can be kept and shared.
 *
 * <pre>{@code
 * CompletableFuture<User> user = pool.sql("select id, name from users where id = ?").params(7).query(User.class).single();
 * CompletableFuture<UpdateResult> done = pool.sql("delete from users where id = ?").params(7).update();
 * }</pre>
 */
public interface SqlStatement {

    /** The text as it was given. */
    String sql();

    /**
     * Binds all parameters, in the order of the placeholders. Replaces what was bound before.
     *
     * @param values one value per placeholder; {@code null} stands for SQL {@code NULL}. Supported are the primitive
     *     wrappers, {@link String}, {@link Character}, {@link java.math.BigInteger}, {@link java.math.BigDecimal},
     *     {@code byte[]}, {@link java.nio.ByteBuffer}, {@link java.time.LocalDate}, {@link java.time.LocalTime},
     *     {@link java.time.LocalDateTime}, {@link java.time.Instant}, {@link java.time.OffsetDateTime},
     *     {@link java.time.ZonedDateTime}, {@link java.time.Duration}, {@link java.time.Year}, {@link java.util.BitSet},
     *     {@link java.util.UUID} (as its 36 characters; as its 16 bytes with {@link ValueCodec#uuidAsBytes()}), enums (as
     *     their names), {@link java.util.Set} of strings or enums (as a SET), {@link java.net.InetAddress} (as its text),
     *     {@code float[]} (as a VECTOR), {@link Geometry}, {@link LargeValue} (which is sent while it is read from
     *     its source), the types of {@link ValueCodec}s, and {@code java.util.Optional} of these
     * @throws MySqlMappingException if a value has a type that cannot be sent; its position is named, its content is not
     */
    SqlStatement params(@Nullable Object... values);

    /** Like {@link #params(Object...)}. The list is copied. */
    SqlStatement params(List<? extends @Nullable Object> values);

    /**
     * Limits how long this statement may take from being started until its last byte has been read, waiting for a
     * connection not included. For {@linkplain RowQuery#stream() streams} only the time spent waiting for the server
     * counts.
     *
     * @param limit the limit, {@link Duration#ZERO} for none; the default is {@link MySqlConfig#queryTimeout()}
     * @throws IllegalArgumentException if the limit is negative
     */
    SqlStatement timeout(Duration limit);

    /**
     * Chooses between a server-prepared statement (binary protocol) and the text protocol.
     *
     * <p>Statements with parameters are always prepared, so parameters never become SQL text; without parameters the
     * default is the text protocol. Prepared statements are cached on each connection.
     *
     * @param prepared {@code true} to prepare a statement although it has no parameters
     */
    SqlStatement prepared(boolean prepared);

    /**
     * Adds a query attribute: a named value that travels beside the statement, for the server's logs, plugins and
     * {@code mysql_query_attribute_string()}. Statements with attributes need MySQL 8.0.23 or later; elsewhere they fail with
     * a {@link MySqlUnsupportedException}.
     *
     * @param name the name; an attribute of the same name is replaced
     * @param value a value as for {@link #params(Object...)}
     * @throws IllegalArgumentException if the name is blank
     * @throws MySqlMappingException if the value has a type that cannot be sent
     */
    SqlStatement attribute(String name, @Nullable Object value);

    /**
     * Sets a system variable for this statement alone: on MySQL by a hint {@code SET_VAR} behind the verb, in front of the
     * hints that are there, on MariaDB by {@code SET STATEMENT … FOR}. The names are those of the server at hand.
     *
     * <pre>{@code
     * pool.sql("select count(*) from log").setVar("max_execution_time", 1000).query(Long.class).single();
     * }</pre>
     *
     * <p>MySQL ignores variables that it does not know or that no hint can set, and says so in a warning; MariaDB refuses the
     * statement. MariaDB also reports it as a change of the session, which therefore is reset before another borrower gets
     * it.
     *
     * @param name the variable's name; a variable of the same name is replaced
     * @param value see {@link SessionVariable}
     * @throws IllegalArgumentException if name or value are none for a {@link SessionVariable}, or if the statement is no
     *     {@code SELECT}, {@code INSERT}, {@code REPLACE}, {@code UPDATE} or {@code DELETE}, with or without {@code WITH}
     */
    SqlStatement setVar(String name, Object value);

    /**
     * Gives a {@code LOAD DATA LOCAL INFILE} statement its data. When the server asks for the file, the source is
     * subscribed to and sent in its place; the file's name in the statement means nothing, and no file is ever opened.
     * Needs {@link MySqlConfig#allowLocalInfile()}, else the statement fails with a {@link MySqlUnsupportedException}.
     *
     * <p>Buffers are asked for one at a time, each when the one before has been handed to the network; a buffer must not be
     * changed before the next is asked for. The time that the source takes does not count against {@link #timeout}. If the
     * source fails, the future fails with that very failure, the connection stays usable, and the rows sent before are
     * loaded, unless a transaction is rolled back. If the future is cancelled, the source is cancelled and the connection
     * closed. Nothing else is sent on the connection as long as the statement runs.
     *
     * @param source subscribed to once per run, on the connection's event loop, where it must not block
     * @throws IllegalArgumentException if the statement has parameters or is to be prepared, which no server supports
     */
    SqlStatement localInfile(Flow.Publisher<? extends ByteBuffer> source);

    /**
     * The rows, each mapped to {@code type}: a record (components are matched with column labels, ignoring case and
     * underscores), or one of the scalar types of {@link Row#get(int, Class)} for results of one column.
     *
     * @throws MySqlMappingException if the type is neither
     */
    <T> RowQuery<T> query(Class<T> type);

    /**
     * The rows, each mapped to a record with type parameters, such as {@code new TypeReference<Page<User>>() {}}. Else like
     * {@link #query(Class)}.
     *
     * @throws MySqlMappingException if rows cannot be mapped to the type
     */
    <T> RowQuery<T> query(TypeReference<T> type);

    /**
     * The rows, each mapped by a function that runs on the connection's event loop. It must not block and must not keep
     * the {@link Row}, which is a view that is valid only during the call.
     */
    <T> RowQuery<T> query(RowMapper<? extends T> mapper);

    /** The rows as {@linkplain Row#detach() detached} rows, which may be kept. */
    RowQuery<Row> query();

    /** Like {@link #largeValue(Consumer)}, for a row of one column. */
    default Flow.Publisher<ByteBuffer> largeValue() {
        return largeValue(row -> {});
    }

    /**
     * The value of the last column of the only row, delivered while it arrives, so that nobody ever holds all of it. It has
     * to be text, which comes as UTF-8 and may be split within a character, JSON or bytes.
     * {@link MySqlConfig#maxPacketSize()} does not limit it; the columns in front of it are limited by that, and by 16 MiB.
     *
     * <pre>{@code
     * Flow.Publisher<ByteBuffer> content = pool.sql("select name, content from files where id = ?").params(7)
     *         .largeValue(row -> name.set(row.getString(0)));
     * }</pre>
     *
     * <p>The publisher is cold: each subscription runs the statement. One buffer is read for each that is requested, of at
     * most 64 KiB if the row does not arrive in one piece; it belongs to the subscriber. Without demand nothing is read from
     * the network. An empty value is one empty buffer, NULL is none. The publisher completes when the value was complete
     * and the server has confirmed the end of the result; it fails with a {@link MySqlMappingException} if there is no row,
     * if the column is of another type, or, after the first row's value, if there is more than one row. Cancelling is always
     * safe; if much of the value is left, it closes the connection. {@linkplain #timeout Time limits} hold for the time
     * spent waiting for the server only.
     *
     * @param leading gets the row, in which the last column reads as NULL, before the first buffer: a view that is valid
     *     only during the call, on the connection's event loop, where it must not block. What it throws is the publisher's
     *     failure
     */
    Flow.Publisher<ByteBuffer> largeValue(Consumer<? super Row> leading);

    /**
     * Runs a statement that returns no rows. Rows that come all the same are read and dropped.
     *
     * @return the counts; fails with a {@link MySqlException}. Cancelling it is always safe.
     */
    CompletableFuture<UpdateResult> update();

    /**
     * All results of a statement that has several: {@code CALL} of a procedure that selects, or several statements in one
     * text where {@link MySqlConfig#multiStatements()} allows it.
     *
     * @return the results in order, at least one; unmodifiable. The last part of a {@code CALL} is its own counts. If the
     *     server reports an error after some results, the future fails with a {@link MySqlServerException} that has those
     *     in {@link MySqlServerException#completedResults()} and whose outcome is {@link Outcome#UNKNOWN}, since what
     *     came before the error was executed. Cancelling it is always safe.
     */
    CompletableFuture<List<ResultPart>> results();

    /**
     * Calls a stored procedure, with the values of its {@code OUT} and {@code INOUT} parameters as part of the result.
     *
     * <pre>{@code
     * CallResult done = pool.sql("call book(?, ?)").params(7, null).call().join();
     * long number = done.out("number", Long.class);
     * }</pre>
     *
     * <p>A {@code ?} stands for each parameter that is to be returned; for an {@code OUT} parameter bind {@code null}. The
     * statement is prepared, since only the binary protocol returns parameters.
     *
     * @return fails like {@link #results()}
     */
    CompletableFuture<CallResult> call();

    /** Runs the statement once for each item, as {@link #batch(Iterable, BatchBinder, BatchOptions)} by default. */
    default <E> CompletableFuture<BatchResult> batch(Iterable<? extends E> items, BatchBinder<? super E> binder) {
        return batch(items, binder, BatchOptions.DEFAULT);
    }

    /**
     * Runs the statement once for each row of parameters, with default options.
     *
     * @param rows for each row one value per placeholder
     */
    default CompletableFuture<BatchResult> batch(List<? extends List<? extends @Nullable Object>> rows) {
        return batch(rows, (row, params) -> row.forEach(params::add), BatchOptions.DEFAULT);
    }

    /**
     * Runs the statement once for each item, in as few round trips as possible; {@link BatchResult#strategy()} tells how.
     *
     * <p>All items are bound before this method returns; if the binder throws, or a value cannot be sent, the future fails
     * and nothing is sent. The rows travel over one connection, in their order. A batch is <em>not</em> a transaction:
     * outside of one, each statement commits by itself, and when a row fails, rows that were on their way behind it are
     * executed all the same. Within a transaction nothing is sent before the answer to what went before, so that nothing
     * is executed behind a failure; roll back then. Statements started on the same connection while a batch is running may
     * run in the midst of it.
     *
     * @param items the rows' data; may be empty
     * @param binder turns an item into parameters
     * @return the counts; fails with a {@link MySqlBatchException} once a row has failed that is not tolerated.
     *     {@linkplain #timeout Time limits} hold for each statement of the batch. Cancelling is always safe: what was not
     *     sent never will be.
     * @throws IllegalStateException if parameters were bound with {@link #params(Object...)}, or variables set
     */
    <E> CompletableFuture<BatchResult> batch(
            Iterable<? extends E> items, BatchBinder<? super E> binder, BatchOptions options);

    /**
     * Runs the statement once for each item of a publisher, in constant memory: at most twice
     * {@link BatchOptions#maxRowsPerStatement()} items are requested ahead, and at least 64. The publisher is subscribed
     * to once there is a connection, which is held until the end.
     *
     * @return the totals, see {@link BatchResult}; fails as {@link #batch(Iterable, BatchBinder, BatchOptions)} does, and
     *     with the publisher's own failure, in which case the rows received before it have been executed
     * @throws IllegalStateException if parameters were bound with {@link #params(Object...)}, or variables set
     */
    <E> CompletableFuture<BatchResult> batch(
            Flow.Publisher<? extends E> items, BatchBinder<? super E> binder, BatchOptions options);
}
