package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.internal.value.RowDescriptor;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.PacketReader;
import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A statement prepared in one session: its id, and what was learned about it.
 *
 * <p>The definitions of its columns come anew with every execution. They are compared with the bytes that came the last
 * time, and parsed only when they differ.
 *
 * <p>Confined to the event loop.
 */
public final class PreparedStatement {

    /** Where a statement stands. */
    public enum State {
        /** The server has not been asked yet. */
        NEW,
        /** The server has been asked. */
        PREPARING,
        /** It can be executed. */
        READY,
        /** The server refused it. */
        FAILED
    }

    /** {@code max_prepared_stmt_count} is reached. */
    private static final int TOO_MANY_STATEMENTS = 1461;

    private static final int INITIAL_BLOCK = 256;
    private static final int INITIAL_COLUMNS = 64;

    private final Object key;
    private final String sql;
    private final @Nullable ZoneId zone;
    private final int hiddenEffects;
    private final boolean plainSelect;
    private State state = State.NEW;
    private @Nullable MySqlException failure;
    private int id;
    private int parameterCount;
    private int[] parameterTypes = {};
    private @Nullable ParameterKinds kinds;
    private int columnCount;
    private int users;
    private boolean cached;
    private boolean renewed;
    private boolean closed;

    private byte[] block = {};
    private int[] ends = {};
    private @Nullable WireRow row;

    /** The columns of executions with the current types of parameters; {@code null} if they are not known. */
    private @Nullable WireRow described;

    private long describedAt;
    private int typesVersion;

    private int announced;
    private int read;
    private boolean matching;
    private ColumnDefinition[] columns = {};

    public PreparedStatement(String sql, @Nullable ZoneId zone) {
        this(sql, sql, zone);
    }

    /** @param key what tells it from others that are kept: its text, unless there is one with the same text */
    public PreparedStatement(Object key, String sql, @Nullable ZoneId zone) {
        this.key = key;
        this.sql = sql;
        this.zone = zone;
        this.hiddenEffects = HiddenEffects.of(sql);
        this.plainSelect = PlainSelect.is(sql, hiddenEffects);
    }

    /** See {@link HiddenEffects}. */
    public int hiddenEffects() {
        return hiddenEffects;
    }

    /** See {@link PlainSelect}. */
    boolean isPlainSelect() {
        return plainSelect;
    }

    public String sql() {
        return sql;
    }

    /** What tells it from others that are kept. */
    public Object key() {
        return key;
    }

    /** See {@link ExecuteCommand#fits}. */
    boolean fits(@Nullable Object[] parameters) {
        ParameterKinds known = kinds;
        if (known == null || known.count() != parameters.length) {
            // Those of executions with too few or too many never reach the server.
            if (known == null || state == State.READY && parameterCount == parameters.length) {
                kinds = new ParameterKinds(parameters);
            }
            return true;
        }
        return known.take(parameters);
    }

    public State state() {
        return state;
    }

    void preparing() {
        state = State.PREPARING;
    }

    void ready(int id, int parameterCount, int columnCount) {
        this.state = State.READY;
        this.id = id;
        this.parameterCount = parameterCount;
        this.columnCount = columnCount;
        this.parameterTypes = new int[parameterCount];
    }

    void failed(MySqlException failure) {
        this.state = State.FAILED;
        this.failure = failure;
    }

    /** Lets it be prepared a second time. */
    public void renew() {
        renewed = true;
        state = State.NEW;
        failure = null;
    }

    /** Whether somebody waits for it, and the server refused it once because it has too many statements. */
    public boolean needsRoom() {
        return failure instanceof MySqlServerException error
                && error.errorCode() == TOO_MANY_STATEMENTS
                && isUsed()
                && !renewed;
    }

    /** Whether somebody waits for it, and the server was kept from preparing it by what was to stop another statement. */
    public boolean wasInterrupted() {
        return Command.isInterruption(failure) && isUsed() && !renewed;
    }

    /** Why the server refused it; {@code null} if it did not. */
    public @Nullable MySqlException failure() {
        return failure;
    }

    /** The server's id. */
    public int id() {
        return id;
    }

    /** The number of placeholders. */
    public int parameterCount() {
        return parameterCount;
    }

    /** The parameter types sent last; 0 where none was. */
    int[] parameterTypes() {
        return parameterTypes;
    }

