package io.github.asyncmysql.benchmark.client;

import io.github.asyncmysql.benchmark.load.Client;
import io.github.asyncmysql.benchmark.load.Operation;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Target;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowStream;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Vert.x with a row stream over a server-side cursor, on connections that are prepared once and kept. Confined to the event
 * loop once it is connected.
 */
final class VertxCursor implements Client {

    /** 250, 4,000 and 16,000 were all slower where they were tried. */
    private static final int FETCH_SIZE = 1_000;

    private final VertxClient client;
    private final ArrayDeque<PreparedStatement> idle = new ArrayDeque<>();

    VertxCursor(Target target, Scenario scenario) {
        client = new VertxClient(target, scenario, 1);
    }

    @Override
    public Executor users() {
        return client.users();
    }

    @Override
    public Operation operation(Scenario scenario) {
        for (int user = 0; user < scenario.users(); user++) {
            SqlConnection connection = client.pool().getConnection().await();
            idle.add(connection.prepare(scenario.sql()).await());
        }
        return (id, completion) -> {
            PreparedStatement statement = idle.pop();
            RowStream<Row> stream = statement.createStream(FETCH_SIZE);
            new Reader(statement, completion).readFrom(stream);
        };
    }

    @Override
    public void close() {
        client.close();
    }

    /** Sums up one stream. Confined to the event loop. */
    private final class Reader {

        private final PreparedStatement statement;
        private final Operation.Completion completion;
        private int rows;
        private long checksum;

        Reader(PreparedStatement statement, Operation.Completion completion) {
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
                checksum += VertxClient.checksum(row);
            });
        }
    }
}
