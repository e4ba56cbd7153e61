/**
 * What BlockHound is told about the driver, where an application's tests run with it. A leaf: it names classes of other
 * rooms, and uses none.
 *
 * <p>Read next: {@link io.github.asyncmysql.internal.blockhound.DriverIntegration}.
 */
@NullMarked
package io.github.asyncmysql.internal.blockhound;

import org.jspecify.annotations.NullMarked;
