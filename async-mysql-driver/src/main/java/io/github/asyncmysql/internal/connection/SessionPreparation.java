package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.command.SimpleCommand;

/**
 * What somebody outside of this room does to each session before it may be used.
 *
 * <p>Thread-safe.
 */
@FunctionalInterface
public interface SessionPreparation {

    /** Nothing. */
    SessionPreparation NONE = (connection, done) -> done.ended(null);

    /**
     * Prepares a session. Called on its event loop.
     *
     * @param done to be called once, on any thread
     */
    void prepare(WireConnection connection, SimpleCommand.Listener done);
}
