package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlUnsupportedException;
import io.github.asyncmysql.internal.value.RowDescriptor;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A statement as text, without parameters.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query.html">COM_QUERY</a>
 */
public final class QueryCommand extends StatementCommand {

    private static final int COM_QUERY = 0x03;
    private static final ColumnDefinition[] NO_COLUMNS = {};
    private static final int INITIAL_COLUMNS = 64;

    private ColumnDefinition[] columns = NO_COLUMNS;
    private @Nullable LocalData localData;
    private boolean asked;
    private int announced;
    private int read;

    public QueryCommand(String sql, ResultConsumer consumer, @Nullable ZoneId zone) {
        super(sql, consumer, zone);
    }

    /** See {@link HiddenEffects}. Where several statements may come in one text, only the first of them is looked at. */
    public int hiddenEffects(Session session) {
        int effects = HiddenEffects.of(sql());
        boolean several = session.has(Capabilities.MULTI_STATEMENTS) && sql().indexOf(';') >= 0;
        return several ? effects | HiddenEffects.LEAVES : effects;
    }

    @Override
    public boolean isPlainSelect() {
        return localData == null && PlainSelect.is(sql());
    }

    /** What to send if the server asks for a local file; set before {@link #encode}. */
    public void localData(LocalData localData) {
        this.localData = localData;
    }

    /** What to send if the server asks for a local file; {@code null} if nothing. */
    public @Nullable LocalData localData() {
        return localData;
    }

    /** Everything behind it would be taken for the file. */
    @Override
    public boolean isExclusive() {
        return localData != null;
    }

    @Override
    Step onFileRequest(String name, PacketWriter out, Session session) {
        if (localData == null || asked) {
            return super.onFileRequest(name, out, session);
        }
        asked = true;
        if (!isAbandoned()) {
            return Step.UPLOAD;
        }
        // Whoever had the data has gone: an empty file changes nothing.
        out.startPacket(session.sequenceId());
        session.sequenceId(out.endPacket());
        return Step.MORE;
    }

    @Override
    void released() {
        if (localData != null) {
            localData.cancel();
        }
    }

    @Override
    public void encode(PacketWriter out, Session session) {
        if (localData != null && !session.has(Capabilities.LOCAL_FILES)) {
            throw new MySqlUnsupportedException(
                    "LOAD DATA LOCAL needs a connection made with allowLocalInfile, and a" + " server that offers it");
        }
        out.startPacket(0).writeByte(COM_QUERY); // command [1 byte]
        attributes().writeBeforeText(out, session, zone());
        out.writeString(sql()); // query [string<EOF>]
        out.endPacket();
    }

    @Override
    WireRow knownColumns(int count, Session session) {
        throw new MySqlProtocolException("The server did not describe the " + count + " columns of a result");
    }

    @Override
    void startColumns(int count) {
        announced = count;
        read = 0;
        columns = new ColumnDefinition[Math.min(count, INITIAL_COLUMNS)];
    }

    @Override
    void readColumn(PacketReader in) {
        columns = Columns.add(columns, read++, announced, ColumnDefinition.read(in));
    }

    @Override
    WireRow endColumns() {
        return new WireRow(new RowDescriptor(columns, zone()));
    }

    @Override
    boolean isBinary() {
        return false;
    }

    @Override
    void bind(WireRow view, PacketReader in) {
        view.bindText(in);
    }
}
