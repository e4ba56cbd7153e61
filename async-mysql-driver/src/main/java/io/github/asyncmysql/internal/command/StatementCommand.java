package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.internal.wire.StatusFlags;
import io.github.asyncmysql.internal.wire.Text;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The dialogue that text queries and prepared statements have in common: counts, or columns and rows, possibly several
 * times. The first result goes to the consumer, later ones too if it wants them; else they are read and dropped.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response.html">COM_QUERY
 *     Response</a>
 */
public abstract class StatementCommand extends Command {

    private static final int OK_HEADER = 0x00;
    private static final int LOCAL_INFILE_HEADER = 0xfb;
    private static final int MAX_FILE_NAME = 256;

    private enum State {
        FIRST,
        COLUMNS,
        EOF_AFTER_COLUMNS,
        ROWS
    }

    private final String sql;
    private final @Nullable ZoneId zone;
    private @Nullable ResultConsumer consumer;
    private QueryAttributes attributes = QueryAttributes.NONE;
    private State state = State.FIRST;
    private final AnswerLimits limits = new AnswerLimits();
    private boolean hasRows;
    private boolean sourceUsed;
    private boolean uploading;
    private boolean outParams;
    private @Nullable WireRow row;
    private @Nullable Throwable failure;
    private boolean refusedUnread;

    StatementCommand(String sql, ResultConsumer consumer, @Nullable ZoneId zone) {
        this.sql = sql;
        this.consumer = consumer;
        this.zone = zone;
    }

    /** The statement's text. */
    public final String sql() {
        return sql;
    }

    /** What travels beside the statement; set before {@link #encode}. */
    public final void attributes(QueryAttributes attributes) {
        this.attributes = attributes;
    }

    final QueryAttributes attributes() {
        return attributes;
    }

    final @Nullable ZoneId zone() {
        return zone;
    }

    /** The answer has no columns in front of its rows, since those are known. */
    final void startWithRows(WireRow known) {
        row = known;
        state = State.ROWS;
    }

    /** Nobody waits for the result any more: reads the answer to its end and tells nobody. */
    public final void abandon() {
        consumer = null;
    }

    /** Tells the receiver that it will get no result, although the answer is still due; the answer is then dropped. */
    public final void giveUp(Throwable cause) {
        ResultConsumer receiver = consumer;
        if (receiver != null) {
            consumer = null;
            receiver.onFailure(cause);
        }
    }

    /** The server's error was none in answer to this statement: it had ended the session before it read the statement. */
    public final void refusedOutOfSequence() {
        refusedUnread = state == State.FIRST && limits.isFirstResult() && !sourceUsed;
    }

    /** Whether the session was ended before the server read the statement. */
    public final boolean isRefusedUnread() {
        return refusedUnread;
    }

    /** Whether it has failed, once its answer is complete. */
    public final boolean hasFailed() {
        return failure != null;
    }

    /** Whether {@link #abandon()} was called. */
    public final boolean isAbandoned() {
        return consumer == null;
    }

    /** For streams: how long the server may take for each next piece of its answer; 0 for all others. */
    public final long progressLimitNanos() {
        ResultConsumer receiver = consumer;
        return receiver != null && receiver.isStream() ? limitNanos() : 0;
    }

    /** Whether the server has begun to answer, so that time from now on is the receiver's. */
    public final boolean isReadingRows() {
        return state == State.ROWS;
    }

    /** Whether the packet that is due next is a row whose last value is delivered while it arrives. */
    public final boolean takesParts() {
        return state == State.ROWS && limits.isFirstResult() && failure == null && consumer instanceof LargeRowConsumer;
    }

    /** The row that is going to be delivered while it arrives. */
    public final LargeRow largeRow() {
        WireRow view = row;
        if (view == null) {
            throw new IllegalStateException("no columns");
        }
        hasRows = true;
        return new LargeRow(this, view);
    }

