package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A command that is answered by one OK or error packet.
 *
 * <p>Confined to the event loop.
 */
public final class SimpleCommand extends Command {

    /** Hears how the command ended. */
    @FunctionalInterface
    public interface Listener {

        /**
         * The command has ended.
         *
         * @param failure {@code null} if it was answered by OK
         */
        void ended(@Nullable MySqlException failure);
    }

    private static final int COM_QUIT = 0x01;
    private static final int COM_INIT_DB = 0x02;
    private static final int COM_QUERY = 0x03;
    private static final int COM_PING = 0x0e;
    private static final int COM_STMT_RESET = 0x1a;
    private static final int COM_RESET_CONNECTION = 0x1f;
    private static final byte[] NOTHING = {};

    private final int code;
    private final byte[] argument;
    private final Listener listener;
    private @Nullable MySqlException failure;

    private SimpleCommand(int code, byte[] argument, Listener listener) {
        this.code = code;
        this.argument = argument;
        this.listener = listener;
    }

    /** @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_ping.html">COM_PING</a> */
    public static SimpleCommand ping(Listener listener) {
        return new SimpleCommand(COM_PING, NOTHING, listener);
    }

    /** @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_init_db.html">COM_INIT_DB</a> */
    public static SimpleCommand useDatabase(String database, Listener listener) {
        return new SimpleCommand(COM_INIT_DB, database.getBytes(StandardCharsets.UTF_8), listener);
    }

    /** A statement without rows, as text. */
    public static SimpleCommand execute(String sql, Listener listener) {
        return new SimpleCommand(COM_QUERY, sql.getBytes(StandardCharsets.UTF_8), listener);
    }

    /** @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_reset_connection.html">COM_RESET_CONNECTION</a> */
    public static SimpleCommand resetConnection(Listener listener) {
        return new SimpleCommand(COM_RESET_CONNECTION, NOTHING, listener);
    }

    /**
     * Has the server forget the parameters that it was sent in pieces for a prepared statement.
     *
     * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_reset.html">COM_STMT_RESET</a>
     */
    public static SimpleCommand resetStatement(int id, Listener listener) {
        byte[] argument = {(byte) id, (byte) (id >> 8), (byte) (id >> 16), (byte) (id >> 24)};
        return new SimpleCommand(COM_STMT_RESET, argument, listener);
    }

    /**
     * Says goodbye. The server answers by closing the connection.
     *
     * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_quit.html">COM_QUIT</a>
     */
    public static void encodeQuit(PacketWriter out) {
        out.startPacket(0).writeByte(COM_QUIT);
        out.endPacket();
    }

    @Override
    public void encode(PacketWriter out, Session session) {
        if (code == COM_RESET_CONNECTION) {
            session.omitsColumns(false);
        }
        out.startPacket(0).writeByte(code);
        if (code == COM_QUERY) {
            QueryAttributes.NONE.writeBeforeText(out, session, null);
        }
        out.writeBytes(argument);
        out.endPacket();
    }

    @Override
    public Step onPacket(PacketReader in, PacketWriter out, Session session) {
        if (ErrorPacket.is(in)) {
            failure = ErrorPacket.read(in)
                    .toException(code == COM_QUERY ? new String(argument, StandardCharsets.UTF_8) : null);
        } else if (in.firstByte() == 0) {
            session.readOk(in);
        } else {
            throw in.malformed();
        }
        return Step.DONE;
    }

    @Override
    public void done(Session session) {
        listener.ended(failure);
    }

    @Override
    public void fail(MySqlException cause) {
        listener.ended(cause);
    }
}
