/**
 * The front door: {@link io.github.asyncmysql.driver.AsyncMySql} makes pools and connections, and is the only place that
 * wires the rooms below together.
 *
 * <p>May depend on everything else in the driver; nothing depends on it. Read next: {@code internal.client}.
 */
@NullMarked
package io.github.asyncmysql.driver;

import org.jspecify.annotations.NullMarked;