    /** Who gets the parts of a large row; {@code null} if nobody wants them any more. */
    final @Nullable LargeRowConsumer partsConsumer() {
        return failure == null && consumer instanceof LargeRowConsumer receiver ? receiver : null;
    }

    @Override
    public final boolean accepts(PacketReader in) {
        ResultConsumer receiver = consumer;
        return state != State.ROWS
                || receiver == null
                || failure != null
                || receiver.wantsRow()
                || !limits.isFirstResult()
                || EndPacket.is(in, true)
                || ErrorPacket.is(in);
    }

    @Override
    public final Step onPacket(PacketReader in, PacketWriter out, Session session) {
        return switch (state) {
            case FIRST -> onFirst(in, out, session);
            case COLUMNS -> onColumn(in, session);
            case EOF_AFTER_COLUMNS -> onEofAfterColumns(in, session);
            case ROWS -> onRow(in, session);
        };
    }

    private Step onFirst(PacketReader in, PacketWriter out, Session session) {
        int header = in.firstByte();
        if (uploading && header != ErrorPacket.HEADER) {
            throw in.malformed();
        }
        if (header == OK_HEADER) {
            session.readOk(in);
            row = null;
            outParams = false;
            return endOfResult(session);
        }
        if (header == ErrorPacket.HEADER) {
            return onError(in, session);
        }
        if (header == LOCAL_INFILE_HEADER && !uploading) {
            return onLocalInfile(in, out, session);
        }
        if (header == EndPacket.HEADER) {
            throw in.malformed();
        }
        int count = limits.startColumns(in.readLengthEncoded());
        hasRows = false;
        outParams = false;
        if (session.announcesColumns() && in.readByte() == 0) { // metadata_follows [1 byte]
            startWithRows(knownColumns(count, session));
        } else {
            startColumns(count);
            state = State.COLUMNS;
        }
        return Step.MORE;
    }

    private Step onLocalInfile(PacketReader in, PacketWriter out, Session session) {
        sourceUsed = true;
        in.skip(1); // header [1 byte]
        String name = Text.sanitize(in.readString(Math.min(in.remaining(), MAX_FILE_NAME)), MAX_FILE_NAME);
        Step next = onFileRequest(name, out, session);
        uploading = next == Step.UPLOAD;
        return next;
    }

    /** Whether a local file is being sent. */
    public final boolean isUploading() {
        return uploading;
    }

    /** A source of data is being read that may be read only once, so the statement can never be repeated. */
    final void sourceUsed() {
        sourceUsed = true;
    }

    /**
     * The data of a source has been sent.
     *
     * @param cause why it was not sent completely, which will be the statement's failure; {@code null} if it was
     */
    public final void uploadEnded(@Nullable Throwable cause) {
        uploading = false;
        if (failure == null) {
            failure = cause;
        }
    }

    private Step onColumn(PacketReader in, Session session) {
        if (ErrorPacket.is(in)) {
            return onError(in, session);
        }
        limits.column(in.length());
        readColumn(in);
        if (limits.isLastColumn()) {
            WireRow view = endColumns();
            view.settings(session.valueSettings());
            row = view;
            state = session.has(Capabilities.DEPRECATE_EOF) ? State.ROWS : State.EOF_AFTER_COLUMNS;
        }
        return Step.MORE;
    }

    private Step onEofAfterColumns(PacketReader in, Session session) {
        if (!EndPacket.is(in, false)) {
            throw in.malformed();
        }
        session.readEof(in);
        noteOutParams(session);
        state = State.ROWS;
        // Rows stay with the cursor until they are fetched.
        return usesCursor() && (session.statusFlags() & StatusFlags.CURSOR_EXISTS) != 0 ? Step.DONE : Step.MORE;
    }

    private void noteOutParams(Session session) {
        outParams |= (session.statusFlags() & StatusFlags.PS_OUT_PARAMS) != 0;
    }

