/**
 * The public API: interfaces, records and exceptions.
 *
 * <p>This package is the bottom of the driver. It depends on the JDK alone, so that code written against it sees no
 * transport, no protocol and no framework. Instances come from the front door,
 * {@code io.github.asyncmysql.driver.AsyncMySql}.
 *
 * <p>Three ideas carry the whole API:
 * <ul>
 *   <li>{@link io.github.asyncmysql.MySqlClient#sql(String)} starts a statement on a pool, a connection or a
 *       transaction alike.
 *   <li>A {@link java.util.concurrent.CompletableFuture} is hot: the statement is already on its way. A
 *       {@link java.util.concurrent.Flow.Publisher} is cold: it runs when somebody subscribes.
 *   <li>Every failure is a {@link io.github.asyncmysql.MySqlException} that says what is known about the statement's
 *       {@linkplain io.github.asyncmysql.Outcome outcome}.
 * </ul>
 */
@NullMarked
package io.github.asyncmysql;

import org.jspecify.annotations.NullMarked;