    /** The types of the parameters are others than before, on which those of the columns may depend. */
    void parameterTypesChanged() {
        typesVersion++;
        described = null;
    }

    /** Tells the types of parameters from those before and after a change. */
    int typesVersion() {
        return typesVersion;
    }

    /** Whether no execution of it has a result with columns, as far as its words and the server tell. */
    boolean isWithoutColumns() {
        return columnCount == 0 && HiddenEffects.isAtomic(sql);
    }

    /**
     * The server has described the columns of an execution.
     *
     * @param types the {@link #typesVersion()} it was sent with
     * @param hadNull whether a parameter was {@code NULL}, which may count as a type of its own
     * @param at when it was sent, in nanoseconds
     */
    void described(WireRow columns, int types, boolean hadNull, long at) {
        if (hadNull) {
            if (columns != described) {
                described = null;
            }
        } else if (types == typesVersion) {
            described = columns;
            describedAt = at;
        }
    }

    /**
     * The columns, if they are those of every execution with the current types of parameters as long as nobody alters
     * anything, and were described lately. Not those of a statement with a user variable, whose type may be another one
     * each time.
     */
    @Nullable
    WireRow described(long now, long lifetimeNanos) {
        boolean steady = plainSelect && columnCount > 0 && now - describedAt < lifetimeNanos;
        return steady && sql.indexOf('@') < 0 ? described : null;
    }

    /** Another command is going to use it. */
    public void retain() {
        users++;
    }

    /** A command has finished with it. */
    public void release() {
        users--;
    }

    /** Whether any command uses it. */
    public boolean isUsed() {
        return users > 0;
    }

    /** Whether it is kept for later executions. */
    public boolean isCached() {
        return cached;
    }

    public void cached(boolean cached) {
        this.cached = cached;
    }

    /** Whether the server is to close it: it can be executed, and nobody will do so any more. */
    public boolean isToBeClosed() {
        return !cached && users == 0 && state == State.READY && !closed;
    }

    /** The server was told to close it. */
    public void closed() {
        closed = true;
    }

    /** Takes the columns for what they were when they were described last. */
    WireRow knownColumns(int count) {
        WireRow known = row;
        if (known == null || known.size() != count) {
            throw new MySqlProtocolException(
                    "The server left out the description of " + count + " columns, which are not known");
        }
        return known;
    }

    void startColumns(int count) {
        announced = count;
        read = 0;
        WireRow known = row;
        matching = known != null && known.size() == count;
        if (!matching) {
            startParsing();
        }
    }

    private void startParsing() {
        int room = Math.min(announced, INITIAL_COLUMNS);
        columns = new ColumnDefinition[room];
        ends = new int[room];
        block = new byte[INITIAL_BLOCK];
        row = null;
    }

    void readColumn(PacketReader in) {
        if (matching) {
            int from = read == 0 ? 0 : ends[read - 1];
            if (Arrays.equals(block, from, ends[read], in.array(), in.start(), in.end())) {
                read++;
                return;
            }
            stopMatching();
        }
        addColumn(in);
    }

    // The table was altered since the last execution: the columns that were equal so far are taken from memory.
    private void stopMatching() {
        matching = false;
        byte[] knownBlock = block;
        int[] knownEnds = ends;
        int equal = read;
        startParsing();
        read = 0;
        PacketReader again = new PacketReader();
        for (int i = 0; i < equal; i++) {
            addColumn(again.reset(knownBlock, i == 0 ? 0 : knownEnds[i - 1], knownEnds[i]));
        }
    }

    private void addColumn(PacketReader in) {
        int from = read == 0 ? 0 : ends[read - 1];
        int to = Math.addExact(from, in.length());
        if (to > block.length) {
            block = Arrays.copyOf(block, Math.max(2 * block.length, to));
        }
        if (read == ends.length) {
            ends = Arrays.copyOf(ends, Math.min(announced, 2 * ends.length));
        }
        System.arraycopy(in.array(), in.start(), block, from, in.length());
        ends[read] = to;
        columns = Columns.add(columns, read++, announced, ColumnDefinition.read(in));
    }

    WireRow endColumns() {
        WireRow known = row;
        if (known == null) {
            known = new WireRow(new RowDescriptor(columns, zone));
            columns = new ColumnDefinition[0];
            row = known;
        }
        return known;
    }
}
