package io.github.asyncmysql.benchmark;

import io.vertx.core.AsyncResult;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.Executor;

/** Confined to the event loop. */
final class VertxPointSelect implements Operation {

    private final VertxSetup setup = new VertxSetup();
    private final SqlClient client;
    private final PreparedQuery<RowSet<Row>> query;

    /** @param pipeliningLimit 1 for a pool; more for the pooled client, the only one that pipelines on pooled connections */
    VertxPointSelect(Target target, int pipeliningLimit) {
        var builder = pipeliningLimit == 1 ? MySQLBuilder.pool() : MySQLBuilder.client();
        client = builder.with(VertxSetup.poolOptions(Workload.POOL_SIZE))
                .connectingTo(VertxSetup.options(target, pipeliningLimit))
                .using(setup.vertx())
                .build();
        query = client.preparedQuery(Workload.POINT_SQL);
    }

    @Override
    public Executor eventLoop() {
        return setup.eventLoop();
    }

    @Override
    public void start(int id, Completion completion) {
        query.execute(Tuple.of(id)).onComplete(result -> complete(result, completion));
    }

    private static void complete(AsyncResult<RowSet<Row>> result, Completion completion) {
        if (result.failed()) {
            completion.failed(result.cause());
            return;
        }
        long checksum = 0;
        for (Row row : result.result()) {
            checksum += VertxSetup.checksum(row);
        }
        completion.done(result.result().size(), checksum);
    }

    @Override
    public void close() {
        setup.close();
    }
}
