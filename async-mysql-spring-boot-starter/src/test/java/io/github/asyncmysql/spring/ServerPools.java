package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.TestServer;

/** Pools on test servers. Stateless. */
final class ServerPools {

    private ServerPools() {}

    static MySqlPool open(TestServer server, PoolConfig poolConfig) {
        MySqlConfig config = MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .database(server.database())
                .build();
        return AsyncMySql.pool(config, poolConfig);
    }
}
