package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.PoolConfig;

/**
 * What an auto-configured pool was made from. There is a bean of this type for each. Immutable.
 *
 * @param prefix what the names of its properties start with, such as {@code async-mysql}
 * @param connection the settings of its connections
 * @param pool the settings of the pool itself
 * @param fromProperties whether address and account come from properties, and not from a bean of type
 *     {@link AsyncMySqlConnectionDetails}
 */
public record AsyncMySqlPoolSettings(String prefix, MySqlConfig connection, PoolConfig pool, boolean fromProperties) {}
