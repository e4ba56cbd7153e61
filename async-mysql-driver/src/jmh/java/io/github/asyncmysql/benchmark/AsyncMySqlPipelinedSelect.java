package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.SqlStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Users who share connections: borrowed once, each carries several statements at a time, one behind the other. Confined to
 * the event loop.
 */
final class AsyncMySqlPipelinedSelect implements Operation {

    private final AsyncMySqlSetup setup;
    private final List<SqlStatement> statements = new ArrayList<>();
    private int next;

    AsyncMySqlPipelinedSelect(Target target) {
        setup = new AsyncMySqlSetup(target, Workload.POOL_SIZE);
        for (int number = 0; number < Workload.POOL_SIZE; number++) {
            MySqlConnection connection = setup.pool().acquire().join();
            statements.add(connection.sql(Workload.POINT_SQL));
        }
    }

    @Override
    public Executor eventLoop() {
        return setup.eventLoop();
    }

    @Override
    public void start(int id, Completion completion) {
        next = (next + 1) % statements.size();
        AsyncMySqlPointSelect.start(statements.get(next), id, completion);
    }

    @Override
    public void close() {
        setup.close();
    }
}
