package io.github.asyncmysql;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * A parameter whose value is sent while it is read from its source, so that nobody ever holds all of it.
 *
 * <pre>{@code
 * pool.sql("insert into files (name, content) values (?, ?)")
 *         .params(name, LargeValue.bytes(() -> Files.newInputStream(path), executor))
 *         .update();
 * }</pre>
 *
 * <p>Several parameters of a statement may be large; they are read one after the other. Rows of batches, query attributes
 * and values within other values cannot be.
 *
 * <p>The statement is executed once all sources have come to their end. Until then nothing else is sent on its connection.
 * One buffer at a time is asked for, each when the one before has been handed to the network; a buffer must not be changed
 * before the next is asked for. The time that a source takes does not count against {@link SqlStatement#timeout}. A source
 * without a buffer is an empty value.
 *
 * <p>If a source fails, the future fails with that very failure, the statement is not executed, and the connection stays
 * usable. The same holds when a value is longer than the server's {@code max_allowed_packet}, which ends in a
 * {@link MySqlMappingException} as soon as that is known. Each run of a statement subscribes to its sources anew. Once it
 * has done so it never starts over on another connection by itself.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_send_long_data.html">COM_STMT_SEND_LONG_DATA</a>
 */
public final class LargeValue {

    private final Flow.Publisher<? extends ByteBuffer> source;
    private final boolean text;

    private LargeValue(Flow.Publisher<? extends ByteBuffer> source, boolean text) {
        this.source = Objects.requireNonNull(source, "source");
        this.text = text;
    }

    /**
     * A binary value, as {@code byte[]} would be.
     *
     * @param source subscribed to once per run, on the connection's event loop, where it must not block
     */
    public static LargeValue bytes(Flow.Publisher<? extends ByteBuffer> source) {
        return new LargeValue(source, false);
    }

    /**
     * A text, as {@link String} would be; JSON is text, too.
     *
     * @param source has the text in UTF-8, which only the server checks; a buffer may end within a character. Subscribed to
     *     once per run, on the connection's event loop, where it must not block
     */
    public static LargeValue text(Flow.Publisher<? extends ByteBuffer> source) {
        return new LargeValue(source, true);
    }

    /**
     * A binary value from a stream.
     *
     * @param opener opens the stream, for example {@code () -> Files.newInputStream(path)}; called once per run. The stream
     *     is closed when it has come to its end, has failed, or is not wanted any more
     * @param executor runs what opens, reads and closes, which may block
     */
    public static LargeValue bytes(Callable<? extends InputStream> opener, Executor executor) {
        return bytes(new StreamSource(opener, executor));
    }

    /**
     * A text from a stream.
     *
     * @param opener opens a stream of the text in UTF-8, see {@link #bytes(Callable, Executor)}
     * @param executor runs what opens, reads and closes, which may block
     */
    public static LargeValue text(Callable<? extends InputStream> opener, Executor executor) {
        return text(new StreamSource(opener, executor));
    }

    /** Where the value comes from. */
    public Flow.Publisher<? extends ByteBuffer> source() {
        return source;
    }

    /** Whether the value is text, as against bytes. */
    public boolean isText() {
        return text;
    }

    /** Says nothing about the content. */
    @Override
    public String toString() {
        return text ? "LargeValue of text" : "LargeValue of bytes";
    }
}
