package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.PoolTotals.Reset;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.internal.pool.UsableCallback;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a session fit for the next borrower: waits for answers that are still due, rolls back, resets. A session that
 * cannot be cleaned within small limits is given up.
 *
 * <p>Confined to the event loop.
 */
final class SessionCleaner {

    private static final Logger LOG = LoggerFactory.getLogger(SessionCleaner.class);
    private static final long STOPPING_BYTES = 16 << 20;
    private static final long ROLLBACK_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ConnectionHandler handler;
    private final ConnectionParts parts;
    private final ResetMode mode;
    private final EventLoop eventLoop;
    private final Consumer<Reset> told;
    private final SessionSetup setup;
    private @Nullable UsableCallback callback;
    private @Nullable Future<?> drainTimer;
    private boolean draining;

    SessionCleaner(
            ConnectionHandler handler,
            ConnectionParts parts,
            ResetMode mode,
            EventLoop eventLoop,
            SessionSetup setup,
            Consumer<Reset> told) {
        this.told = told;
        this.handler = handler;
        this.parts = parts;
        this.mode = mode;
        this.eventLoop = eventLoop;
        this.setup = setup;
    }

    /** Whether the next borrower may have the session as it is. */
    boolean isClean() {
        if (parts.queue().isIdle()) {
            borrowerGone();
        }
        return mode != ResetMode.ALWAYS
                && !(mode == ResetMode.SMART && parts.queue().traces().isIrreversible())
                && parts.queue().isIdle()
                && !handler.isClosed()
                && !parts.session().inTransaction()
                && (mode == ResetMode.NONE || isUnchanged());
    }

    private boolean isUnchanged() {
        Session session = parts.session();
        return session.tracksState() && session.autocommit() && !session.stateChanged();
    }

    /** Cleans the session. The callback is called exactly once. */
    void clean(UsableCallback done) {
        if (handler.isClosed()) {
            done.done(false);
            return;
        }
        callback = done;
        if (parts.queue().isIdle()) {
            reset();
            return;
        }
        draining = true;
        boolean stopping = handler.stop.isActive();
        handler.drain(stopping ? STOPPING_BYTES : DrainBudget.BYTES);
        drainTimer = eventLoop.schedule(
                () -> handler.close(Failures.closed("The connection was given back with statements still running")),
                stopping ? StatementStop.LIMIT_MILLIS : DrainBudget.MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** All answers that were due have come. */
    void idle() {
        if (draining) {
            draining = false;
            handler.drain(Long.MAX_VALUE);
            stopTimer();
            reset();
        }
    }

    /** The connection has ended. */
    void connectionClosed() {
        draining = false;
        stopTimer();
        finish(false);
    }

    private void stopTimer() {
        Future<?> timer = drainTimer;
        if (timer != null) {
            timer.cancel(false);
            drainTimer = null;
        }
    }

    private void borrowerGone() {
        if (mode == ResetMode.SMART) {
            parts.queue().traces().borrowerGone();
        }
        if (parts.queue().closeCursors()) {
            handler.flushLater();
        }
    }

    private void reset() {
        borrowerGone();
        if (mode != ResetMode.NONE && parts.queue().traces().isIrreversible()) {
            handler.close(Failures.closed(
                    "The session has a resource group or a prepared XA branch, which no reset takes away"));
            return;
        }
        boolean full = mode == ResetMode.ALWAYS || mode == ResetMode.SMART && !isUnchanged();
        if (full) {
            told.accept(Reset.RESET);
            setup.reset(this::ended);
        } else if (parts.session().inTransaction()) {
            told.accept(Reset.ROLLBACK);
            handler.submit(SimpleCommand.execute("ROLLBACK", this::ended), ROLLBACK_LIMIT_NANOS);
        } else {
            finish(true);
        }
    }

    private void ended(@Nullable MySqlException failure) {
        if (failure != null) {
            LOG.debug("A session cannot be brought back to order, and is closed", failure);
        }
        finish(failure == null && !handler.isClosed());
    }

    private void finish(boolean usable) {
        UsableCallback done = callback;
        if (done != null) {
            callback = null;
            done.done(usable);
        }
    }
}
