package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.function.Consumer;

/**
 * Ends connections whose servers go on about TLS itself: tickets, new keys and new handshakes, of which each one costs time
 * and most want an answer, and none brings any data. Stands in front of TLS, and lets no more records pass at a time than
 * may be without data.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446#section-5.1">TLS records</a>
 */
final class TlsChatter extends ChannelInboundHandlerAdapter {

    /** Several times what a handshake needs. */
    static final int MAX_RECORDS = 48;

    private static final int HEADER = 5;
    private static final int LENGTH = 3;

    private final DrainBudget data;
    private final Consumer<MySqlException> close;
    private long portions;
    private int records;
    /** How many bytes of the current record are still to come; 0 between records. */
    private int left;
    /** How many bytes of the next record's header have come, and its length as far as that is known. */
    private int headerBytes;

    private int length;

    /**
     * @param data knows when data has come out of TLS
     * @param close closes the connection
     */
    TlsChatter(DrainBudget data, Consumer<MySqlException> close) {
        this.data = data;
        this.close = close;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf encrypted)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            while (encrypted.isReadable() && ctx.channel().isOpen()) {
                ctx.fireChannelRead(encrypted.readRetainedSlice(upToTheLimit(encrypted)));
                if (portions != data.portions()) {
                    portions = data.portions();
                    records = 0;
                } else if (records >= MAX_RECORDS) {
                    close.accept(new MySqlConnectionException(
                            Kind.TLS,
                            "The server sent " + records + " records of TLS that held no data",
                            Outcome.NOT_SENT,
                            null));
                }
            }
        } finally {
            encrypted.release();
        }
    }

    /** How many of these bytes may pass before somebody has to look whether there was any data in them. */
    private int upToTheLimit(ByteBuf encrypted) {
        int from = encrypted.readerIndex();
        int at = from;
        while (at < encrypted.writerIndex() && records < MAX_RECORDS) {
            if (left > 0) {
                int skipped = Math.min(left, encrypted.writerIndex() - at);
                left -= skipped;
                at += skipped;
            } else {
                if (headerBytes >= LENGTH) {
                    length = length << 8 | encrypted.getUnsignedByte(at);
                }
                headerBytes++;
                at++;
            }
            if (headerBytes == HEADER && left == 0) {
                left = length;
                length = 0;
                headerBytes = 0;
                records++;
            }
        }
        return at - from;
    }
}
