package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.PoolConfig;

/**
 * One of several hosts. Thread-safe.
 *
 * @param address where it is
 * @param client its pool
 * @param probe finds out how it is
 * @param start lets the pool begin
 */
public record PooledHost(HostAndPort address, PoolClient client, HostProbe probe, Runnable start) {

    /** Makes what belongs to a host. Thread-safe; may read files. */
    @FunctionalInterface
    public interface Factory {

        /**
         * @param settings for the pool
         * @throws IllegalArgumentException if a file named in the settings cannot be used
         */
        PooledHost make(HostAndPort address, PoolConfig settings);
    }

    /** Ends what nobody has used. */
    void discard() {
        client.closeAsync();
        probe.close();
    }
}
