/**
 * Measures this driver against its peers: the same work, the same server, each client in a JVM of its own.
 *
 * <p>{@link io.github.asyncmysql.benchmark.Benchmark} starts the server and the rounds,
 * {@link io.github.asyncmysql.benchmark.Measurement} is the main class of each measuring JVM. What is measured stands in
 * {@code load}, who takes part in {@code client}, the goals in {@link io.github.asyncmysql.benchmark.Goal}. Compiled by the
 * Maven profile {@code jmh} alone; may depend on both and on the test servers.
 */
@NullMarked
package io.github.asyncmysql.benchmark;

import org.jspecify.annotations.NullMarked;
