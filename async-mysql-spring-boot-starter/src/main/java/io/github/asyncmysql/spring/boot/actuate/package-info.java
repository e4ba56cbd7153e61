/**
 * Operations: the health indicator, the meters and the actuator endpoint {@code asyncmysql}.
 *
 * <p>Each part needs an optional dependency and is configured only when that is present. May depend on Spring Boot's
 * health, actuator and metrics modules, on {@code boot.autoconfigure} and on the driver's API; nothing depends on it. Read
 * next: {@link io.github.asyncmysql.spring.boot.actuate.AsyncMySqlHealthIndicator}.
 */
@NullMarked
package io.github.asyncmysql.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
