package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
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
 * <p>The work starts its statements while {@code START TRANSACTION} is on its way. If that fails, statements behind it would
 * run and commit one by one; so only a query that changes nothing travels right behind it, and the others wait for its answer
 * on the connection. Where beginning has failed, the work's statements and the transaction all fail with that failure.
 *
 * <p>Thread-safe.
 *
 * @param <T> the result of the work
 */
final class TransactionScope<T> implements MySqlTransaction, Target {

    private static final int MAX_CAUSES = 16;

    private final Lease lease;
    private final Runnable onEnd;
    private final Control control;
    private final @Nullable String before;
    private final AtomicInteger savepoints;
    private final OperationFuture<T> future = new OperationFuture<>(this::abandon);
    private final CompletableFuture<Void> begun = new AnswerFuture<>();
    private volatile @Nullable MySqlException notBegun;
    private volatile boolean working;
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
                new Control(begin(options), Command.Need.BEGIN, "COMMIT", Command.Need.NO_ROLLBACK, "ROLLBACK"),
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
        // In one turn of the event loop, so that what the work starts at once travels with what begins the transaction.
        lease.connection().execute(() -> begin(work));
        return future;
    }

    private void begin(Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        CompletableFuture<UpdateResult> prepared = before == null ? null : execute(before, Command.Need.NONE);
        CompletableFuture<UpdateResult> answer = execute(control.begin(), control.beginNeed());
        answer.whenComplete((done, failure) -> {
            Throwable cause = failure != null || prepared == null ? failure : failureOf(prepared);
            if (cause != null) {
                failedToBegin(cause);
            } else {
                begun.complete(null);
                if (!mayWorkAhead()) {
                    work(work);
                }
            }
        });
        if (mayWorkAhead() && !answer.isDone()) {
            work(work);
        }
    }

    // A part behind a savepoint is not begun ahead: its queries would belong to the part in front of it.
    private boolean mayWorkAhead() {
        return control.beginNeed() == Command.Need.BEGIN;
    }

    private void failedToBegin(Throwable cause) {
        MySqlException told = cause instanceof MySqlException known
                ? known
                : new MySqlConnectionException(
                        MySqlConnectionException.Kind.CLOSED,
                        "The transaction could not be begun",
                        Outcome.NOT_EXECUTED,
                        cause);
        notBegun = told;
        if (working) {
            lease.connection().transactionNotBegun(told);
        } else {
            // Whether it has begun or not, nothing may stay open.
            rollback(told);
        }
        begun.completeExceptionally(told);
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
        working = true;
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
            stage = CompletableFuture.failedFuture(e);
        }
        running = stage;
        stage.whenComplete((result, failure) -> {
            active = false;
            if (begun.isDone()) {
                end(result, failure);
            } else {
                begun.whenComplete((nothing, refusal) -> end(result, failure));
            }
        });
    }

    private void end(T result, @Nullable Throwable failure) {
        MySqlException refusal = notBegun;
        Throwable cause = failure == null ? null : LeaseUse.cause(failure);
        if (refusal != null) {
            suppress(refusal, cause);
            rollback(refusal);
        } else if (cause != null) {
            rollback(cause);
        } else if (rollbackOnly) {
            finish(control.rollback(), Command.Need.NONE, result);
        } else if (!future.isDone()) {
            finish(control.commit(), control.commitNeed(), result);
        } else {
            rollback(closed("commit"));
        }
    }

    // The work may have wrapped what it was told.
    private static void suppress(Throwable refusal, @Nullable Throwable other) {
        Throwable cause = other;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause == refusal) {
                return;
            }
            cause = cause.getCause();
        }
        if (other != null) {
            refusal.addSuppressed(other);
        }
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
            return AnswerFuture.failed(closed("SAVEPOINT"));
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
    public CompletableFuture<Void> begun() {
        return begun.copy();
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
