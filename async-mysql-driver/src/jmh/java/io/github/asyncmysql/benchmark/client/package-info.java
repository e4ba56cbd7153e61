/**
 * The clients that are compared, one class each, and the floor below all of them.
 *
 * <p>{@link io.github.asyncmysql.benchmark.client.Contender} lists who takes part in what. May depend on the driver's public
 * API, on the peers and on {@code io.github.asyncmysql.benchmark.load}.
 */
@NullMarked
package io.github.asyncmysql.benchmark.client;

import org.jspecify.annotations.NullMarked;
