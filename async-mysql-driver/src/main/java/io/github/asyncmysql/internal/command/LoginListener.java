package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;

/**
 * Learns how a login ended: exactly one method is called, once.
 *
 * <p>Confined to the event loop.
 */
public interface LoginListener {

    /** The session is open. */
    void loggedIn(Session session);

    /** There is no session; the connection is of no further use. */
    void loginFailed(MySqlException failure);
}
