package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.util.function.IntPredicate;

/**
 * Has the server prepare a statement. Definitions of parameters are skipped, since they say nothing. So are those of columns,
 * unless the server takes them for known when the statement is executed.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_prepare.html">COM_STMT_PREPARE</a>
 */
public final class PrepareCommand extends Command {

    private static final int COM_STMT_PREPARE = 0x16;
    private static final int COM_STMT_CLOSE = 0x19;
    private static final int OK_HEADER = 0x00;

    private static final int EOF_HEADER = 0xfe;
    private static final int MAX_EOF = 5;

    private final PreparedStatement statement;
    private final IntPredicate isNewId;
    private final Runnable listener;
    private boolean answered;
    private int parametersLeft;
    private int columnsLeft;
    private boolean endDue;
    private final AnswerLimits limits = new AnswerLimits();

    /**
     * @param statement what to prepare
     * @param isNewId claims the server's id for the statement; {@code false} if another statement has it
     * @param listener called once the statement is ready or has failed
     */
    public PrepareCommand(PreparedStatement statement, IntPredicate isNewId, Runnable listener) {
        this.statement = statement;
        this.isNewId = isNewId;
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
        if (endDue) {
            onEnd(in);
        } else {
            onDefinition(in, session);
        }
        return next();
    }

    private Step next() {
        return parametersLeft == 0 && columnsLeft == 0 && !endDue ? Step.DONE : Step.MORE;
    }

    // That they are definitions is checked, even if what they say is of no use.
    private void onDefinition(PacketReader in, Session session) {
        int left;
        if (parametersLeft > 0) {
            ColumnDefinition.read(in);
            left = --parametersLeft;
        } else if (session.cachesColumns()) {
            limits.column(in.length());
            statement.readColumn(in);
            left = --columnsLeft;
            if (left == 0) {
                statement.endColumns();
            }
        } else {
            ColumnDefinition.read(in);
            left = --columnsLeft;
        }
        endDue = left == 0 && !session.has(Capabilities.DEPRECATE_EOF);
    }

    private void onEnd(PacketReader in) {
        if (in.firstByte() != EOF_HEADER || in.length() > MAX_EOF) {
            throw in.malformed();
        }
        endDue = false;
    }

    private Step onAnswer(PacketReader in, Session session) {
        answered = true;
        if (ErrorPacket.is(in)) {
            MySqlServerException failure = ErrorPacket.read(in).toException(statement.sql());
            session.serverFailed(failure);
            statement.failed(failure);
            session.noteError();
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
        // metadata_follows [1 byte, with OPTIONAL_RESULTSET_METADATA]
        boolean described = !session.has(Capabilities.OPTIONAL_RESULTSET_METADATA) || in.readByte() != 0;
        if (!isNewId.test(id)) {
            throw new MySqlProtocolException("The server gave two prepared statements the same id");
        }
        statement.ready(id, parameters, columns);
        if (columns > 0 && session.cachesColumns()) {
            statement.startColumns(limits.startColumns(columns));
        }
        parametersLeft = described ? parameters : 0;
        columnsLeft = described ? columns : 0;
        return next();
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
