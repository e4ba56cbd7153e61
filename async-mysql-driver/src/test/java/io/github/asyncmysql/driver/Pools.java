package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;

/** Settings and pools for the servers that tests run on. */
final class Pools {

    private Pools() {}

    static MySqlConfig.Builder config(TestServer server) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .database(server.database());
    }

    static MySqlPool pool(TestServer server, int maxSize) {
        return pool(config(server), maxSize);
    }

    static MySqlPool pool(MySqlConfig.Builder config, int maxSize) {
        return AsyncMySql.pool(
                config.build(),
                PoolConfig.builder()
                        .minSize(0)
                        .maxSize(maxSize)
                        .acquireTimeout(Duration.ofSeconds(20))
                        .build());
    }
}
