/**
 * A small ledger that shows how to use async-mysql in a Spring Boot application.
 *
 * <p>This package starts the application and creates its tables. It depends on the starter's public API only. Read
 * {@code ledger} next, which holds every statement, then {@code web}.
 */
@NullMarked
package io.github.asyncmysql.sample;

import org.jspecify.annotations.NullMarked;
