package io.github.asyncmysql;

/**
 * Something that runs SQL: a {@linkplain MySqlPool pool}, a {@linkplain MySqlConnection connection} or a
 * {@linkplain MySqlTransaction transaction}.
 *
 * <p>On a pool every statement borrows a connection of its own for just as long as it runs. On a connection and in a
 * transaction all statements use the same session and run in the order in which they were started.
 *
 * <p>Thread-safe.
 */
public interface MySqlClient {

    /**
     * Starts building a statement. Nothing is sent before one of the methods that return a future is called, or a
     * publisher is subscribed to.
     *
     * <p>The text may hold {@code ?} placeholders outside of strings, identifiers and comments; their values are given
     * with {@link SqlStatement#params(Object...)} and always travel apart from the text.
     *
     * @param sql one SQL statement, without a trailing semicolon
     * @return an immutable statement that can be run any number of times
     * @throws IllegalArgumentException if the text is blank
     */
    SqlStatement sql(String sql);
}
