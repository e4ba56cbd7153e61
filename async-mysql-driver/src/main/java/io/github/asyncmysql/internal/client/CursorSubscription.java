package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlUnsupportedException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.internal.command.ExecuteCommand;
import io.github.asyncmysql.internal.command.FetchCommand;
import io.github.asyncmysql.internal.command.ResultConsumer;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.StatusFlags;
import io.github.asyncmysql.internal.wire.Text;
import java.util.ArrayDeque;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a cursor on the server holds, so many at a time: nothing is on its way while those that were fetched last wait to
 * be requested.
 *
 * <p>{@link #request} and {@link #cancel} are thread-safe; the rest is confined to the event loop.
 *
 * @see <a href="https://github.com/reactive-streams/reactive-streams-jvm">Reactive Streams</a>
 */
final class CursorSubscription<T> extends StreamSubscription<T> {

    private static final int UNKNOWN_COMMAND = 1047;

    private final RowMapper<? extends T> mapper;
    private final int fetchSize;
    private final ArrayDeque<T> fetched = new ArrayDeque<>();
    /** The command whose cursor is, or is going to be, open; {@code null} if there is none. */
    private @Nullable ExecuteCommand opener;
    /** Whether the cursor is open, and nothing is on its way. */
    private boolean idle;

    private boolean exhausted;
    private boolean delivering;

    private CursorSubscription(
            Statement statement, RowMapper<? extends T> mapper, int fetchSize, Flow.Subscriber<? super T> subscriber) {
        super(statement, subscriber);
        this.mapper = mapper;
        this.fetchSize = fetchSize;
    }

    static <T> void start(
            Statement statement, RowMapper<? extends T> mapper, int fetchSize, Flow.Subscriber<? super T> subscriber) {
        new CursorSubscription<T>(statement.prepared(true), mapper, fetchSize, subscriber).start(subscriber);
    }

    @Override
    StatementCommand command(WireConnection target) {
        StatementCommand command = super.command(target);
        if (command instanceof ExecuteCommand execution) {
            execution.useCursor();
            opener = execution;
        }
        return command;
    }

    @Override
    void beforeGivingBack(WireConnection target) {
        ExecuteCommand open = opener;
        if (open != null) {
            opener = null;
            idle = false;
            target.closeCursor(open);
        }
    }

    @Override
    void requested(WireConnection target, long before) {
        target.run(this::deliver);
    }

    // Those of a fetch are taken elsewhere. All others are a mistake, which is told whether or not any were requested.
    @Override
    public boolean wantsRow() {
        return true;
    }

    // The server has sent rows at once, and whoever counts on the connection being free would wait for ever.
    @Override
    public void onRow(WireRow row) {
        signalFailure(new MySqlUnsupportedException(
                "No cursor was opened: the statement is none that servers have cursors for, or a proxy knows none; use"
                        + " stream() without a fetch size for: "
                        + Text.shortenSql(statement.sql()),
                Outcome.UNKNOWN,
                null));
    }

    @Override
    public void onComplete(Session session) {
        proceed((session.statusFlags() & StatusFlags.CURSOR_EXISTS) != 0);
    }

    /** @param more whether the cursor may have more rows */
    private void proceed(boolean more) {
        if (isAbandoned()) {
            return;
        }
        idle = more;
        if (!more) {
            exhausted = true;
            ended(null);
        }
        deliver();
    }

    private void deliver() {
        if (delivering) {
            return;
        }
        delivering = true;
        try {
            while (!isAbandoned() && hasDemand() && !fetched.isEmpty()) {
                emit(fetched.remove());
            }
        } finally {
            delivering = false;
        }
        if (isAbandoned() || !fetched.isEmpty()) {
            return;
        }
        if (exhausted) {
            complete();
        } else if (idle && hasDemand()) {
            fetch();
        }
    }

    private void fetch() {
        WireConnection target = connection();
        ExecuteCommand open = opener;
        if (target != null && open != null) {
            idle = false;
            FetchCommand fetch = new FetchCommand(open, fetchSize, new Fetched());
            continuesWith(fetch);
            target.submit(fetch, statement.timeoutNanos());
        }
    }

    @Override
    void failed(Throwable failure) {
        fetched.clear();
        super.failed(failure);
    }

    /** Takes the rows of one fetch. */
    private final class Fetched implements ResultConsumer {

        @Override
        public void onRow(WireRow row) {
            T value = mapper.map(row);
            if (value == null) {
                throw new MySqlMappingException("A stream cannot hold NULL, but a row was mapped to null for: "
                        + Text.shortenSql(statement.sql()));
            }
            fetched.add(value);
        }

        @Override
        public void onComplete(Session session) {
            int flags = session.statusFlags();
            proceed((flags & StatusFlags.CURSOR_EXISTS) != 0 && (flags & StatusFlags.LAST_ROW_SENT) == 0);
        }

        @Override
        public void onFailure(Throwable failure) {
            Throwable told = failure instanceof MySqlServerException error && error.errorCode() == UNKNOWN_COMMAND
                    ? unknownCommand(error)
                    : failure;
            ended(told);
            failed(told);
        }

        private MySqlException unknownCommand(MySqlServerException error) {
            return new MySqlUnsupportedException(
                    "The server, or a proxy in front of it, does not know COM_STMT_FETCH; use stream() without a fetch size",
                    error.outcome(),
                    error);
        }
    }
}
