package io.github.asyncmysql.internal.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * How names are looked up, which blocks, and where it may do so: never on an event loop. Thread-safe.
 *
 * @param threads where the others run
 * @param resolver what finds addresses
 * @param services what finds the hosts of a service
 */
public record NameLookup(Executor threads, Resolver resolver, Services services) {

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

    /** Finds the SRV records of a name. */
    @FunctionalInterface
    public interface Services {

        /**
         * The records, each as {@code priority weight port target}; none if the name has no such records. May block for as
         * long as it takes.
         *
         * @throws UnknownHostException if there is no such name
         * @throws IOException if nobody can tell now
         */
        List<String> records(String name) throws IOException;
    }

    /**
     * Runs a look-up where it may block.
     *
     * @throws java.util.concurrent.RejectedExecutionException if these threads have ended
     */
    public void start(Runnable lookUp) {
        threads.execute(lookUp);
    }

    /** Looks names up as the JVM does. */
    public static NameLookup ofJvm(Executor threads) {
        return new NameLookup(threads, InetAddress::getAllByName, DnsServices.ofSystem());
    }
}
