package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.ExecuteCommand;
import io.github.asyncmysql.internal.command.ResultConsumer;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.pool.Borrower;
import io.github.asyncmysql.internal.pool.ConnectionPool;
import io.github.asyncmysql.internal.pool.SharedLeases;
import io.github.asyncmysql.internal.wire.Text;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of a statement, from waiting for a connection to the last row.
 *
 * <p>It can be abandoned at any moment from any thread. Whoever comes first, the connection goes back to its pool exactly
 * once: the lease is given up by an atomic exchange.
 *
 * <p>Thread-safe where it says so, else confined to the event loop.
 */
abstract class Operation extends Borrower<WireConnection> implements ResultConsumer {

    private static final int NOT_LEASED = 0;
    /** In place of the number of a lease: it has a seat in one that others have too. */
    private static final int SEAT = -1;
    /** The same, where it was sent together with the one in front of it. */
    private static final int SEAT_TOGETHER = -2;

    private static final long NOT_SENT = -1;

    private static final AtomicIntegerFieldUpdater<Operation> LEASE =
            AtomicIntegerFieldUpdater.newUpdater(Operation.class, "lease");

    final Statement statement;
    private @Nullable Detour detour;
    private @Nullable ConnectionPool<WireConnection> pool;
    private volatile @Nullable WireConnection connection;
    private volatile @Nullable Borrower<WireConnection> secondAttempt;
    private @Nullable StatementCommand command;
    private Command.Need need = Command.Need.NONE;
    // Taken by whoever gives the connection back.
    @SuppressWarnings("UnusedVariable")
    private volatile int lease = NOT_LEASED;

    private @Nullable StatementTrace trace;
    private long sentAt = NOT_SENT;
    private @Nullable SharedLeases<WireConnection> sharing;
    /** What is known of how long the statement takes; {@code null} if it is to have a connection to itself. */
    private @Nullable PlainRead read;

    Operation(Statement statement) {
        this.statement = statement;
    }

    /** Whether nobody waits for the result any more. Thread-safe. */
    abstract boolean isAbandoned();

    /** The operation has failed; the connection has been given back. */
    abstract void failed(Throwable failure);

    final @Nullable WireConnection connection() {
        return connection;
    }

    /** What it demands of the transaction that it is part of. To be called before it is started. */
    final void need(Command.Need demanded) {
        need = demanded;
    }

    /** Whether all it does is to read a result at once, as it comes. */
    boolean isSimpleRead() {
        return false;
    }

    /** Borrows a connection for this run, alone or together with others. Thread-safe. */
    final void startOn(ConnectionPool<WireConnection> source, SharedLeases<WireConnection> leases, PlainReads reads) {
        pool = source;
        if (leases.isOn() && isSimpleRead() && statement.isFitToShare()) {
            sharing = leases;
            PlainRead known = reads.of(statement.sql());
            read = known;
            WireConnection joined = known == null ? null : leases.join(known, leases.now());
            if (joined != null) {
                begin(joined, joined.isGathering() ? SEAT_TOGETHER : SEAT);
                return;
            }
        }
        source.acquire(this);
    }

    /** What to do when it was not executed. To be called before it is started. */
    final void detour(Detour other) {
        detour = other;
    }

    /** Borrows a connection for a further attempt, from another pool maybe. Thread-safe. */
    final void startAgainOn(ConnectionPool<WireConnection> source) {
        pool = source;
        sharing = null;
        read = null;
        borrowAgain(source);
    }

    @Override
    protected final boolean sharesLease() {
        PlainRead known = read;
        return known != null && known.isFast();
    }

    @Override
    protected final void acquired(WireConnection resource) {
        begin(resource, isSeated() ? SEAT : resource.lease());
    }

    /** A connection was lent for an attempt. */
    final void begin(WireConnection resource, int leased) {
        lease = leased;
        connection = resource;
        // Sending and abandoning have to see each other, so both happen on the event loop.
        if (resource.isOnCallersThread()) {
            sendUnlessAbandoned(resource);
        } else {
            resource.execute(() -> sendUnlessAbandoned(resource));
        }
    }

