package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlBatchException;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.MySqlUnsupportedException;
import io.github.asyncmysql.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.dao.TypeMismatchDataAccessException;
import org.springframework.dao.support.PersistenceExceptionTranslator;

/**
 * Turns the driver's exceptions into Spring's {@link DataAccessException}s: by the server's error number first, since the
 * server reports lock wait timeouts, execution time limits and check constraints under the catch-all SQLSTATE
 * {@code HY000}, then by the class of SQLSTATE. The cause is always the driver's exception. Thread-safe.
 */
public final class MySqlExceptionTranslator implements PersistenceExceptionTranslator {

    private static final Map<Integer, Category> BY_NUMBER = new HashMap<>();
    private static final Map<String, Category> BY_STATE_CLASS = Map.ofEntries(
            Map.entry("07", Category.GRAMMAR),
            Map.entry("08", Category.RESOURCE),
            Map.entry("0A", Category.API_USAGE),
            Map.entry("21", Category.GRAMMAR),
            Map.entry("22", Category.INTEGRITY),
            Map.entry("23", Category.INTEGRITY),
            Map.entry("25", Category.RESOURCE_USAGE),
            Map.entry("27", Category.INTEGRITY),
            Map.entry("28", Category.PERMISSION),
            Map.entry("40", Category.LOCK),
            Map.entry("42", Category.GRAMMAR),
            Map.entry("44", Category.INTEGRITY),
            Map.entry("53", Category.RESOURCE),
            Map.entry("70", Category.TRANSIENT_RESOURCE));

    static {
        add(Category.DUPLICATE_KEY, 1022, 1062, 1169, 1557, 1586, 1859);
        add(Category.INTEGRITY, 1048, 1216, 1217, 1263, 1264, 1265, 1292, 1364, 1366, 1406, 1411, 1451, 1452, 1525);
        add(Category.INTEGRITY, 1690, 1761, 1762, 3140, 3819, 4025);
        add(Category.LOCK, 1205, 1213, 3572);
        // MariaDB reports a write conflict of snapshot isolation as 1020, group replication one at commit as 3101.
        add(Category.CONFLICT, 1020, 3101);
        add(Category.QUERY_TIMEOUT, 1969, 3024);
        add(Category.PERMISSION, 1044, 1045, 1130, 1142, 1143, 1227, 1370, 1698, 1820, 1862, 3118);
        // 1317 is a KILL QUERY by somebody else: what the driver stops itself arrives as MySqlTimeoutException.
        add(Category.TRANSIENT_RESOURCE, 1040, 1203, 1226, 1290, 1317, 1836, 3032);
        add(Category.RESOURCE, 1021, 1030, 1037, 1038, 1041, 1053, 1114, 1135, 1927, 4031);
        add(Category.RESOURCE_USAGE, 1792);
        add(Category.GRAMMAR, 1049, 1054, 1064, 1146, 1305);
    }

    private static void add(Category category, int... numbers) {
        for (int number : numbers) {
            BY_NUMBER.put(number, category);
        }
    }

    /** For {@code @Repository} beans whose methods throw the driver's exceptions themselves. */
    @Override
    public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException failure) {
        return translate(failure) instanceof DataAccessException translated ? translated : null;
    }

    /**
     * Translates a failure.
     *
     * @param failure anything a future or publisher of the driver fails with
     * @return a {@link DataAccessException} if it is a {@link MySqlException}, possibly inside of a
     *     {@link CompletionException}; else the failure itself, without that wrapping
     */
    public Throwable translate(Throwable failure) {
        Throwable unwrapped = failure;
        while ((unwrapped instanceof CompletionException || unwrapped instanceof ExecutionException)
                && unwrapped.getCause() != null) {
            unwrapped = unwrapped.getCause();
        }
        return unwrapped instanceof MySqlException own ? translate(own) : unwrapped;
    }

    /** Translates one of the driver's exceptions, which becomes the cause. */
    public DataAccessException translate(MySqlException failure) {
        String message = Objects.requireNonNullElse(failure.getMessage(), "");
        if (failure instanceof MySqlServerException server) {
            return category(server).exception(message, server);
        }
        if (failure instanceof MySqlBatchException batch) {
            DataAccessException translated = translate(batch.failure());
            // Only this one tells what became of the other rows.
            translated.addSuppressed(batch);
            return translated;
        }
        if (failure instanceof MySqlTimeoutException timeout) {
            return timeout.limit() == MySqlTimeoutException.Limit.QUERY
                    ? new QueryTimeoutException(message, failure)
                    : new DataAccessResourceFailureException(message, failure);
        }
        if (failure instanceof MySqlPoolException) {
            // A pool that is merely busy may have a connection a moment later; one that cannot connect will not.
            return failure.isTransient() && failure.getCause() == null
                    ? new TransientDataAccessResourceException(message, failure)
                    : new DataAccessResourceFailureException(message, failure);
        }
        if (failure instanceof MySqlMappingException) {
            return failure.outcome() == Outcome.NOT_SENT
                    ? new InvalidDataAccessApiUsageException(message, failure)
                    : new TypeMismatchDataAccessException(message, failure);
        }
        if (failure instanceof MySqlConnectionException connection) {
            return connection.kind() == MySqlConnectionException.Kind.CLOSED
                    ? new InvalidDataAccessApiUsageException(message, failure)
                    : new DataAccessResourceFailureException(message, failure);
        }
        if (failure instanceof MySqlProtocolException) {
            return new DataAccessResourceFailureException(message, failure);
        }
        if (failure instanceof MySqlUnsupportedException) {
            return new InvalidDataAccessApiUsageException(message, failure);
        }
        throw new IllegalStateException("Unknown kind of failure: " + failure.getClass());
    }

    private static Category category(MySqlServerException failure) {
        Category byNumber = BY_NUMBER.get(failure.errorCode());
        if (byNumber != null) {
            return byNumber;
        }
        if (failure.isFatal()) {
            return Category.RESOURCE;
        }
        String state = failure.sqlState();
        return state.length() < 2
                ? Category.UNCATEGORIZED
                : BY_STATE_CLASS.getOrDefault(state.substring(0, 2), Category.UNCATEGORIZED);
    }

    /** Makes the exception of one of Spring's categories. */
    private interface Category {

        Category DUPLICATE_KEY = DuplicateKeyException::new;
        Category INTEGRITY = DataIntegrityViolationException::new;
        Category LOCK = CannotAcquireLockException::new;
        Category CONFLICT = PessimisticLockingFailureException::new;
        Category QUERY_TIMEOUT = QueryTimeoutException::new;
        Category PERMISSION = PermissionDeniedDataAccessException::new;
        Category TRANSIENT_RESOURCE = TransientDataAccessResourceException::new;
        Category RESOURCE = DataAccessResourceFailureException::new;
        Category RESOURCE_USAGE = InvalidDataAccessResourceUsageException::new;
        Category API_USAGE = InvalidDataAccessApiUsageException::new;
        Category GRAMMAR = BadMySqlGrammarException::new;
        Category UNCATEGORIZED = UncategorizedMySqlException::new;

        DataAccessException exception(String message, MySqlServerException cause);
    }
}
