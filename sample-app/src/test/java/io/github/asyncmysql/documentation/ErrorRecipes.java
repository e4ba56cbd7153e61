package io.github.asyncmysql.documentation;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.QueryTimeoutException;

/** What the page about errors shows. Thread-safe. */
final class ErrorRecipes {

    private ErrorRecipes() {}

    // region errors-join
    static String add(MySqlPool pool, String name) {
        try {
            pool.sql("insert into products (name, price, stock) values (?, 1, 0)")
                    .params(name)
                    .update()
                    .join();
            return "added";
        } catch (CompletionException e) { // join() wraps what the future has failed with
            if (e.getCause() instanceof MySqlServerException refused && refused.isDuplicateKey()) {
                return "there already";
            }
            throw e;
        }
    }
    // endregion

    // region errors-unwrap
    /** Behind thenApply and thenCompose a failure is wrapped, directly on the driver's future it is not. */
    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
    // endregion

    // region errors-kinds
    static String explain(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof MySqlServerException refused) {
            return "refused by the server: " + refused.errorCode() + " " + refused.sqlState();
        }
        if (cause instanceof MySqlTimeoutException late) {
            return late.limit() + " limit of " + late.duration() + " is over";
        }
        if (cause instanceof MySqlPoolException unserved) {
            return "no connection: " + unserved.reason();
        }
        if (cause instanceof MySqlException other) {
            return other.getClass().getSimpleName() + ", " + other.outcome();
        }
        return "not the database: " + cause;
    }
    // endregion

    // region errors-outcome
    /** Whether the same statement may be sent again without asking what it does. */
    static boolean mayBeRepeated(Throwable failure) {
        return unwrap(failure) instanceof MySqlException known
                && known.isTransient()
                && known.outcome() != Outcome.UNKNOWN;
    }
    // endregion

    // region errors-spring
    static CompletableFuture<String> addWithSpring(AsyncMySqlOperations mysql, String name) {
        return mysql.update("insert into products (name, price, stock) values (?, 1, 0)", name)
                .handle((added, failure) -> {
                    if (failure instanceof DuplicateKeyException) {
                        return "there already";
                    }
                    if (failure instanceof QueryTimeoutException
                            || failure instanceof DataAccessResourceFailureException) {
                        return "try later";
                    }
                    if (failure != null) {
                        throw new CompletionException(failure);
                    }
                    return "added";
                });
    }
    // endregion
}
