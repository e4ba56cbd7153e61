package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.HandshakeTimes;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SessionChanges;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.ExecuteCommand;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.pool.PooledResource;
import io.github.asyncmysql.internal.pool.UsableCallback;
import io.github.asyncmysql.internal.value.ValueSettings;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.internal.wire.Text;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open connection, for everybody outside of its event loop: passes on to the loop what belongs there.
 *
 * <p>Thread-safe.
 */
public final class WireConnection extends PooledResource implements ConnectionHandler.Listener {

    /** The longest text of a statement for many rows of a batch that stays prepared, in characters. */
    public static final int MAX_REWRITTEN_SQL = StatementCache.REWRITTEN_SQL;

    private static final Duration MAX_VALIDATION = Duration.ofSeconds(5);
    private static final long QUIT_LIMIT_MILLIS = 500;

    private final Channel channel;
    private final EventLoop eventLoop;
    private final ConnectionHandler handler;
    private final Session session;
    private final PacketWriter out;
    private final CommandQueue queue;
    private final SessionSetup setup;
    /** What hands the session to another account. */
    public final UserChange userChange;

    private final SessionCleaner cleaner;
    private final MySqlConfig config;
    private final Runnable onClosed;
    private final long connectionId;
    private final ServerInfo server;
    private final boolean fitToShare;
    private volatile @Nullable HandshakeTimes handshakeTimes;
    private final UseMark use = new UseMark();
    private final BatchSizes batchSizes = new BatchSizes();
    /** Cuts a connection whose server does not. Confined to the event loop. */
    private @Nullable Future<?> goodbye;

    WireConnection(
            Channel channel,
            ConnectionHandler handler,
            ConnectionParts parts,
            Connector connector,
            SessionPreparation preparation,
            Runnable onClosed) {
        this.channel = channel;
        this.eventLoop = channel.eventLoop();
        this.handler = handler;
        this.session = parts.session();
        this.out = parts.out();
        this.queue = parts.queue();
        this.config = parts.config();
        this.onClosed = onClosed;
        this.connectionId = session.connectionId();
        this.server = session.server();
        this.fitToShare = connector.pipelining().limit() > 1 && !Pipelining.isProxy(server);
        FatalErrors errors = connector.rules().errors();
        session.onServerFailure(failure -> serverFailed(failure, errors));
        this.setup = new SessionSetup(handler, parts, preparation(preparation, parts));
        this.userChange = new UserChange(this, handler, parts, setup, connector);
        this.cleaner =
                new SessionCleaner(handler, parts, connector.rules().resetMode(), eventLoop, setup, this::cleanedBy);
    }

    private @Nullable Preparation preparation(SessionPreparation wanted, ConnectionParts parts) {
        return wanted == SessionPreparation.NONE
                ? null
                : new Preparation(
                        handler,
                        parts,
                        eventLoop,
                        done -> wanted.prepare(this, failure -> run(() -> done.ended(failure))));
    }

    /** Sets the fresh session up. To be called once, before anybody else has the connection. */
    void setUp(SimpleCommand.Listener listener) {
        setup.start(listener);
    }

    /** The server's id of the session. */
    public long connectionId() {
        return connectionId;
    }

    /** What the server said about itself at login. */
    public ServerInfo server() {
        return server;
    }

    /** Whether a transaction is open, by the latest answer of the server. */
    public boolean inTransaction() {
        return session.inTransaction();
    }

    /** Whether both lead to the same server, as far as that can be told. Only after both have been set up. */
    boolean isSameServer(WireConnection other) {
        String mine = session.serverIdentity();
        return mine != null && mine.equals(other.session.serverIdentity());
    }

    /** The address of the server; {@code null} if it has none. */
    public @Nullable InetAddress address() {
        return channel.remoteAddress() instanceof InetSocketAddress peer ? peer.getAddress() : null;
    }

    /** How values are read and written. */
    public ValueSettings valueSettings() {
        return session.valueSettings();
    }

    /** The largest packet that the server accepts, in bytes; 0 if it is not known. On the event loop only. */
    public long maxAllowedPacket() {
        return session.maxAllowedPacket();
    }

    /** Whether the server executes a statement for many rows by one request. On the event loop only. */
    public boolean bulkExecution() {
        return session.bulkExecution();
    }

    /** Whether so many rows of a statement were to be sent at a time before, lately. On the event loop only. */
    public boolean isRepeatedSize(String sql, int rows) {
        return batchSizes.isRepeated(sql, rows);
    }

    /** Whether one simple insert of several rows is known to get consecutive keys. On the event loop only. */
    public boolean generatesConsecutiveKeys() {
        return session.autoIncrementIncrement() == 1 && session.tracksState() && !session.stateChanged();
    }

    /**
     * Whether a failure of what is on its way could end a transaction, so that what is sent behind it would run outside
     * of it. That is known only once nothing is left of what others have sent, see {@link #isIdle()}. On the event loop
     * only.
     */
    public boolean mustAnswerFirst() {
        return session.inTransaction() || !session.autocommit();
    }

    /**
     * Whether reads of several callers may be on their way at a time: each is its own transaction, the server would say if
     * one left something in the session, and one that takes too long can be stopped. On the event loop only.
     */
    public boolean isFitToShare() {
        return fitToShare
                && handler.stop.isPossible()
                && session.tracksState()
                && session.autocommit()
                && !session.inTransaction()
                && !session.stateChanged();
    }

    /** Whether all commands have been answered. On the event loop only. */
    public boolean isIdle() {
        return queue.isIdle();
    }

