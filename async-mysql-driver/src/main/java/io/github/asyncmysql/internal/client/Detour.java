package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.internal.connection.WireConnection;
import org.jspecify.annotations.Nullable;

/** Where a statement goes that was not executed where it was sent. Thread-safe. */
interface Detour {

    /** Whether there may be a better place for what failed like this. */
    boolean leadsOnAfter(Throwable failure);

    /** It is about to be sent. On the event loop. */
    default void sending(WireConnection target) {}

    /** It has ended on the server, before anybody hears of that. On the event loop. */
    default void ended() {}

    /** Why an answer is to be thrown away, after which it fails with that; {@code null} for no reason. */
    default @Nullable Throwable objection() {
        return null;
    }

    /** Starts it there, now or later, by {@link Operation#startAgainOn}, or lets it fail. */
    void leadOn();
}
