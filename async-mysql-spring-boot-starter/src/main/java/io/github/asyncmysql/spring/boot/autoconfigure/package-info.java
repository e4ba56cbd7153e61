/**
 * Spring Boot's auto-configuration: from {@code async-mysql.*} to a pool and a template.
 *
 * <p>Everything backs off to a bean of the user's own. May depend on Spring Boot, on {@code spring} and on the driver,
 * the front door included; not on actuator or Micrometer, which are optional and live in {@code boot.actuate}. Read next:
 * {@link io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration}.
 */
@NullMarked
package io.github.asyncmysql.spring.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
