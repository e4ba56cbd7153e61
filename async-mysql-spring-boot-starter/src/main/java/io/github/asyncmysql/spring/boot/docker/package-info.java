/**
 * What containers of MySQL and MariaDB say about themselves, for {@code boot.testcontainers} and
 * {@code boot.docker.compose}.
 *
 * <p>May depend on spring-core and the JDK only. Read next:
 * {@link io.github.asyncmysql.spring.boot.docker.ServerEnvironment}.
 */
@NullMarked
package io.github.asyncmysql.spring.boot.docker;

import org.jspecify.annotations.NullMarked;
