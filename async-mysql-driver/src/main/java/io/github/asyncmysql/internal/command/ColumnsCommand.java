package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.nio.charset.StandardCharsets;

/**
 * Tells MySQL whether to describe the columns of results from now on. Nobody hears of that change of the session.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/server-system-variables.html#sysvar_resultset_metadata">resultset_metadata</a>
 */
public final class ColumnsCommand extends Command {

    private static final int COM_QUERY = 0x03;

    private final boolean omit;

    /** @param omit whether they are to be left out */
    public ColumnsCommand(boolean omit) {
        this.omit = omit;
    }

    @Override
    public void encode(PacketWriter out, Session session) {
        session.omitsColumns(omit);
        out.startPacket(0).writeByte(COM_QUERY);
        QueryAttributes.NONE.writeBeforeText(out, session, null);
        String sql = "SET resultset_metadata = " + (omit ? "NONE" : "FULL");
        out.writeBytes(sql.getBytes(StandardCharsets.UTF_8));
        out.endPacket();
    }

    // Without it, what is behind could not be read.
    @Override
    public Step onPacket(PacketReader in, PacketWriter out, Session session) {
        if (ErrorPacket.is(in)) {
            throw new MySqlProtocolException("The server refused to change resultset_metadata, see"
                    + " resultset-metadata-lifetime: " + ErrorPacket.read(in).message());
        }
        if (in.firstByte() != 0) {
            throw in.malformed();
        }
        session.readOkQuietly(in);
        return Step.DONE;
    }

    @Override
    public void fail(MySqlException failure) {
        // The statement behind it meets the same fate.
    }
}
