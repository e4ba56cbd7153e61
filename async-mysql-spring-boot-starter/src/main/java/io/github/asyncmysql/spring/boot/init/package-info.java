/**
 * The scripts of {@code spring.sql.init.*}, and the order of what prepares a database and what uses it.
 *
 * <p>Needs the optional dependency spring-boot-sql. May depend on {@code boot.autoconfigure}, on {@code spring} and on the driver;
 * nothing depends on it. Read next: {@link io.github.asyncmysql.spring.boot.init.AsyncMySqlScriptDatabaseInitializer}.
 */
@NullMarked
package io.github.asyncmysql.spring.boot.init;

import org.jspecify.annotations.NullMarked;
