/**
 * Measures this driver against its peers: the same work, the same server, each client in a JVM of its own.
 *
 * <p>{@link io.github.asyncmysql.benchmark.Benchmark} starts the server and the rounds,
 * {@link io.github.asyncmysql.benchmark.Measurement} is the main class of each measuring JVM,
 * {@link io.github.asyncmysql.benchmark.Contender} lists who does what. To add a client or a workload, write one
 * {@link io.github.asyncmysql.benchmark.Operation} and name it there. Compiled by the Maven profile {@code jmh} alone; may
 * depend on the driver's public API, on the test servers and on the peers.
 */
@NullMarked
package io.github.asyncmysql.benchmark;

import org.jspecify.annotations.NullMarked;
