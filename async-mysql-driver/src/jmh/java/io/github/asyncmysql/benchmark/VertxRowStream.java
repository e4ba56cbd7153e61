package io.github.asyncmysql.benchmark;

import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowStream;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** A row stream over a server-side cursor, on connections that are prepared once and kept. Confined to the event loop. */
final class VertxRowStream implements Operation {

    /** 250, 4,000 and 16,000 were all slower where they were tried. */
    private static final int FETCH_SIZE = 1_000;

    private final VertxSetup setup = new VertxSetup();
    private final ArrayDeque<PreparedStatement> idle = new ArrayDeque<>();

    VertxRowStream(Target target) {
        Pool pool = MySQLBuilder.pool()
                .with(VertxSetup.poolOptions(Workload.STREAM.users()))
                .connectingTo(VertxSetup.options(target, 1))
                .using(setup.vertx())
                .build();
        for (int user = 0; user < Workload.STREAM.users(); user++) {
            SqlConnection connection = pool.getConnection().await();
            idle.add(connection.prepare(Workload.STREAM_SQL).await());
        }
    }

    @Override
    public Executor eventLoop() {
        return setup.eventLoop();
    }

    @Override
    public void start(int id, Completion completion) {
        PreparedStatement statement = idle.pop();
        RowStream<Row> stream = statement.createStream(FETCH_SIZE);
        new Reader(statement, completion).readFrom(stream);
    }

    @Override
    public void close() {
        setup.close();
    }

    /** Sums up one stream. Confined to the event loop. */
    private final class Reader {

        private final PreparedStatement statement;
        private final Completion completion;
        private int rows;
        private long checksum;

        Reader(PreparedStatement statement, Completion completion) {
            this.statement = statement;
            this.completion = completion;
        }

        void readFrom(RowStream<Row> stream) {
            stream.exceptionHandler(completion::failed);
            stream.endHandler(ignored -> {
                idle.push(statement);
                completion.done(rows, checksum);
            });
            stream.handler(row -> {
                rows++;
                checksum += VertxSetup.checksum(row);
            });
        }
    }
}
