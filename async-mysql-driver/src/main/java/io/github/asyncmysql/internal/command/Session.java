package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SessionChanges;
import io.github.asyncmysql.internal.value.ValueSettings;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.StatusFlags;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one session with the server: what was agreed at login, and what the latest answers said.
 *
 * <p>Confined to the event loop, except for {@link #statusFlags()}, which any thread may read, and {@link #valueSettings()}.
 */
public final class Session {

    private final ValueSettings valueSettings;
    private @Nullable ServerInfo server;
    private @Nullable LoginSettings login;
    private int capabilities;
    private long connectionId;
    private int sequenceId;
    private volatile int statusFlags = StatusFlags.AUTOCOMMIT;
    private boolean reportsTransactions;
    private boolean transactionUncertain;
    private boolean rolledBack;
    private @Nullable MySqlException notBegun;
    private long affectedRows;
    private long lastInsertId;
    private int warnings;
    private @Nullable SessionChanges changes;
    private boolean stateChanged;
    private boolean charsetChanged;
    private boolean keyGenerated;
    private boolean tracksState;
    private @Nullable String serverIdentity;
    private @Nullable String roles;
    private int extendedCapabilities;
    private boolean omitsColumns;
    private long maxAllowedPacket;
    private int autoIncrementIncrement;
    private Consumer<MySqlServerException> onServerFailure = failure -> {};
    private @Nullable Consumer<SessionChanges> onChanges;

    public Session(ValueSettings valueSettings) {
        this.valueSettings = valueSettings;
    }

    /** A session in which values are read and written as long as nothing is set. */
    public Session() {
        this(ValueSettings.DEFAULT);
    }

    /** How values are read and written. */
    public ValueSettings valueSettings() {
        return valueSettings;
    }

    /** What the server said about itself. */
    public ServerInfo server() {
        if (server == null) {
            throw new IllegalStateException("not logged in");
        }
        return server;
    }

    public void server(ServerInfo server) {
        this.server = server;
    }

    /** Who the session was handed to; {@code null} if it belongs to who has logged in. */
    public @Nullable LoginSettings login() {
        return login;
    }

    public void login(LoginSettings login) {
        this.login = login;
    }

    /** Who hears of each statement that the server refuses, before the statement's receiver does. */
    public void onServerFailure(Consumer<MySqlServerException> observer) {
        onServerFailure = observer;
    }

    /** Who hears of each report of changed session state from now on, in place of whoever did. */
    public void watchChanges(Consumer<SessionChanges> observer) {
        onChanges = observer;
    }

    /** Ends that, unless somebody else hears of them by now. */
    public void unwatchChanges(Consumer<SessionChanges> observer) {
        if (onChanges == observer) {
            onChanges = null;
        }
    }

    void serverFailed(MySqlServerException failure) {
        onServerFailure.accept(failure);
    }

    /** The largest packet that the server accepts, in bytes; 0 if it did not say. */
    public long maxAllowedPacket() {
        return maxAllowedPacket;
    }

    public void maxAllowedPacket(long maxAllowedPacket) {
        this.maxAllowedPacket = maxAllowedPacket;
    }

    /** The distance of generated keys as of login; 0 if it is not known, or not known any more. */
    public int autoIncrementIncrement() {
        return autoIncrementIncrement;
    }

    public void autoIncrementIncrement(int autoIncrementIncrement) {
        this.autoIncrementIncrement = autoIncrementIncrement;
    }

    /** The active roles as of login, as {@code SET ROLE} takes them; {@code null} if the server has no roles or did not say. */
    public @Nullable String roles() {
        return roles;
    }

    public void roles(@Nullable String roles) {
        this.roles = roles;
    }

    /** Whether the server takes {@link BulkExecuteCommand}. */
    public boolean bulkExecution() {
        return (extendedCapabilities & Capabilities.MARIADB_STMT_BULK_OPERATIONS) != 0;
    }

    /** Whether the server leaves out the description of columns that it has described before and that have not changed. */
    boolean cachesColumns() {
        return (extendedCapabilities & Capabilities.MARIADB_CACHE_METADATA) != 0;
    }

    /** Whether each result says if the description of its columns follows. */
    boolean announcesColumns() {
        return cachesColumns() || has(Capabilities.OPTIONAL_RESULTSET_METADATA);
    }

    /** Whether MySQL has been told to leave out the description of columns, as of the command sent last. */
    public boolean omitsColumns() {
        return omitsColumns;
    }

    void omitsColumns(boolean omitsColumns) {
        this.omitsColumns = omitsColumns;
    }

    /** MariaDB's further flags that both sides have agreed on. */
    public void extendedCapabilities(int extendedCapabilities) {
        this.extendedCapabilities = extendedCapabilities;
    }

    /** The capability flags that both sides have agreed on. */
    public int capabilities() {
        return capabilities;
    }

    public void capabilities(int capabilities) {
        this.capabilities = capabilities;
    }

    public boolean has(int capability) {
        return (capabilities & capability) != 0;
    }

    /** The server's id of this session. */
    public long connectionId() {
        return connectionId;
    }

    public void connectionId(long connectionId) {
        this.connectionId = connectionId;
    }

    /** What tells this server from others; {@code null} if it did not say. */
    public @Nullable String serverIdentity() {
        return serverIdentity;
    }

    public void serverIdentity(String serverIdentity) {
        this.serverIdentity = serverIdentity;
    }

    /** The sequence id of the next packet in the current dialogue, from whichever side it comes. */
    public int sequenceId() {
        return sequenceId;
    }

    public void sequenceId(int sequenceId) {
        this.sequenceId = sequenceId & 0xff;
    }

    /** The {@link StatusFlags} of the latest OK or EOF packet. */
    public int statusFlags() {
        return statusFlags;
    }

    // Flags change rarely; a volatile write per answer would cost more than the comparison.
    public void statusFlags(int flags) {
        if (statusFlags != flags || transactionUncertain) {
            noteTransaction((flags & StatusFlags.IN_TRANS) != 0);
            statusFlags = flags;
        }
    }

    private void noteTransaction(boolean open) {
        // What ended with an error was rolled back; what ended with an answer was committed, or rolled back on demand.
        rolledBack = !open && (transactionUncertain || rolledBack);
        reportsTransactions |= open;
        transactionUncertain = false;
    }

    /** The server answered with an error, which brings no flags and may have ended the transaction. */
    public void noteError() {
        transactionUncertain = inTransaction();
    }

    /** Whether a transaction was open and an error has come since, so that only another answer tells whether it still is. */
    public boolean isTransactionUncertain() {
        return transactionUncertain;
    }

    /** Not even that other answer was to be had. */
    public void transactionLost() {
        transactionUncertain = false;
        rolledBack = true;
        statusFlags = statusFlags & ~StatusFlags.IN_TRANS;
    }

    /** Why the latest transaction has not begun, or not as it was meant to; {@code null} if nothing is known against it. */
    public @Nullable MySqlException notBegun() {
        return notBegun;
    }

    public void notBegun(@Nullable MySqlException cause) {
        notBegun = cause;
    }

    /** Whether no transaction is open, as far as the server tells such things. */
    public boolean isOutsideOfTransaction() {
        return reportsTransactions && !inTransaction();
    }

    /** Whether the latest transaction was ended by an error. */
    public boolean isRolledBack() {
        return rolledBack;
    }

    public boolean inTransaction() {
        return (statusFlags & StatusFlags.IN_TRANS) != 0;
    }

    /** Whether the open transaction was begun as one that only reads. */
    public boolean inReadOnlyTransaction() {
        return (statusFlags & StatusFlags.IN_TRANS_READONLY) != 0;
    }

    public boolean autocommit() {
        return (statusFlags & StatusFlags.AUTOCOMMIT) != 0;
    }

    /** Rows affected, as of the latest OK packet; unsigned. */
    public long affectedRows() {
        return affectedRows;
    }

    /** The first id generated, as of the latest OK packet; unsigned. */
    public long lastInsertId() {
        return lastInsertId;
    }

    /** Number of warnings, as of the latest OK or EOF packet. */
    public int warnings() {
        return warnings;
    }

    /** What the latest OK or EOF packet reported about changes of session state; {@code null} if nothing. */
    public @Nullable SessionChanges changes() {
        return changes;
    }

    /** Whether the server has been told to report changes of session state. */
    public boolean tracksState() {
        return tracksState;
    }

    public void tracksState(boolean tracksState) {
        this.tracksState = tracksState;
    }

    /** Whether session state was changed since {@link #clearStateChanged()}, by the server's session tracking. */
    public boolean stateChanged() {
        return stateChanged;
    }

    public void markStateChanged() {
        stateChanged = true;
    }

    public void clearStateChanged() {
        stateChanged = false;
    }

    /** Whether a key was generated since {@link #clearKeyGenerated()}, so that {@code LAST_INSERT_ID()} tells it. */
    public boolean keyGenerated() {
        return keyGenerated;
    }

    public void markKeyGenerated() {
        keyGenerated = true;
    }

    public void clearKeyGenerated() {
        keyGenerated = false;
    }

    /** Whether the session turned away from utf8mb4, so that text could no longer be told from garbage. */
    public boolean charsetChanged() {
        return charsetChanged;
    }

    /**
     * Reads an OK packet, whose first byte is 0x00, or 0xfe at the end of rows.
     *
     * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_ok_packet.html">OK_Packet</a>
     */
    public void readOk(PacketReader in) {
        in.skip(readOkUntilInfo(in));
        readOkBehindInfo(in);
    }

    /** Like {@link #readOk} for a change of the driver's own, which nobody is to hear of. */
    void readOkQuietly(PacketReader in) {
        in.skip(readOkUntilInfo(in));
    }

    /** Like {@link #readOk}. Returns the packet's text for people. */
    byte[] readOkWithInfo(PacketReader in) {
        byte[] info = in.readBytes(readOkUntilInfo(in));
        readOkBehindInfo(in);
        return info;
    }

    private int readOkUntilInfo(PacketReader in) {
        changes = null;
        in.skip(1); // header [1 byte]
        affectedRows = in.readLengthEncoded(); // affected_rows [lenenc]
        lastInsertId = in.readLengthEncoded(); // last_insert_id [lenenc]
        keyGenerated |= lastInsertId != 0;
        statusFlags(in.readInt2()); // status_flags [2 bytes]
        warnings = in.readInt2(); // warnings [2 bytes]
        // info [string<lenenc>, string<EOF> without SESSION_TRACK]
        return has(Capabilities.SESSION_TRACK) && in.remaining() > 0 ? Math.max(in.readLengthEncodedLength(), 0) : 0;
    }

    private void readOkBehindInfo(PacketReader in) {
        if (has(Capabilities.SESSION_TRACK)
                && (statusFlags & StatusFlags.SESSION_STATE_CHANGED) != 0
                && in.remaining() > 0) {
            note(StateChanges.read(in)); // session state info [string<lenenc>]
        }
    }

    /**
     * Reads an EOF packet, whose first byte is 0xfe.
     *
     * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_eof_packet.html">EOF_Packet</a>
     */
    public void readEof(PacketReader in) {
        changes = null;
        in.skip(1); // header [1 byte]
        warnings = in.readInt2(); // warnings [2 bytes]
        statusFlags(in.readInt2()); // status_flags [2 bytes]
    }

    private void note(SessionChanges reported) {
        changes = reported;
        if (onChanges != null) {
            onChanges.accept(reported);
        }
        stateChanged |= reported.stateChanged() || reported.schema() != null;
        // Only a session that still speaks UTF-8 in both directions can be read and written.
        charsetChanged |= isNotUtf8(reported, "character_set_client") || isNotUtf8(reported, "character_set_results");
    }

    private static boolean isNotUtf8(SessionChanges reported, String variable) {
        String charset = reported.systemVariables().get(variable);
        return charset != null && !charset.startsWith("utf8");
    }
}
