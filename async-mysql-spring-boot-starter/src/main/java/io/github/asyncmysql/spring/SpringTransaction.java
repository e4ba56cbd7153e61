package io.github.asyncmysql.spring;

import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.TransactionOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.InvalidIsolationLevelException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionTimedOutException;

/** Reads Spring's {@link TransactionDefinition}. Stateless. */
final class SpringTransaction {

    private SpringTransaction() {}

    /** Starts a transaction where none is open. */
    static <T> CompletableFuture<T> start(
            TransactionDefinition definition, Function<TransactionOptions, CompletableFuture<T>> starter) {
        switch (definition.getPropagationBehavior()) {
            case TransactionDefinition.PROPAGATION_REQUIRED,
                    TransactionDefinition.PROPAGATION_REQUIRES_NEW,
                    TransactionDefinition.PROPAGATION_NESTED -> {}
            default -> {
                return CompletableFuture.failedFuture(new IllegalTransactionStateException(
                        "No transaction is open, and the propagation does not start one"));
            }
        }
        IsolationLevel isolation;
        try {
            isolation = isolation(definition.getIsolationLevel());
        } catch (InvalidIsolationLevelException failure) {
            return CompletableFuture.failedFuture(failure);
        }
        return limit(definition, starter.apply(new TransactionOptions(isolation, definition.isReadOnly())));
    }

    /** Lets the definition's timeout, if it has one, end what is running. */
    static <T> CompletableFuture<T> limit(TransactionDefinition definition, CompletableFuture<T> running) {
        int seconds = definition.getTimeout();
        if (seconds == TransactionDefinition.TIMEOUT_DEFAULT) {
            return running;
        }
        CompletableFuture<T> limited = running.newIncompleteFuture();
        running.orTimeout(seconds, TimeUnit.SECONDS).whenComplete((value, failure) -> {
            if (failure == null) {
                limited.complete(value);
            } else if (failure instanceof TimeoutException) {
                limited.completeExceptionally(new TransactionTimedOutException(
                        "Transaction was rolled back: it took longer than its timeout of " + seconds + " s"));
            } else {
                limited.completeExceptionally(failure);
            }
        });
        Translation.stopWith(limited, running);
        return limited;
    }

    /**
     * The level by the number that Spring gives it, {@code null} for the session's own.
     *
     * @throws InvalidIsolationLevelException if there is no such level
     */
    static @Nullable IsolationLevel isolation(int level) {
        return switch (level) {
            case TransactionDefinition.ISOLATION_DEFAULT -> null;
            case TransactionDefinition.ISOLATION_READ_UNCOMMITTED -> IsolationLevel.READ_UNCOMMITTED;
            case TransactionDefinition.ISOLATION_READ_COMMITTED -> IsolationLevel.READ_COMMITTED;
            case TransactionDefinition.ISOLATION_REPEATABLE_READ -> IsolationLevel.REPEATABLE_READ;
            case TransactionDefinition.ISOLATION_SERIALIZABLE -> IsolationLevel.SERIALIZABLE;
            default -> throw new InvalidIsolationLevelException("Unknown isolation level " + level);
        };
    }
}
