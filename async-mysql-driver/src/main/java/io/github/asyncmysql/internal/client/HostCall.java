package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.MySqlTimeoutException.Limit;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.cluster.Call;
import io.github.asyncmysql.internal.cluster.HostRouter;
import io.github.asyncmysql.internal.connection.WireConnection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is done on one of several hosts, and on another one if it was certainly not done there.
 *
 * <p>Thread-safe.
 */
abstract class HostCall extends Call<PoolClient> {

    /** What has nothing to do with the host. */
    private static final Set<Kind> OF_NO_HOST = Set.of(Kind.CLOSED, Kind.CREDENTIALS, Kind.INITIALIZER);

    final HostRouter<PoolClient> router;

    /** Why it has come back the latest time; {@code null} if it has not. */
    private volatile @Nullable Throwable latest;

    HostCall(HostRouter<PoolClient> router) {
        this.router = router;
    }

    /** It has come back from there, and goes elsewhere. */
    final void back(PoolClient from, Throwable failure) {
        latest = failure;
        router.again(this, from);
    }

    @Override
    protected final void refused(MySqlPoolException failure) {
        Throwable before = latest;
        if (before != null && before != failure.getCause()) {
            failure.addSuppressed(before);
        }
        failed(failure);
    }

    /** There is no host for it. */
    abstract void failed(MySqlPoolException failure);

    /** Whether nothing was sent, for a reason that another host may not have. */
    static boolean isNotSent(Throwable failure) {
        if (failure instanceof MySqlPoolException refused) {
            // A host's own pool is closed when the host is not one of the pool's any more.
            return refused.reason() == MySqlPoolException.Reason.DOWN
                    || refused.reason() == MySqlPoolException.Reason.CLOSED;
        }
        if (failure instanceof MySqlConnectionException connection && !OF_NO_HOST.contains(connection.kind())
                || failure instanceof MySqlTimeoutException timeout && timeout.limit() == Limit.CONNECT
                || failure instanceof MySqlServerException) {
            return ((MySqlException) failure).outcome() == Outcome.NOT_SENT;
        }
        return false;
    }

    /** Whether a server has said that it did not do it. */
    static boolean isNotExecuted(Throwable failure) {
        return failure instanceof MySqlServerException error && error.outcome() == Outcome.NOT_EXECUTED;
    }

    /** Whether a server has refused to write, and has done nothing. */
    static boolean isRefusedByReadOnlyServer(Throwable failure) {
        return isNotExecuted(failure) && failure instanceof MySqlServerException error && error.isReadOnlyServer();
    }

    /** A single statement, which is in no transaction. */
    static final class OfOperation extends HostCall implements Detour {

        private final Operation operation;
        private volatile @Nullable PoolClient host;
        private final @Nullable CausalHistory history;
        private volatile boolean forReplicas;
        private CausalHistory.@Nullable Watch watch;
        private @Nullable ReplicaWait wait;
        private boolean behind;
        private boolean refusedAsAWhole;
        private volatile @Nullable Throwable cause;

        /**
         * @param forReplicas whether a replica may execute it
         * @param history what it has to see, and adds to; {@code null} for nothing
         */
        OfOperation(
                HostRouter<PoolClient> router,
                Operation operation,
                boolean forReplicas,
                @Nullable CausalHistory history) {
            super(router);
            this.operation = operation;
            this.forReplicas = forReplicas;
            this.history = history;
            operation.detour(this);
        }

        @Override
        protected void start(PoolClient next) {
            // What is going to make a replica wait must not share a connection with others.
            boolean first = host == null && (history == null || !forReplicas);
            host = next;
            if (first) {
                next.start(operation);
            } else {
                next.startAgain(operation);
            }
        }

        @Override
        protected boolean isForReplicas() {
            return forReplicas;
        }

        @Override
        public void sending(WireConnection target) {
            CausalHistory known = history;
            String sql = known == null || host == router.primary() ? null : known.waiting();
            wait = null;
            refusedAsAWhole = operation.statement.isRefusedAsAWhole(target.config());
            if (known != null && sql != null && forReplicas) {
                wait = new ReplicaWait();
                wait.start(target, sql, known.patience());
            } else if (known != null) {
                watch = known.watch(target);
            }
        }

