package io.github.asyncmysql;

/** The isolation levels of SQL as InnoDB knows them. */
public enum IsolationLevel {
    READ_UNCOMMITTED("READ UNCOMMITTED"),
    READ_COMMITTED("READ COMMITTED"),
    REPEATABLE_READ("REPEATABLE READ"),
    SERIALIZABLE("SERIALIZABLE");

    private final String sql;

    IsolationLevel(String sql) {
        this.sql = sql;
    }

    /** The level in the words of {@code SET TRANSACTION ISOLATION LEVEL}. */
    public String sql() {
        return sql;
    }
}
