package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.SqlStatement;
import java.util.concurrent.Executor;

/** Confined to the event loop. */
final class AsyncMySqlPointSelect implements Operation {

    private final AsyncMySqlSetup setup;
    private final SqlStatement statement;

    AsyncMySqlPointSelect(Target target) {
        setup = new AsyncMySqlSetup(target, Workload.POOL_SIZE);
        statement = setup.pool().sql(Workload.POINT_SQL);
    }

    @Override
    public Executor eventLoop() {
        return setup.eventLoop();
    }

    @Override
    public void start(int id, Completion completion) {
        start(statement, id, completion);
    }

    static void start(SqlStatement statement, int id, Completion completion) {
        statement.params(id).query(AsyncMySqlSetup::account).single().whenComplete((account, failure) -> {
            if (failure != null) {
                completion.failed(failure);
            } else {
                completion.done(1, account.checksum());
            }
        });
    }

    @Override
    public void close() {
        setup.close();
    }
}
