package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.value.ParamEncoder;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.internal.wire.Text;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Executes a prepared statement.
 *
 * <p>Parameter types are sent only when they differ from those sent last; a {@code NULL} keeps the type it had.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html">COM_STMT_EXECUTE</a>
 */
public sealed class ExecuteCommand extends StatementCommand
        permits BulkExecuteCommand, FetchCommand, LargeExecuteCommand {

    private static final int COM_STMT_EXECUTE = 0x17;
    private static final int CURSOR_TYPE_READ_ONLY = 1;
    private static final int PARAMETER_COUNT_AVAILABLE = 8;
    private static final int UNKNOWN_STATEMENT = 1243;
    private static final int NEED_REPREPARE = 1615;

    private final @Nullable Object[] parameters;
    private @Nullable PreparedStatement statement;
    private boolean rewritten;
    private boolean cursor;
    private boolean stale;
    private boolean repeated;
    private final boolean inParts;
    /** The columns that the server may leave out; {@code null} if it has to describe them. */
    private @Nullable WireRow optional;

    private boolean omitted;
    private boolean outdated;
    /** Whether what the server says of its columns is of use to later executions. */
    private boolean noted;

    private int typesVersion;
    private long sentAt;

    public ExecuteCommand(String sql, @Nullable Object[] parameters, ResultConsumer consumer, @Nullable ZoneId zone) {
        super(sql, consumer, zone);
        this.parameters = parameters;
        this.inParts = consumer instanceof LargeRowConsumer;
    }

    /** The statement in this session; set before {@link #encode}. */
    public final void statement(PreparedStatement statement) {
        this.statement = statement;
        statement.retain();
    }

    /** Whether the statement in this session is known. */
    public final boolean hasStatement() {
        return statement != null;
    }

    /** The statement in this session. */
    public final PreparedStatement statement() {
        if (statement == null) {
            throw new IllegalStateException("not prepared");
        }
        return statement;
    }

    /**
     * Whether its parameters are of the kinds that a statement was executed with, and is going to be. If they are, the
     * statement takes others no more.
     */
    public final boolean fits(PreparedStatement statement) {
        return statement.fits(parameters);
    }

    /** The key of a statement for parameters of the same kinds as these. */
    public final Object keyWithKinds() {
        return ParameterKinds.key(sql(), parameters);
    }

    @Override
    public boolean isPlainSelect() {
        return statement().isPlainSelect();
    }

    /** The rows are to stay on the server until a {@link FetchCommand} asks for them. Set before it is submitted. */
    public final void useCursor() {
        cursor = true;
    }

    @Override
    public final boolean usesCursor() {
        return cursor;
    }

    /** Its text was made to take many rows of a batch. Set before it is submitted. */
    public final void rewritten() {
        rewritten = true;
    }

    /** Whether its text was made to take many rows of a batch. */
    public final boolean isRewritten() {
        return rewritten;
    }

    /** Whether the server has answered that the statement has to be prepared again, or that it does not know it. */
    public final boolean isStale() {
        return stale;
    }

    /** Whether the server did nothing but refuse a stale statement, for the first time. */
    public final boolean mayRepeat() {
        return stale && !repeated && !cursor && isMerelyRefused();
    }

    /** Starts over with the statement prepared anew. The old one is not used any more. */
    public final void repeat(PreparedStatement anew) {
        repeated = true;
        stale = false;
        failure(null);
        statement().release();
        statement(anew);
    }

    /** Fails unless there is one value for each placeholder. */
    public void checkParameterCount() {
        int expected = statement().parameterCount();
        if (expected != parameters.length) {
            throw new MySqlMappingException(
                    "The statement has " + expected + " placeholders, but " + parameters.length
                            + " parameters were given: " + Text.shortenSql(sql()),
                    Outcome.NOT_SENT,
                    null);
        }
    }

    /**
     * Notes whether the server may leave out the description of the columns. To be called before {@link #encode}.
     *
     * @param now the time, in nanoseconds
     * @param lifetimeNanos how old what is known of them may be
     * @return whether it may
     */
    public final boolean columnsOptional(long now, long lifetimeNanos) {
        noted = true;
        sentAt = now;
        boolean fit = isSole() && !cursor && !inParts && attributes().isEmpty() && keepsTypes();
        optional = fit ? statement().described(now, lifetimeNanos) : null;
        return optional != null;
    }

    /** Whether it makes no difference to it if the server describes columns. */
    public final boolean isWithoutColumns() {
        return isSole() && statement().isWithoutColumns();
    }

    private boolean keepsTypes() {
        int[] sent = statement().parameterTypes();
        for (int i = 0; i < parameters.length; i++) {
            int type = ParamEncoder.type(parameters[i]);
            if (type == ColumnType.NULL || (type | SENT) != sent[i]) {
                return false;
            }
        }
        return parameters.length == sent.length;
    }

    private boolean hasNull() {
        for (Object parameter : parameters) {
            if (ParamEncoder.type(parameter) == ColumnType.NULL) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void encode(PacketWriter out, Session session) {
        PreparedStatement prepared = statement();
        attributes().checkSupported(session);
        boolean named = !attributes().isEmpty();
        // Where attributes are agreed on, the count stands in front of all parameters, also of those without
        // attributes.
        boolean counted = session.has(Capabilities.QUERY_ATTRIBUTES) && (named || parameters.length > 0);
        out.startPacket(0)
                .writeByte(COM_STMT_EXECUTE) // status [1 byte]
                .writeInt4(prepared.id()) // statement_id [4 bytes]
                .writeByte((counted ? PARAMETER_COUNT_AVAILABLE : 0)
                        | (cursor ? CURSOR_TYPE_READ_ONLY : 0)) // flags [1 byte]
                .writeInt4(1); // iteration_count [4 bytes]
        if (named) {
            attributes().writeWithParameters(out, parameters, zone());
            // The types sent were not noted, so they have to be sent again the next time.
            encodeFailed();
        } else if (parameters.length > 0) {
            writeParameters(out, prepared, counted);
        }
        out.endPacket();
        typesVersion = prepared.typesVersion();
    }

    private void writeParameters(PacketWriter out, PreparedStatement prepared, boolean counted) {
        if (counted) {
            out.writeLengthEncoded(parameters.length); // parameter_count [lenenc]
        }
        int bitmap = out.size();
        out.writeZeros((parameters.length + 7) / 8); // null_bitmap
        boolean typesChanged = rememberTypes(prepared.parameterTypes());
        out.writeByte(typesChanged ? 1 : 0); // new_params_bind_flag [1 byte]
        if (typesChanged) {
            for (int type : prepared.parameterTypes()) {
                out.writeInt2(type & ~SENT); // parameter_type [2 bytes]
                if (counted) {
                    out.writeByte(0); // parameter_name [string<lenenc>]
                }
            }
        }
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i];
            if (value == null || ParamEncoder.type(value) == ColumnType.NULL) {
                int index = bitmap + i / 8;
                out.setByte(index, out.getByte(index) | 1 << i % 8);
            } else {
                ParamEncoder.writeValue(out, value, zone());
            }
        }
    }

    // Marks a type as sent, since DECIMAL, which is never sent, has the number 0.
    private static final int SENT = 1 << 16;

    private boolean rememberTypes(int[] sent) {
        boolean changed = false;
        for (int i = 0; i < parameters.length; i++) {
            int type = ParamEncoder.type(parameters[i]) | SENT;
            if (type != sent[i] && !((type & 0xff) == ColumnType.NULL && sent[i] != 0)) {
                sent[i] = type;
                changed = true;
            }
        }
        if (changed) {
            statement().parameterTypesChanged();
        }
        return changed;
    }

    /** Forgets the types noted, so that they are sent again: the packet with them was taken back, or had others too. */
    public final void encodeFailed() {
        java.util.Arrays.fill(statement().parameterTypes(), 0);
        statement().parameterTypesChanged();
    }

    @Override
    WireRow knownColumns(int count, Session session) {
        WireRow known = session.cachesColumns() ? statement().knownColumns(count) : omittedColumns(count);
        known.settings(session.valueSettings());
        return known;
    }

    private WireRow omittedColumns(int count) {
        WireRow known = optional;
        if (known == null) {
            throw new MySqlProtocolException("The server did not describe the " + count + " columns of a result");
        }
        omitted = true;
        if (known.size() != count) {
            outdated = true;
            statement().parameterTypesChanged();
            failure(new MySqlProtocolException("The server left out the description of " + count + " columns, where "
                    + known.size() + " were known (resultset-metadata-lifetime): " + Text.shortenSql(sql())));
        }
        return known;
    }

    /** Whether its rows could not be read, and none was, because there are more columns by now, or fewer. */
    public final boolean isOutdated() {
        return outdated;
    }

    @Override
    void startColumns(int count) {
        statement().startColumns(count);
    }

    @Override
    void readColumn(PacketReader in) {
        statement().readColumn(in);
    }

    @Override
    WireRow endColumns() {
        WireRow known = statement().endColumns();
        if (noted) {
            statement().described(known, typesVersion, hasNull(), sentAt);
        }
        return known;
    }

    @Override
    boolean isBinary() {
        return true;
    }

    @Override
    void bind(WireRow view, PacketReader in) {
        try {
            view.bindBinary(in);
        } catch (MySqlProtocolException e) {
            throw omitted ? misfit(e) : e;
        }
    }

    private MySqlProtocolException misfit(MySqlProtocolException cause) {
        return new MySqlProtocolException(
                "A row does not fit the columns that the server has described last and may leave out"
                        + " (resultset-metadata-lifetime): a type was altered in the meantime: "
                        + Text.shortenSql(sql()),
                Outcome.UNKNOWN,
                cause);
    }

    @Override
    void onServerError(MySqlException error) {
        int code = error instanceof MySqlServerException server ? server.errorCode() : 0;
        stale = code == UNKNOWN_STATEMENT || code == NEED_REPREPARE;
        if (code == UNKNOWN_STATEMENT) {
            statement().failed(error);
        }
    }

    @Override
    void released() {
        if (statement != null) {
            statement.release();
        }
    }
}
