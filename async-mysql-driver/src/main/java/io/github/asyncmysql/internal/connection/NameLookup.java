package io.github.asyncmysql.internal.connection;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;

/**
 * How the addresses of a host are found, which blocks, and where it may do so: never on an event loop. Thread-safe.
 *
 * @param threads where {@code resolver} runs
 * @param resolver what finds addresses
 */
public record NameLookup(Executor threads, Resolver resolver) {

    /** Finds the addresses of a host. */
    @FunctionalInterface
    public interface Resolver {

        /**
         * The addresses, in the order in which they are to be tried. May block for as long as it takes.
         *
         * @throws UnknownHostException if the host has none
         */
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** Resolves as the JVM does. */
    public static NameLookup ofJvm(Executor threads) {
        return new NameLookup(threads, InetAddress::getAllByName);
    }
}
