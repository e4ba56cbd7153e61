/**
 * Connection details from services of Docker Compose.
 *
 * <p>Needs the optional dependency spring-boot-docker-compose. May depend on {@code boot.autoconfigure} and
 * {@code boot.docker}; nothing depends on it. Start with {@code AsyncMySqlDockerComposeConnectionDetailsFactory}.
 */
@NullMarked
package io.github.asyncmysql.spring.boot.docker.compose;

import org.jspecify.annotations.NullMarked;
