package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;

/**
 * Has the server prepare a statement. Definitions of parameters and columns are skipped: the former say nothing, the
 * latter come with each execution.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_prepare.html">COM_STMT_PREPARE</a>
 */
public final class PrepareCommand extends Command {

    private static final int COM_STMT_PREPARE = 0x16;
    private static final int COM_STMT_CLOSE = 0x19;
    private static final int OK_HEADER = 0x00;

    private final PreparedStatement statement;
    private final Runnable listener;
    private boolean answered;
    private int definitionsLeft;

    /**
     * @param statement what to prepare
     * @param listener called once the statement is ready or has failed
     */
    public PrepareCommand(PreparedStatement statement, Runnable listener) {
        this.statement = statement;
        this.listener = listener;
    }

    @Override
    public void encode(PacketWriter out, Session session) {
        statement.preparing();
        out.startPacket(0).writeByte(COM_STMT_PREPARE).writeString(statement.sql());
        out.endPacket();
    }

    @Override
    public Step onPacket(PacketReader in, PacketWriter out, Session session) {
        if (!answered) {
            return onAnswer(in, session);
        }
        return --definitionsLeft == 0 ? Step.DONE : Step.MORE;
    }

    private Step onAnswer(PacketReader in, Session session) {
        answered = true;
        if (ErrorPacket.is(in)) {
            statement.failed(ErrorPacket.read(in).toException(statement.sql()));
            return Step.DONE;
        }
        if (in.readByte() != OK_HEADER) { // status [1 byte]
            throw in.malformed();
        }
        int id = in.readInt4(); // statement_id [4 bytes]
        int columns = in.readInt2(); // num_columns [2 bytes]
        int parameters = in.readInt2(); // num_params [2 bytes]
        in.skip(1); // reserved [1 byte]
        in.readInt2(); // warning_count [2 bytes]
        statement.ready(id, parameters);
        int eof = session.has(Capabilities.DEPRECATE_EOF) ? 0 : 1;
        definitionsLeft = (columns > 0 ? columns + eof : 0) + (parameters > 0 ? parameters + eof : 0);
        return definitionsLeft == 0 ? Step.DONE : Step.MORE;
    }

    @Override
    public void done(Session session) {
        listener.run();
    }

    @Override
    public void fail(MySqlException failure) {
        statement.failed(failure);
        listener.run();
    }

    /**
     * Has the server forget a statement. There is no answer to it.
     *
     * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_close.html">COM_STMT_CLOSE</a>
     */
    public static void encodeClose(PacketWriter out, PreparedStatement statement) {
        out.startPacket(0).writeByte(COM_STMT_CLOSE).writeInt4(statement.id());
        out.endPacket();
    }
}
