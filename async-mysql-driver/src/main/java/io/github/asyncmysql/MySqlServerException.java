package io.github.asyncmysql;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server answered with an error packet. The connection stays usable unless {@link #isFatal()}.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/9.4/en/server-error-reference.html">MySQL server errors</a>
 */
public final class MySqlServerException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private static final Set<Integer> DUPLICATE_KEY = Set.of(1022, 1062, 1169, 1557, 1586, 1859);
    private static final Set<Integer> FATAL = Set.of(
            1040, 1042, 1043, 1047, 1053, 1077, 1078, 1079, 1080, 1081, 1129, 1130, 1152, 1153, 1156, 1157, 1158, 1159,
            1160, 1161, 1184, 1927, 3032, 3169, 4031);
    private static final Set<Integer> READ_ONLY = Set.of(1290, 1836);
    private static final Set<Integer> TRANSACTION_CONFLICT = Set.of(1020, 1205, 1213, 3101);
    private static final Set<Integer> TRANSIENT = Set.of(1040, 1053, 1203, 1205, 1213, 3101, 3572, 4031);

    private static final Set<Integer> PASSWORD_EXPIRED = Set.of(1820, 1862);
    private static final String EXPIRED_ADVICE =
            "; the password of the account has expired: set a new one from another account"
                    + " (ALTER USER … IDENTIFIED BY …), or with a client that can, such as mysql, and give it to this one";

    private final int errorCode;
    private final String sqlState;
    private final String serverMessage;
    private final @Nullable String sql;
    private final transient @Nullable List<ResultPart> completedResults;

    /**
     * @param errorCode the server's error number, 0 to 65535
     * @param sqlState five characters; {@code HY000} where the server sent none
     * @param serverMessage the server's text, escaped and bounded
     * @param sql the statement, shortened; {@code null} if the error does not belong to a statement
     */
    public MySqlServerException(
            int errorCode, String sqlState, String serverMessage, @Nullable String sql, Outcome outcome) {
        super(message(errorCode, sqlState, serverMessage, sql), outcome, null);
        this.errorCode = errorCode;
        this.sqlState = sqlState;
        this.serverMessage = serverMessage;
        this.sql = sql;
        this.completedResults = null;
    }

    /**
     * The same error behind results that were complete already.
     *
     * @param error what the server answered
     * @param completedResults what it had returned before
     */
    public MySqlServerException(MySqlServerException error, List<ResultPart> completedResults) {
        super(String.valueOf(error.getMessage()), error.outcome(), error);
        this.errorCode = error.errorCode;
        this.sqlState = error.sqlState;
        this.serverMessage = error.serverMessage;
        this.sql = error.sql;
        this.completedResults = List.copyOf(completedResults);
    }

    private static String message(int errorCode, String sqlState, String serverMessage, @Nullable String sql) {
        String text = serverMessage + " (error " + errorCode + ", SQLSTATE " + sqlState + ")"
                + (PASSWORD_EXPIRED.contains(errorCode) ? EXPIRED_ADVICE : "");
        return sql == null ? text : text + " in: " + sql;
    }

    /** The server's error number. */
    public int errorCode() {
        return errorCode;
    }

    /** The five characters of SQLSTATE. */
    public String sqlState() {
        return sqlState;
    }

    /** The server's own text. */
    public String serverMessage() {
        return serverMessage;
    }

    /** The statement, shortened to 200 characters. */
    public @Nullable String sql() {
        return sql;
    }

    /**
     * The results that were complete before the error came, where several were asked for by {@link SqlStatement#results()}
     * or {@link SqlStatement#call()}; else empty. They are lost when the exception is serialised.
     */
    public List<ResultPart> completedResults() {
        return completedResults == null ? List.of() : completedResults;
    }

    /** What the error is about, in the groups that Python's drivers have. */
    public ErrorClass errorClass() {
        return ErrorClass.of(errorCode);
    }

    /** A unique or primary key has the value already. */
    public boolean isDuplicateKey() {
        return DUPLICATE_KEY.contains(errorCode);
    }

    /** The transaction was chosen as a deadlock's victim and has been rolled back by the server (1213). */
    public boolean isDeadlock() {
        return errorCode == 1213;
    }

    /**
     * The transaction lost against another one, and may succeed if <em>all</em> of it is repeated: deadlock (1213), lock wait
     * timeout (1205), certification failure in a cluster (3101), and a row that has changed since the snapshot (1020,
     * MariaDB). After 1205 the transaction is still open.
     */
    public boolean isTransactionConflict() {
        return TRANSACTION_CONFLICT.contains(errorCode);
    }

    /** Waiting for a row lock took too long; only the statement was undone (1205, and 3572 for {@code NOWAIT}). */
    public boolean isLockWaitTimeout() {
        return errorCode == 1205 || errorCode == 3572;
    }

    /** The server stopped the statement: {@code KILL QUERY} (1317) or an execution time limit (3024, MariaDB 1969). */
    public boolean isInterrupted() {
        return errorCode == 1317 || errorCode == 3024 || errorCode == 1969;
    }

    /** User name, password or host were refused (1044, 1045, 1698, 3118, 1820, 1862). */
    public boolean isAccessDenied() {
        return errorCode == 1045
                || errorCode == 1044
                || errorCode == 1698
                || errorCode == 3118
                || errorCode == 1820
                || errorCode == 1862;
    }

    /** The database named at login does not exist (1049). */
    public boolean isUnknownDatabase() {
        return errorCode == 1049;
    }

    /** The server refuses writes, as the old one does after a failover (1836, and 1290 for a read-only option). */
    public boolean isReadOnlyServer() {
        boolean other = errorCode == 1290 && !serverMessage.contains("read-only");
        return READ_ONLY.contains(errorCode) && !other;
    }

    /** The session has ended with this error: shutdown, kill, idle timeout, offline mode, lost synchronisation. */
    public boolean isFatal() {
        return FATAL.contains(errorCode) || sqlState.startsWith("08");
    }

    @Override
    public boolean isTransient() {
        return TRANSIENT.contains(errorCode);
    }
}