    private Step onRow(PacketReader in, Session session) {
        int header = in.length() == 0 ? -1 : in.firstByte();
        if (header == EndPacket.HEADER && EndPacket.is(in, session.has(Capabilities.DEPRECATE_EOF))) {
            if (session.has(Capabilities.DEPRECATE_EOF)) {
                if (in.length() < 7) {
                    // An old end-of-rows packet, although both sides agreed to do without.
                    throw in.malformed();
                }
                session.readOk(in);
            } else {
                session.readEof(in);
            }
            // Only now may it be known that this was the row of OUT parameters; the flag comes with no earlier packet.
            noteOutParams(session);
            if (outParams && !hasRows) {
                throw in.malformed();
            }
            return endOfResult(session);
        }
        if (header == ErrorPacket.HEADER) {
            return onError(in, session);
        }
        ResultConsumer receiver = consumer;
        WireRow view = row;
        hasRows = true;
        if (receiver != null
                && view != null
                && failure == null
                && (limits.isFirstResult() || receiver.wantsAllResults())) {
            bind(view, in);
            deliver(receiver, view);
        }
        return Step.MORE;
    }

    // The receiver's code is not trusted: what it throws must not disturb the dialogue.
    private void deliver(ResultConsumer receiver, WireRow view) {
        try {
            receiver.onRow(view);
        } catch (Throwable e) {
            failure = e;
        } finally {
            view.unbind();
        }
    }

    private Step onError(PacketReader in, Session session) {
        // What came before it was executed, and is not undone by the error.
        Outcome outcome = limits.isFirstResult() ? Outcome.NOT_EXECUTED : Outcome.UNKNOWN;
        MySqlServerException error = ErrorPacket.read(in).toException(sql, outcome);
        session.noteError();
        if (failure == null) {
            failure = error;
        }
        session.serverFailed(error);
        onServerError(error);
        return Step.DONE;
    }

    private Step endOfResult(Session session) {
        ResultConsumer receiver = consumer;
        if (receiver != null && failure == null && receiver.wantsAllResults()) {
            WireRow view = row;
            receiver.onResult(session, view == null ? null : view.descriptor(), outParams);
        }
        if ((session.statusFlags() & StatusFlags.MORE_RESULTS_EXISTS) == 0) {
            return Step.DONE;
        }
        limits.nextResult();
        state = State.FIRST;
        return Step.MORE;
    }

    @Override
    public final void done(Session session) {
        released();
        ResultConsumer receiver = consumer;
        if (failure != null) {
            giveUp(failure);
        } else if (receiver != null) {
            consumer = null;
            receiver.onComplete(session);
        }
    }

    @Override
    public final void fail(MySqlException cause) {
        released();
        giveUp(failure != null ? failure : cause);
    }

    /** How it has failed, whatever else comes; {@code null} forgets that, before it is sent once more. */
    final void failure(@Nullable Throwable cause) {
        failure = cause;
    }

    /** Whether nothing but an error has come, and somebody waits for more. */
    final boolean isMerelyRefused() {
        return state == State.FIRST && limits.isFirstResult() && !sourceUsed && consumer != null;
    }

    /** The columns of a result that the server does not describe, because it has done so before. */
    abstract WireRow knownColumns(int count, Session session);

    /** The column definitions that follow are {@code count}. */
    abstract void startColumns(int count);

    /** One column definition. */
    abstract void readColumn(PacketReader in);

    /** All column definitions were read. */
    abstract WireRow endColumns();

    /** Whether rows come in the binary protocol. */
    abstract boolean isBinary();

    /** Points the view at a row's bytes. */
    abstract void bind(WireRow view, PacketReader in);

    /** Whether the rows are to stay on the server until they are fetched. */
    boolean usesCursor() {
        return false;
    }

    /** The server asks for a local file. */
    Step onFileRequest(String name, PacketWriter out, Session session) {
        throw new MySqlProtocolException("The server asked for the local file \"" + name + "\", which is refused");
    }

    /** The server answered with an error. */
    void onServerError(MySqlException error) {}

    /** The command needs nothing of the session any more. */
    void released() {}
}
