package io.github.asyncmysql;

import java.util.concurrent.CompletionStage;

/**
 * Prepares the sessions of a pool by code, where statements that are the same for all of them ({@link
 * MySqlConfig#initSql()}) do not do. It is called for each new connection, behind those statements and before anybody borrows
 * it, and again each time a session was reset, because that takes away whatever was prepared.
 *
 * <p>Called on the connection's event loop: must not block. Has to be thread-safe.
 */
@FunctionalInterface
public interface SessionInitializer {

    /**
     * Prepares a session.
     *
     * @param connection can be used until the returned stage ends; closing it before means that nothing more is to be done
     * @return ends when the session is prepared, within {@link MySqlConfig#connectTimeout()}. If it fails, or leaves a
     *     transaction open, so does opening the connection: the pool tries again after a pause, and whoever waits in vain is
     *     told why. After a reset the connection is closed, and replaced.
     */
    CompletionStage<?> initialize(MySqlConnection connection);
}
