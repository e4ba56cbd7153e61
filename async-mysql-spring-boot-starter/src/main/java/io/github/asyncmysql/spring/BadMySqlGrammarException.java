package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlServerException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.InvalidDataAccessResourceUsageException;

/**
 * The server did not understand the statement: wrong syntax, or a table, column or routine that does not exist. Spring's
 * own {@code BadSqlGrammarException} is for JDBC only. Immutable.
 */
public class BadMySqlGrammarException extends InvalidDataAccessResourceUsageException {

    private static final long serialVersionUID = 1L;

    private final int errorCode;
    private final String sqlState;
    private final @Nullable String sql;

    public BadMySqlGrammarException(String message, MySqlServerException cause) {
        super(message, cause);
        this.errorCode = cause.errorCode();
        this.sqlState = cause.sqlState();
        this.sql = cause.sql();
    }

    /** The server's error number. */
    public int errorCode() {
        return errorCode;
    }

    /** The five characters of SQLSTATE. */
    public String sqlState() {
        return sqlState;
    }

    /** The statement, shortened to 200 characters; {@code null} if the error does not belong to a statement. */
    public @Nullable String sql() {
        return sql;
    }
}
