package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.ServerInfo;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether several commands may be on their way to a server at a time. Some proxies and clustered servers answer the first
 * and never read those behind it, so that whoever waits for the second waits in vain. Each connection's set-up sends two
 * commands together, which shows what the server does: where the first is answered and the second is not, connections
 * that are opened from then on send one at a time.
 *
 * <p>Thread-safe.
 */
final class Pipelining {

    private static final Logger log = LoggerFactory.getLogger(Pipelining.class);

    private static final List<String> PROXIES = List.of("proxysql", "maxscale", "vitess");

    private enum State {
        UNPROVEN,
        PROVEN,
        /** Switched off, and no connection was opened since. */
        SUSPECT,
        OFF
    }

    private final int limit;
    private final String server;
    private final AtomicReference<State> state = new AtomicReference<>(State.UNPROVEN);

    /** @param limit how many commands may be on their way as long as nothing speaks against it; 1 or more */
    Pipelining(int limit, String server) {
        this.limit = limit;
        this.server = server;
    }

    /** Whether it may pass each statement on to another server, and make up what it says about the session. */
    static boolean isProxy(ServerInfo server) {
        String version = server.version().toLowerCase(Locale.ROOT);
        return PROXIES.stream().anyMatch(version::contains);
    }

    /** How many commands may be on their way on a connection that is opened now. */
    int limit() {
        State current = state.get();
        return current == State.SUSPECT || current == State.OFF ? 1 : limit;
    }

    boolean isUnproven() {
        return state.get() == State.UNPROVEN;
    }

    /** A command was answered that had been sent before the answer to another one came. */
    void proven() {
        state.set(State.PROVEN);
    }

    /**
     * Opening a connection has taken too long while the session was set up.
     *
     * @param secondUnanswered whether the first of two commands was answered, and nothing else was missing but the second
     */
    void timedOut(boolean secondUnanswered) {
        if (secondUnanswered && state.compareAndSet(State.UNPROVEN, State.SUSPECT)) {
            log.warn(
                    "{} has answered the first of two commands that were sent together, and not the second; from now on it"
                            + " gets one at a time. With pipelining-limit=1 connections begin so.",
                    server);
        } else if (!secondUnanswered) {
            // Sending one at a time has not helped: it was not that.
            state.compareAndSet(State.SUSPECT, State.UNPROVEN);
        }
    }

    /** A connection was opened; if that was done one command at a time, it is settled that the server needs it so. */
    void openedOneByOne() {
        state.compareAndSet(State.SUSPECT, State.OFF);
    }
}
