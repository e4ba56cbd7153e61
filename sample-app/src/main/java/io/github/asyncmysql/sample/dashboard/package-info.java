/**
 * The page at {@code /}: what it shows of the pool, and the controls that it has while the sample is developed.
 *
 * <p>Depends on {@code ledger}, the pool, the application's meters and its health. Read
 * {@link io.github.asyncmysql.sample.dashboard.Sampler} next.
 */
@NullMarked
package io.github.asyncmysql.sample.dashboard;

import org.jspecify.annotations.NullMarked;
