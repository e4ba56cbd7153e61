package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.value.ParamEncoder;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.internal.wire.Text;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executes a prepared statement once for each of several rows of parameters, by one request of MariaDB.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://mariadb.com/docs/server/reference/clientserver-protocol/3-binary-protocol-prepared-statements/com_stmt_bulk_execute">COM_STMT_BULK_EXECUTE</a>
 */
public final class BulkExecuteCommand extends ExecuteCommand {

    private static final int COM_STMT_BULK_EXECUTE = 0xfa;
    private static final int SEND_TYPES = 128;
    private static final int INDICATOR_NONE = 0;
    private static final int INDICATOR_NULL = 1;
    private static final @Nullable Object[] NONE = {};

    private final List<@Nullable Object[]> rows;
    private final int[] types;

    /**
     * @param rows at least one, each with the same number of values, at least one
     * @param types the parameters' types, see {@link #types}
     */
    public BulkExecuteCommand(
            String sql, List<@Nullable Object[]> rows, int[] types, ResultConsumer consumer, @Nullable ZoneId zone) {
        super(sql, NONE, consumer, zone);
        this.rows = rows;
        this.types = types;
    }

    /** The types of a row's values; 0 for NULL, whose type another row may tell. */
    public static int[] types(@Nullable Object[] row) {
        int[] types = new int[row.length];
        for (int i = 0; i < row.length; i++) {
            int type = ParamEncoder.type(row[i]);
            types[i] = type == ColumnType.NULL ? 0 : type | KNOWN;
        }
        return types;
    }

    // DECIMAL, which is never sent, has the number 0.
    private static final int KNOWN = 1 << 16;

    /**
     * Adds what another row tells about the types.
     *
     * @return {@code false} if its types are others, and it needs a command of its own; nothing has changed then
     */
    public static boolean merge(int[] types, @Nullable Object[] row) {
        int[] others = types(row);
        if (others.length != types.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (types[i] != 0 && others[i] != 0 && types[i] != others[i]) {
                return false;
            }
        }
        for (int i = 0; i < types.length; i++) {
            types[i] |= others[i];
        }
        return true;
    }

    @Override
    public void checkParameterCount() {
        int expected = statement().parameterCount();
        if (expected != types.length) {
            throw new MySqlMappingException(
                    "The statement has " + expected + " placeholders, but " + types.length + " parameters were given: "
                            + Text.shortenSql(sql()),
                    Outcome.NOT_SENT,
                    null);
        }
    }

    @Override
    public void encode(PacketWriter out, Session session) {
        out.startPacket(0)
                .writeByte(COM_STMT_BULK_EXECUTE) // header [1 byte]
                .writeInt4(statement().id()) // statement id [4 bytes]
                .writeInt2(SEND_TYPES); // bulk flags [2 bytes]
        for (int type : types) {
            out.writeInt2(type == 0 ? ColumnType.VAR_STRING : type & ~KNOWN); // type [1 byte], flag [1 byte]
        }
        for (@Nullable Object[] row : rows) {
            for (Object value : row) {
                if (value == null || ParamEncoder.type(value) == ColumnType.NULL) {
                    out.writeByte(INDICATOR_NULL);
                } else {
                    out.writeByte(INDICATOR_NONE);
                    ParamEncoder.writeValue(out, value, zone());
                }
            }
        }
        out.endPacket();
        // The server keeps the types of this request for the next ones: a single execution has to send its own again.
        encodeFailed();
    }
}
