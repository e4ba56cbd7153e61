package io.github.asyncmysql.internal.command;

/**
 * What a statement sends when the server asks for a local file. Whoever carries the bytes begins it; the command ends it
 * early when there is no need for it any more.
 *
 * <p>Confined to the event loop.
 */
public interface LocalData {

    /** Nothing more is wanted. Does nothing if everything was sent, or nothing was ever asked for. */
    void cancel();
}
