package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.driver.DriverResources;
import java.util.concurrent.Executor;

/** What all contenders of this project share: one event loop, no TLS, everything else as it comes. Thread-safe. */
final class AsyncMySqlSetup implements AutoCloseable {

    private final DriverResources resources = DriverResources.create("async-mysql", 1);
    private final MySqlPool pool;

    AsyncMySqlSetup(Target target, int poolSize) {
        MySqlConfig config = MySqlConfig.builder()
                .host(target.host())
                .port(target.port())
                .username(target.username())
                .password(target.password())
                .database(target.database())
                .sslMode(SslMode.DISABLED)
                .allowPublicKeyRetrieval(true)
                .build();
        pool = AsyncMySql.pool(config, PoolConfig.builder().maxSize(poolSize).build(), resources);
    }

    MySqlPool pool() {
        return pool;
    }

    Executor eventLoop() {
        return resources.eventLoopGroup();
    }

    static Account account(Row row) {
        return new Account(
                row.getLong(0),
                row.getString(1),
                row.getBigDecimal(2),
                row.getDouble(3),
                row.getLocalDateTime(4),
                row.getString(5));
    }

    @Override
    public void close() {
        pool.close();
        resources.close();
    }
}
