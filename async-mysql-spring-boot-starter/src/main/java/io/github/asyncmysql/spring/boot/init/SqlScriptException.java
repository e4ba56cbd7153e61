package io.github.asyncmysql.spring.boot.init;

import io.github.asyncmysql.spring.SqlScript;
import org.springframework.core.io.Resource;
import org.springframework.dao.NonTransientDataAccessException;

/** A script could not be read or run; the message names the file, the line and the statement. Immutable. */
public class SqlScriptException extends NonTransientDataAccessException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_STATEMENT = 200;

    SqlScriptException(Resource script, Throwable cause) {
        super("Could not read " + script.getDescription() + ": " + cause.getMessage(), cause);
    }

    SqlScriptException(Resource script, SqlScript.Statement statement, Throwable cause) {
        super(describe(script, statement) + ": " + cause.getMessage(), cause);
    }

    static String describe(Resource script, SqlScript.Statement statement) {
        String sql = statement.sql().length() <= LONGEST_STATEMENT
                ? statement.sql()
                : statement.sql().substring(0, LONGEST_STATEMENT) + "…";
        return "Failed in line " + statement.line() + " of " + script.getDescription() + ", at the statement: " + sql;
    }
}
