package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.internal.wire.Text;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the server's line about itself, which comes as one packet of text without a header.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_statistics.html">COM_STATISTICS</a>
 */
public final class StatisticsCommand extends Command {

    /** Hears how the command ended. */
    @FunctionalInterface
    public interface Listener {

        /**
         * The command has ended: one of the two is {@code null}.
         *
         * @param statistics what the server has said, without control characters
         */
        void ended(@Nullable String statistics, @Nullable MySqlException failure);
    }

    private static final int COM_STATISTICS = 0x09;
    private static final int OK = 0x00;
    private static final int EOF = 0xfe;
    /** Servers say less than 200 bytes. */
    private static final int MAX_BYTES = 4096;

    private final Listener listener;
    private @Nullable String statistics;
    private @Nullable MySqlServerException failure;

    public StatisticsCommand(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void encode(PacketWriter out, Session session) {
        out.startPacket(0).writeByte(COM_STATISTICS);
        out.endPacket();
    }

    @Override
    public Step onPacket(PacketReader in, PacketWriter out, Session session) {
        if (ErrorPacket.is(in)) {
            MySqlServerException error = ErrorPacket.read(in).toException(null);
            failure = error;
            session.serverFailed(error);
            return Step.DONE;
        }
        int first = in.firstByte();
        if (first == OK || first == EOF || in.remaining() > MAX_BYTES) {
            throw in.malformed();
        }
        statistics = Text.sanitize(in.readString(in.remaining()), MAX_BYTES);
        return Step.DONE;
    }

    @Override
    public void done(Session session) {
        listener.ended(statistics, failure);
    }

    @Override
    public void fail(MySqlException cause) {
        listener.ended(null, cause);
    }
}