        @Override
        public void ended() {
            if (watch != null) {
                watch.end();
                watch = null;
            }
        }

        @Override
        public @Nullable Throwable objection() {
            return isBehind() ? new ReplicaWait.BehindException() : null;
        }

        private boolean isBehind() {
            return wait != null && !wait.isDone();
        }

        @Override
        public boolean leadsOnAfter(Throwable failure) {
            cause = failure;
            behind = failure instanceof ReplicaWait.BehindException || isBehind() && isNotExecuted(failure);
            if (behind) {
                forReplicas = false;
                return true;
            }
            if (isRefusedByReadOnlyServer(failure)) {
                // It writes after all.
                forReplicas = false;
                return refusedAsAWhole;
            }
            return isNotSent(failure);
        }

        @Override
        public void leadOn() {
            PoolClient left = host;
            Throwable cause = this.cause;
            if (behind) {
                router.lead(this);
            } else if (left != null && cause != null) {
                back(left, cause);
            }
        }

        @Override
        void failed(MySqlPoolException failure) {
            operation.failed(failure);
        }

        @Override
        protected boolean isAbandoned() {
            return operation.isAbandoned();
        }
    }

    /** Something that ends in a future and, once it has begun, has to end where it is. */
    static final class OfFuture<T> extends HostCall {

        /** What kind of host it wants, and what it does without one. */
        enum Wish {
            /** The primary, and waits for it. */
            PRIMARY,
            /** The primary, and is told when there is none. */
            PRIMARY_NOW,
            /** A replica, or the primary, and waits for one. */
            REPLICA
        }

        private volatile Wish wish;
        private final BiFunction<PoolClient, Runnable, CompletableFuture<T>> attempt;
        private final Consumer<? super T> unwanted;
        private final OperationFuture<T> future = new OperationFuture<>(this::abandon);
        private volatile @Nullable CompletableFuture<T> running;
        private volatile boolean begun;

        /**
         * @param attempt starts it on a host; runs what it is given before anything is sent that may have an effect
         * @param unwanted takes a result that came when nobody waited for it any more
         */
        OfFuture(
                HostRouter<PoolClient> router,
                Wish wish,
                BiFunction<PoolClient, Runnable, CompletableFuture<T>> attempt,
                Consumer<? super T> unwanted) {
            super(router);
            this.wish = wish;
            this.attempt = attempt;
            this.unwanted = unwanted;
        }

        CompletableFuture<T> run() {
            router.lead(this);
            return future;
        }

        /** From now on it is not tried anywhere else. */
        private void begin() {
            begun = true;
        }

        @Override
        protected void start(PoolClient host) {
            CompletableFuture<T> current;
            try {
                current = attempt.apply(host, this::begin);
            } catch (RuntimeException e) {
                future.fail(e);
                return;
            }
            running = current;
            if (future.isDone()) {
                current.cancel(false);
            }
            current.whenComplete((result, failure) -> {
                if (failure == null) {
                    if (!future.succeed(result)) {
                        unwanted.accept(result);
                    }
                } else {
                    ended(LeaseUse.cause(failure), host);
                }
            });
        }

        private void ended(Throwable failure, PoolClient host) {
            if (!begun && failure instanceof ReplicaWait.BehindException) {
                wish = Wish.PRIMARY;
                router.lead(this);
            } else if (!begun && !future.isDone() && isNotSent(failure)) {
                back(host, failure);
            } else {
                future.fail(failure);
            }
        }

        private void abandon() {
            CompletableFuture<T> current = running;
            if (current != null) {
                current.cancel(false);
            }
        }

        @Override
        void failed(MySqlPoolException failure) {
            future.fail(failure);
        }

        @Override
        protected boolean isForReplicas() {
            return wish == Wish.REPLICA;
        }

        @Override
        protected boolean isPatient() {
            return wish != Wish.PRIMARY_NOW;
        }

        @Override
        protected boolean isAbandoned() {
            return future.isDone();
        }
    }
}
