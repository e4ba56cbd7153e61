/**
 * Events for the flight recorder of the JVM, where there is one. A leaf: it knows nothing of the driver.
 *
 * <p>Read next: {@link io.github.asyncmysql.internal.flight.FlightLog}, the only class that others may use besides
 * {@link io.github.asyncmysql.internal.flight.FlightStatement}. All others need the module {@code jdk.jfr}.
 */
@NullMarked
package io.github.asyncmysql.internal.flight;

import org.jspecify.annotations.NullMarked;
