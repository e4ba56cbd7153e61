/**
 * The template: {@link io.github.asyncmysql.spring.AsyncMySqlTemplate} adds named parameters, Spring's
 * {@link org.springframework.dao.DataAccessException}s and Spring's words to a
 * {@link io.github.asyncmysql.MySqlPool}.
 *
 * <p>Usable without Spring Boot. May depend on the driver's API, spring-core, spring-tx and the JDK; neither on Boot nor
 * on the driver's front door. Read next: {@link io.github.asyncmysql.spring.AsyncMySqlOperations}, then
 * {@code io.github.asyncmysql.spring.boot.autoconfigure}.
 */
@NullMarked
package io.github.asyncmysql.spring;

import org.jspecify.annotations.NullMarked;
