/**
 * {@code @AsyncMySqlTest}: tests of what an application does with its database, and of nothing else.
 *
 * <p>Needs the optional dependency spring-boot-test-autoconfigure, which spring-boot-starter-test brings. May depend on Spring's
 * and Spring Boot's test support and on {@code boot.autoconfigure}; nothing depends on it. Start with
 * {@link io.github.asyncmysql.spring.boot.test.AsyncMySqlTest}.
 */
@NullMarked
package io.github.asyncmysql.spring.boot.test;

import org.jspecify.annotations.NullMarked;