    /** The settings the connection was made with. */
    public MySqlConfig config() {
        return config;
    }

    /**
     * Sends a command as soon as its turn comes.
     *
     * @param limitNanos how long it may take from now on; 0 for no limit
     */
    public void submit(Command command, long limitNanos) {
        if (limitNanos > 0) {
            command.limitNanos(limitNanos);
            command.deadlineNanos(eventLoop.ticker().nanoTime() + limitNanos);
        }
        if (eventLoop.inEventLoop()) {
            use.begins();
            handler.submit(command);
        } else {
            execute(() -> handler.submit(command));
        }
    }

    /** A transaction has not begun: its statements fail, those that were sent already too. On the event loop only. */
    public void transactionNotBegun(MySqlException cause) {
        TransactionGate.notBegun(session, queue.all(), cause);
    }

    /** From now on this one hears of changed session state, before the statement's receiver. On the event loop. */
    public void watchChanges(Consumer<SessionChanges> observer) {
        session.watchChanges(observer);
    }

    public void unwatchChanges(Consumer<SessionChanges> observer) {
        run(() -> session.unwatchChanges(observer));
    }

    /** Nobody waits for this statement any more: it is not sent if that has not happened yet, else its answer is dropped. */
    public void abandon(StatementCommand command) {
        execute(() -> handler.earlyEnds.abandon(command));
    }

    /** Closes the cursor that a command has opened, unless that has happened. On the event loop only. */
    public void closeCursor(ExecuteCommand opener) {
        queue.closeCursor(opener);
        handler.flushLater();
    }

    /** The receiver of rows wants more of them. */
    public void resume() {
        execute(handler::resume);
    }

    /**
     * Runs something that may use the session on the event loop: now if this is it, else as soon as possible. Whether the
     * connection has been given back is to be asked there, not before.
     */
    public void execute(Runnable task) {
        // First, so that whoever gives the connection back either sees this or is seen by the task.
        use.begins();
        run(task);
    }

    /** Runs something that does not use the session on the event loop: now if this is it, else as soon as possible. */
    public void run(Runnable task) {
        EventLoopThread.run(eventLoop, task);
    }

    /** Sends {@code COM_PING}. */
    public void ping(SimpleCommand.Listener listener, Duration limit) {
        submit(SimpleCommand.ping(listener), limit.toNanos());
    }

    @Override
    public boolean isOpen() {
        return !handler.isClosed();
    }

    @Override
    public boolean isOnCallersThread() {
        return eventLoop.inEventLoop();
    }

    @Override
    public boolean isGathering() {
        return eventLoop.inEventLoop() && handler.output.isPending();
    }

    /** To be called once, before anybody else has the connection. */
    void handshakeTimes(HandshakeTimes times) {
        handshakeTimes = times;
    }

    @Override
    public @Nullable HandshakeTimes handshakeTimes() {
        return handshakeTimes;
    }

    @Override
    public long id() {
        return connectionId;
    }

    @Override
    public long uses() {
        return queue.view.count();
    }

    @Override
    public @Nullable String activity() {
        String sql = queue.view.statement();
        return sql == null ? null : Text.shortenSql(sql);
    }

    @Override
    public boolean recycle(UsableCallback done) {
        if (eventLoop.inEventLoop()) {
            if (isClean()) {
                return true;
            }
            cleaner.clean(done);
            return false;
        }
        if (use.isUnused()) {
            // Who still tries to use it will find that it was given back.
            return true;
        }
        run(() -> {
            if (isClean()) {
                done.done(true);
            } else {
                cleaner.clean(done);
            }
        });
        return false;
    }

    // What was asked for and has not come to its turn on the event loop yet is refused there, for it is given back.
    private boolean isClean() {
        boolean clean = cleaner.isClean();
        if (clean) {
            use.foundClean();
        }
        return clean;
    }

    @Override
    public void validate(UsableCallback done) {
        Duration limit =
                config.connectTimeout().compareTo(MAX_VALIDATION) < 0 ? config.connectTimeout() : MAX_VALIDATION;
        ping(failure -> done.done(failure == null), limit);
    }

    @Override
    public void closeGracefully() {
        run(() -> {
            if (handler.isClosed() || goodbye != null) {
                return;
            }
            if (queue.isExclusive()) {
                handler.close(Failures.closed("The connection was closed"));
                return;
            }
            SimpleCommand.encodeQuit(out);
            handler.flushLater();
            goodbye = eventLoop.schedule(
                    () -> handler.close(Failures.closed("The connection was closed")),
                    QUIT_LIMIT_MILLIS,
                    TimeUnit.MILLISECONDS);
        });
    }

    @Override
    public void abort() {
        run(() -> handler.close(Failures.closed("The connection was closed")));
    }

    @Override
    public void closed() {
        if (goodbye != null) {
            goodbye.cancel(false);
        }
        cleaner.connectionClosed();
        onClosed.run();
    }

    private void serverFailed(MySqlServerException failure, FatalErrors errors) {
        CloseReason reason = errors.reasonToLeave(failure, session);
        if (reason == CloseReason.READ_ONLY) {
            readOnly();
        } else if (reason != null) {
            retire(reason);
        }
    }

    @Override
    public void answered(Command command) {
        if (command instanceof StatementCommand statement && statement.isAbandoned()) {
            answeredUnheard();
        }
        if (queue.isIdle()) {
            cleaner.idle();
        }
    }

    @Override
    public String toString() {
        return "connection " + connectionId + " to " + server.address() + (channel.isActive() ? "" : " (closed)");
    }
}
