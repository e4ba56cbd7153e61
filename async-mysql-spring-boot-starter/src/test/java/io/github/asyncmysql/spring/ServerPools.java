package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.function.Consumer;

/** Pools on test servers. Stateless. */
final class ServerPools {

    private ServerPools() {}

    static MySqlPool open(TestServer server, PoolConfig poolConfig) {
        return open(server, poolConfig, settings -> {});
    }

    /** One connection, with further settings. */
    static MySqlPool open(TestServer server, Consumer<MySqlConfig.Builder> further) {
        return open(server, PoolConfig.builder().maxSize(1).build(), further);
    }

    static MySqlPool open(TestServer server, PoolConfig poolConfig, Consumer<MySqlConfig.Builder> further) {
        MySqlConfig.Builder config = MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .database(server.database());
        further.accept(config);
        return AsyncMySql.pool(config.build(), poolConfig);
    }
}
