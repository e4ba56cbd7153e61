package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.value.ParamEncoder;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Executes a prepared statement some of whose parameters are sent before it, each in as many pieces as it takes.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_send_long_data.html">COM_STMT_SEND_LONG_DATA</a>
 */
public final class LargeExecuteCommand extends ExecuteCommand {

    private static final int COM_STMT_SEND_LONG_DATA = 0x18;

    private final @Nullable Object[] parameters;
    private boolean begun;
    private boolean refused;

    /** @param parameters at least one is a {@link LargeValue} */
    public LargeExecuteCommand(
            String sql, @Nullable Object[] parameters, ResultConsumer consumer, @Nullable ZoneId zone) {
        super(sql, parameters, consumer, zone);
        this.parameters = parameters;
    }

    /** The position of the first large parameter from {@code from} on; -1 if there is none. */
    public int indexOfLarge(int from) {
        return ParamEncoder.indexOfLarge(parameters, from);
    }

    /** The large parameter at a position that {@link #indexOfLarge} has found. */
    public LargeValue large(int index) {
        if (parameters[index] instanceof LargeValue large) {
            return large;
        }
        throw new IllegalArgumentException("parameter " + index + " is not large");
    }

    /** Its sources are going to be read, which cannot be repeated. */
    public void begin() {
        begun = true;
        sourceUsed();
    }

    /** Whether {@link #begin()} was called. */
    public boolean isBegun() {
        return begun;
    }

    /** Writes a piece of a parameter. There is no answer to it. */
    public void encodePiece(PacketWriter out, int index, ByteBuffer source, int length) {
        out.startPacket(0)
                .writeByte(COM_STMT_SEND_LONG_DATA) // status [1 byte]
                .writeInt4(statement().id()) // statement_id [4 bytes]
                .writeInt2(index) // param_id [2 bytes]
                .writeBytes(source, length); // data
        out.endPacket();
    }

    /** After it the server may have to clean up. */
    @Override
    public boolean isExclusive() {
        return true;
    }

    @Override
    public boolean isPlainSelect() {
        return false;
    }

    @Override
    public Outcome outcomeIfUnsent() {
        // The server has got parameters, but was not told to do anything with them.
        return begun ? Outcome.NOT_EXECUTED : Outcome.NOT_SENT;
    }

    @Override
    void onServerError(MySqlException error) {
        super.onServerError(error);
        refused = statement().state() == PreparedStatement.State.READY;
    }

    /** Whether the server may still hold the parameters, because it refused the execution. */
    public boolean isRefused() {
        return refused;
    }
}
