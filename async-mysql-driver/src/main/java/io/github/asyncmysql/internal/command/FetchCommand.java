package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.internal.wire.PacketWriter;
import org.jspecify.annotations.Nullable;

/**
 * Fetches rows from the cursor that the execution of a prepared statement has opened.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_fetch.html">COM_STMT_FETCH</a>
 */
public final class FetchCommand extends ExecuteCommand {

    private static final int COM_STMT_FETCH = 0x1c;
    private static final @Nullable Object[] NO_PARAMETERS = {};

    private final int rows;

    /**
     * @param opener the command that has opened the cursor
     * @param rows how many rows are wanted, 1 or more
     */
    public FetchCommand(ExecuteCommand opener, int rows, ResultConsumer consumer) {
        super(opener.sql(), NO_PARAMETERS, consumer, opener.zone());
        this.rows = rows;
        statement(opener.statement());
        useCursor();
        startWithRows(opener.statement().endColumns());
    }

    @Override
    public boolean isPlainSelect() {
        return false;
    }

    @Override
    public void checkParameterCount() {
        // The cursor has them already.
    }

    @Override
    public void encode(PacketWriter out, Session session) {
        out.startPacket(0)
                .writeByte(COM_STMT_FETCH) // status [1 byte]
                .writeInt4(statement().id()) // statement_id [4 bytes]
                .writeInt4(rows); // num_rows [4 bytes]
        out.endPacket();
    }
}
