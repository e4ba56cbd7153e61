/**
 * Connection details from Testcontainers, for {@code @ServiceConnection}.
 *
 * <p>Needs the optional dependencies spring-boot-testcontainers and testcontainers. May depend on
 * {@code boot.autoconfigure} and {@code boot.docker}; nothing depends on it. Start with
 * {@code AsyncMySqlContainerConnectionDetailsFactory}.
 */
@NullMarked
package io.github.asyncmysql.spring.boot.testcontainers;

import org.jspecify.annotations.NullMarked;