    private void sendUnlessAbandoned(WireConnection target) {
        if (isAbandoned()) {
            giveBack();
        } else {
            send(target);
        }
    }

    @Override
    protected final void acquireFailed(MySqlException failure) {
        notLent(failure);
    }

    /** No connection was lent for an attempt. */
    final void notLent(MySqlException failure) {
        Detour other = detour;
        if (other != null && !isAbandoned() && other.leadsOnAfter(failure)) {
            other.leadOn();
        } else {
            failed(failure);
        }
    }

    /** Runs on a connection that somebody else has borrowed, for as long as {@code usable} says so. Thread-safe. */
    final void startOn(WireConnection target, BooleanSupplier usable) {
        connection = target;
        // Asked on the event loop, where giving the connection back is decided too: else the next borrower might get
        // it.
        target.execute(() -> {
            if (!usable.getAsBoolean()) {
                failed(new MySqlConnectionException(
                        MySqlConnectionException.Kind.CLOSED,
                        "The connection was given back, or its transaction has ended, before the statement was started: "
                                + Text.shortenSql(statement.sql()),
                        Outcome.NOT_SENT,
                        null));
            } else {
                sendUnlessAbandoned(target);
            }
        });
    }

    /** The command that runs the statement. */
    StatementCommand command(WireConnection target) {
        return statement.command(this, target);
    }

    /** Another command goes on with what the first one has begun. */
    final void continuesWith(StatementCommand next) {
        command = next;
    }

    /** The run is over on this connection, which has not been given back yet. */
    void beforeGivingBack(WireConnection target) {}

    private void send(WireConnection target) {
        trace = StatementTrace.begin(target.config().echo());
        StatementCommand sent = command(target);
        sent.need(need);
        sent.sole(pool != null);
        Detour other = detour;
        if (other != null) {
            other.sending(target);
        }
        command = sent;
        SharedLeases<WireConnection> leases = sharing;
        if (read != null && leases != null) {
            sent.share();
            sentAt = leases.now();
        }
        target.submit(sent, statement.timeoutNanos());
        // Only now, so that it is in front of those who are let in; it may have failed already.
        if (leases != null && connection == target && command == sent) {
            shareLease(target, leases);
        }
    }

    /** Lets others send behind this statement, if it is known to be fast, or is a trial, and the connection is its own. */
    private void shareLease(WireConnection target, SharedLeases<WireConnection> leases) {
        int own = lease;
        PlainRead known = read;
        if (own > 0
                && secondAttempt == null
                && known != null
                && (known.isFast() || known.isTrial())
                && target.isFitToShare()
                && LEASE.compareAndSet(this, own, SEAT)) {
            leases.open(target, known, sentAt);
        }
    }

    /** Learns how long the statement took on the server: from when it was sent, or the one before it was answered. */
    private void answered(WireConnection target, @Nullable Throwable failure) {
        SharedLeases<WireConnection> leases = sharing;
        if (leases != null && sentAt != NOT_SENT) {
            if (!(failure instanceof MySqlConnectionException)) {
                noteTime(target, leases, true);
            }
            leases.answered(target);
            if (lease < NOT_LEASED && !target.isFitToShare()) {
                leases.shut(target);
            }
            sentAt = NOT_SENT;
        }
    }

    private void noteTime(WireConnection target, SharedLeases<WireConnection> leases, boolean answered) {
        PlainRead known = read;
        if (known != null) {
            long now = leases.now();
            long sinceAnswer = leases.sinceAnswer(target, now);
            known.took(Math.min(now - sentAt, sinceAnswer));
            if (answered && lease == SEAT_TOGETHER && sinceAnswer < now - sentAt) {
                known.tookTogether(sinceAnswer);
            }
        }
    }

