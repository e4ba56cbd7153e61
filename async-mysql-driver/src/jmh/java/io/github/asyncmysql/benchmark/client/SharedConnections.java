package io.github.asyncmysql.benchmark.client;

import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.benchmark.load.Client;
import io.github.asyncmysql.benchmark.load.Operation;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * This project with connections that users share: borrowed once, each carries several statements at a time, one behind the
 * other. Confined to the event loop once it is connected.
 */
final class SharedConnections implements Client {

    private final AsyncMySqlClient client;

    SharedConnections(Target target, Scenario scenario) {
        client = new AsyncMySqlClient(target, scenario);
    }

    @Override
    public Executor users() {
        return client.users();
    }

    @Override
    public Operation operation(Scenario scenario) {
        List<SqlStatement> statements = new ArrayList<>();
        for (int number = 0; number < scenario.connections(); number++) {
            statements.add(client.pool().acquire().join().sql(scenario.sql()));
        }
        return new Operation() {
            private int next;

            @Override
            public void start(int id, Completion completion) {
                next = (next + 1) % statements.size();
                AsyncMySqlClient.pointSelect(statements.get(next), id, completion);
            }
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
