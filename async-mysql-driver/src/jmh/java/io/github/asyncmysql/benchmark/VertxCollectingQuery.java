package io.github.asyncmysql.benchmark;

import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlResult;
import java.util.concurrent.Executor;
import java.util.stream.Collector;

/** The whole result in one answer, each row summed up by a collector as it arrives. Confined to the event loop. */
final class VertxCollectingQuery implements Operation {

    private final VertxSetup setup = new VertxSetup();
    private final PreparedQuery<SqlResult<Sum>> query;

    VertxCollectingQuery(Target target) {
        Pool pool = MySQLBuilder.pool()
                .with(VertxSetup.poolOptions(Workload.STREAM.users()))
                .connectingTo(VertxSetup.options(target, 1))
                .using(setup.vertx())
                .build();
        query = pool.preparedQuery(Workload.STREAM_SQL)
                .collecting(
                        Collector.<Row, Sum>of(Sum::new, (sum, row) -> sum.add(VertxSetup.checksum(row)), Sum::plus));
    }

    @Override
    public Executor eventLoop() {
        return setup.eventLoop();
    }

    @Override
    public void start(int id, Completion completion) {
        query.execute().onComplete(result -> {
            if (result.failed()) {
                completion.failed(result.cause());
            } else {
                Sum sum = result.result().value();
                completion.done(sum.rows, sum.checksum);
            }
        });
    }

    @Override
    public void close() {
        setup.close();
    }

    /** Rows seen so far. Confined to the event loop. */
    private static final class Sum {

        private int rows;
        private long checksum;

        void add(long rowChecksum) {
            rows++;
            checksum += rowChecksum;
        }

        Sum plus(Sum other) {
            rows += other.rows;
            checksum += other.checksum;
            return this;
        }
    }
}
