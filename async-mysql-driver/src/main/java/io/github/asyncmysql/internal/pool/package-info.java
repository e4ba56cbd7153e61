/**
 * The connection pool. {@code PoolState} decides (no threads, clocks, locks, futures or I/O), {@code ConnectionPool} runs
 * what was decided, outside of its one lock.
 *
 * <p>May depend on the API only; knows neither MySQL nor Netty, it lends {@code PooledResource}s. Read next: {@code
 * PoolState}, then {@code internal.client}, which borrows.
 */
@NullMarked
package io.github.asyncmysql.internal.pool;

import org.jspecify.annotations.NullMarked;
