/**
 * One Micrometer observation per statement: a timer, and with a tracer a span.
 *
 * <p>Needs the optional dependency micrometer-observation. May depend on {@code spring}, on the driver's API and on
 * Micrometer, not on Boot. Start with {@link io.github.asyncmysql.spring.observation.ObservedStatements}; read next:
 * {@link io.github.asyncmysql.spring.observation.StatementObservationConvention}.
 */
@NullMarked
package io.github.asyncmysql.spring.observation;

import org.jspecify.annotations.NullMarked;