    /** Nobody waits for the result any more. Thread-safe; may be called more than once. */
    final void abandon() {
        ConnectionPool<WireConnection> source = pool;
        WireConnection target = connection;
        if (target != null) {
            target.execute(() -> {
                StatementCommand sent = command;
                SharedLeases<WireConnection> leases = sharing;
                if (sent != null) {
                    target.abandon(sent);
                    if (leases != null && sentAt != NOT_SENT) {
                        noteTime(target, leases, false);
                        sentAt = NOT_SENT;
                    }
                }
                giveBack();
            });
        } else if (source != null) {
            // If this comes too late, acquired() will find out by itself.
            Borrower<WireConnection> second = secondAttempt;
            source.cancel(second != null ? second : this);
        }
    }

    /** Gives the connection back if it was borrowed for this run. Thread-safe. */
    final void giveBack() {
        int current = LEASE.getAndSet(this, NOT_LEASED);
        ConnectionPool<WireConnection> source = pool;
        WireConnection target = connection;
        SharedLeases<WireConnection> leases = sharing;
        if (target != null) {
            beforeGivingBack(target);
        }
        if (target == null || source == null) {
            return;
        }
        if (current < NOT_LEASED && leases != null) {
            leases.leave(target);
        } else if (current != NOT_LEASED) {
            source.release(target, current);
        }
    }

    // A connection may be lost between being lent and being used. Not a byte was sent then, so another one may do it.
    private boolean canStartOver(Throwable failure) {
        boolean unsent = failure instanceof MySqlConnectionException lost
                && lost.kind() == MySqlConnectionException.Kind.LOST
                && lost.outcome() == Outcome.NOT_SENT;
        return (unsent || wasNotExecuted(failure)) && pool != null && secondAttempt == null && !isAbandoned();
    }

    // Servers announce the end of an idle session when they end it, and that may cross a statement on its way.
    // Or another caller's statement was to be stopped: the server says that this one was not executed.
    // Or no row of it could be read.
    private boolean wasNotExecuted(Throwable failure) {
        StatementCommand sent = command;
        return sent != null
                && (Command.isSessionEnd(failure) && sent.isRefusedUnread()
                        || Command.isInterruption(failure) && sent.isStoppedByMistake()
                        || sent instanceof ExecuteCommand execute && execute.isOutdated());
    }

    /** Forgets the rows that have come, because all of them are going to come once more. */
    void forgetRows() {}

    // What was answered may have gone on to its receiver, or have taken from a source that can be read only once.
    private boolean canRunElsewhere(Throwable failure) {
        Detour other = detour;
        return other != null
                && !isAbandoned()
                && (failure instanceof MySqlConnectionException || !isStream() && !statement.hasSources())
                && other.leadsOnAfter(failure);
    }

    private void startOver() {
        reset();
        ConnectionPool<WireConnection> source = pool;
        if (source != null) {
            borrowAgain(source);
        }
    }

    private void reset() {
        forgetRows();
        giveBack();
        connection = null;
        command = null;
        sentAt = NOT_SENT;
    }

    private void borrowAgain(ConnectionPool<WireConnection> source) {
        Borrower<WireConnection> second = new FurtherAttempt(this);
        secondAttempt = second;
        source.acquire(second);
    }

    // Others end by themselves, within the statement's time limit; a source may take for ever.
    @Override
    protected boolean canLeak() {
        return statement.hasSources();
    }

    /** Why the answer is to be thrown away; {@code null} if it is not. */
    final @Nullable Throwable objection() {
        Detour other = detour;
        return other == null ? null : other.objection();
    }

    /** To be called once when the statement has ended on the server. */
    final void ended(@Nullable Throwable failure) {
        WireConnection target = connection;
        StatementTrace begun = trace;
        if (begun != null) {
            trace = null;
            begun.ended(statement.sql(), target, failure);
        }
        if (target != null) {
            answered(target, failure);
        }
        Detour other = detour;
        if (other != null) {
            other.ended();
        }
        giveBack();
    }

    @Override
    public void onFailure(Throwable failure) {
        if (canStartOver(failure)) {
            startOver();
            return;
        }
        Detour other = detour;
        boolean again = canRunElsewhere(failure);
        ended(failure);
        if (again && other != null) {
            reset();
            other.leadOn();
        } else {
            failed(failure);
        }
    }
}
