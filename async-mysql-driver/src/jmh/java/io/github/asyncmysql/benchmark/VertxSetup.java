package io.github.asyncmysql.benchmark;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import java.util.concurrent.Executor;

/** What all Vert.x contenders share: one event loop, cached prepared statements, no TLS. Thread-safe. */
final class VertxSetup implements AutoCloseable {

    private static final int STATEMENT_CACHE_SIZE = 256;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();

    Vertx vertx() {
        return vertx;
    }

    Executor eventLoop() {
        return task -> context.runOnContext(ignored -> task.run());
    }

    static MySQLConnectOptions options(Target target, int pipeliningLimit) {
        MySQLConnectOptions options = new MySQLConnectOptions()
                .setHost(target.host())
                .setPort(target.port())
                .setUser(target.username())
                .setPassword(target.password())
                .setDatabase(target.database())
                .setSslMode(SslMode.DISABLED)
                .setPipeliningLimit(pipeliningLimit);
        options.setCachePreparedStatements(true).setPreparedStatementCacheMaxSize(STATEMENT_CACHE_SIZE);
        return options;
    }

    static PoolOptions poolOptions(int size) {
        return new PoolOptions().setMaxSize(size);
    }

    static long checksum(Row row) {
        return Account.checksum(
                row.getLong(0),
                row.getString(1),
                row.getBigDecimal(2),
                row.getDouble(3),
                row.getLocalDateTime(4),
                row.getString(5));
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
