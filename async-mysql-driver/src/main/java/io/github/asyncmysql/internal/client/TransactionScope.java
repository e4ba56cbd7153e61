package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.value.ValueSettings;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transaction, or the part of one that lies behind a savepoint, from its first statement to its last.
 *
 * <p>The answer to {@code START TRANSACTION} is waited for: if it failed while statements are on their way behind it, they
 * would run and commit one by one.
 *
 * <p>Thread-safe.
 *
 * @param <T> the result of the work
 */
final class TransactionScope<T> implements MySqlTransaction, Target {

    private final Lease lease;
    private final Runnable onEnd;
    private final Control control;
    private final @Nullable String before;
    private final AtomicInteger savepoints;
    private final OperationFuture<T> future = new OperationFuture<>(this::abandon);
    private volatile boolean active;
    private volatile boolean rollbackOnly;
    private volatile @Nullable CompletableFuture<T> running;

    /** The statements that begin and end a scope, and what beginning and committing demand of the transaction. */
    private record Control(
            String begin, Command.Need beginNeed, String commit, Command.Need commitNeed, String rollback) {}

    /** @param onEnd called once everything is over, before the result is told */
    TransactionScope(Lease lease, TransactionOptions options, Runnable onEnd) {
        this(
                lease,
                new Control(begin(options), Command.Need.NONE, "COMMIT", Command.Need.NO_ROLLBACK, "ROLLBACK"),
                isolation(options),
                new AtomicInteger(),
                onEnd);
    }

    private TransactionScope(
            Lease lease, Control control, @Nullable String before, AtomicInteger savepoints, Runnable onEnd) {
        this.lease = lease;
        this.control = control;
        this.before = before;
        this.savepoints = savepoints;
        this.onEnd = onEnd;
    }

    private static String begin(TransactionOptions options) {
        String begin = "START TRANSACTION";
        if (options.consistentSnapshot()) {
            begin += " WITH CONSISTENT SNAPSHOT";
        }
        if (options.readOnly()) {
            begin += (options.consistentSnapshot() ? ", " : " ") + "READ ONLY";
        }
        return begin;
    }

    private static @Nullable String isolation(TransactionOptions options) {
        IsolationLevel level = options.isolation();
        return level == null ? null : "SET TRANSACTION ISOLATION LEVEL " + level.sql();
    }

    static MySqlConnectionException closed(String what) {
        return new MySqlConnectionException(
                MySqlConnectionException.Kind.CLOSED,
                "The connection was given back, or its transaction has ended, before the statement was started: "
                        + what,
                Outcome.NOT_SENT,
                null);
    }

    CompletableFuture<T> run(Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        CompletableFuture<UpdateResult> prepared =
                before == null ? CompletableFuture.completedFuture(null) : execute(before, Command.Need.NONE);
        execute(control.begin(), control.beginNeed()).whenComplete((begun, failure) -> {
            Throwable cause = failure != null ? failure : failureOf(prepared);
            if (cause != null) {
                // Whether it has begun or not, nothing may stay open.
                rollback(cause);
            } else {
                work(work);
            }
        });
        return future;
    }

    private static @Nullable Throwable failureOf(CompletableFuture<?> done) {
        try {
            done.getNow(null);
            return null;
        } catch (CompletionException e) {
            return LeaseUse.cause(e);
        }
    }

    private void work(Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        if (future.isDone()) {
            rollback(closed("transaction"));
            return;
        }
        active = true;
        CompletableFuture<T> stage;
        try {
            stage = Objects.requireNonNull(work.apply(this), "the work returned null instead of a stage")
                    .toCompletableFuture();
        } catch (Throwable e) {
            active = false;
            rollback(e);
            return;
        }
        running = stage;
        stage.whenComplete((result, failure) -> {
            active = false;
            if (failure != null) {
                rollback(LeaseUse.cause(failure));
            } else if (rollbackOnly) {
                finish(control.rollback(), Command.Need.NONE, result);
            } else if (!future.isDone()) {
                finish(control.commit(), control.commitNeed(), result);
            } else {
                rollback(closed("commit"));
            }
        });
    }

    private void finish(String sql, Command.Need need, T result) {
        execute(sql, need).whenComplete((done, failure) -> {
            if (failure instanceof MySqlServerException) {
                // The session is alive, and what could not be committed must not stay open in it.
                rollback(failure);
                return;
            }
            onEnd.run();
            if (failure == null) {
                future.succeed(result);
            } else {
                future.fail(failure);
            }
        });
    }

    private void rollback(Throwable cause) {
        execute(control.rollback(), Command.Need.NONE).whenComplete((done, failure) -> {
            if (failure != null && failure != cause) {
                cause.addSuppressed(failure);
            }
            onEnd.run();
            future.fail(cause);
        });
    }

    private CompletableFuture<UpdateResult> execute(String sql, Command.Need need) {
        return new Operations.Update(Statement.of(lease, sql), need).run();
    }

    // The caller has gone: nothing is to be committed. A running statement is given up too, as far as the work lets it
    // be.
    private void abandon() {
        rollbackOnly = true;
        active = false;
        CompletableFuture<T> stage = running;
        if (stage != null) {
            stage.cancel(false);
        }
    }

    @Override
    public <R> CompletableFuture<R> withSavepoint(
            Function<? super MySqlTransaction, ? extends CompletionStage<R>> work) {
        Objects.requireNonNull(work, "work");
        if (!active) {
            return CompletableFuture.failedFuture(closed("SAVEPOINT"));
        }
        String name = "am" + savepoints.incrementAndGet();
        Control statements = new Control(
                "SAVEPOINT " + name,
                Command.Need.OPEN_TRANSACTION,
                "RELEASE SAVEPOINT " + name,
                Command.Need.OPEN_TRANSACTION,
                "ROLLBACK TO SAVEPOINT " + name);
        return new TransactionScope<R>(lease, statements, null, savepoints, () -> {}).run(work);
    }

    @Override
    public long connectionId() {
        return lease.connectionId();
    }

    @Override
    public void setRollbackOnly() {
        rollbackOnly = true;
    }

    @Override
    public boolean isRollbackOnly() {
        return rollbackOnly;
    }

    @Override
    public SqlStatement sql(String sql) {
        return Statement.of(this, Objects.requireNonNull(sql, "sql"));
    }

    @Override
    public void start(Operation operation) {
        operation.need(Command.Need.OPEN_TRANSACTION);
        operation.startOn(lease.connection(), () -> active && lease.isOpen());
    }

    @Override
    public ValueSettings valueSettings() {
        return lease.valueSettings();
    }

    @Override
    public <R> CompletableFuture<R> useConnection(ConnectionUse.Work<R> work) {
        return work.start(new ConnectionUse(
                lease.connection(), () -> active && lease.isOpen(), () -> {}, Command.Need.OPEN_TRANSACTION));
    }

    @Override
    public long queryTimeoutNanos() {
        return lease.queryTimeoutNanos();
    }
}
