package io.github.asyncmysql.benchmark.client;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.RowQuery;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.benchmark.load.Account;
import io.github.asyncmysql.benchmark.load.Client;
import io.github.asyncmysql.benchmark.load.Counter;
import io.github.asyncmysql.benchmark.load.Item;
import io.github.asyncmysql.benchmark.load.LargeContent;
import io.github.asyncmysql.benchmark.load.Operation;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Target;
import io.github.asyncmysql.benchmark.load.Wide;
import io.github.asyncmysql.benchmark.load.Workload;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.driver.DriverResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** This project: one event loop, no TLS but where it is measured, everything else as it comes. Thread-safe. */
final class AsyncMySqlClient implements Client {

    private final DriverResources resources = DriverResources.create("async-mysql", 1);
    private final Executor eventLoop = resources.eventLoopGroup();
    private final MySqlConfig config;
    private final MySqlPool pool;

    AsyncMySqlClient(Target target, Scenario scenario) {
        this(target, scenario, PoolConfig.defaults().sharingLimit());
    }

    /** Each statement has a connection of its own. */
    static AsyncMySqlClient exclusive(Target target, Scenario scenario) {
        return new AsyncMySqlClient(target, scenario, 1);
    }

    private AsyncMySqlClient(Target target, Scenario scenario, int sharingLimit) {
        config = MySqlConfig.builder()
                .host(target.host())
                .port(target.port())
                .username(target.username())
                .password(target.password())
                .database(target.database())
                .sslMode(scenario.workload() == Workload.TLS ? SslMode.REQUIRED : SslMode.DISABLED)
                .allowPublicKeyRetrieval(true)
                .build();
        pool = AsyncMySql.pool(
                config,
                PoolConfig.builder()
                        .maxSize(scenario.connections())
                        .sharingLimit(sharingLimit)
                        .build(),
                resources);
    }

    @Override
    public Executor users() {
        return eventLoop;
    }

    @Override
    public Operation operation(Scenario scenario) {
        return switch (scenario.workload()) {
            case POINT, ONE_USER, TLS, CANNED_POINT -> {
                SqlStatement statement = pool.sql(scenario.sql());
                yield (id, completion) -> pointSelect(statement, id, completion);
            }
            case MIXED -> {
                SqlStatement fast = pool.sql(scenario.sql());
                SqlStatement slow = pool.sql(scenario.slowSql());
                yield (id, completion) -> pointSelect(scenario.workload().isSlow(id) ? slow : fast, id, completion);
            }
            case LIST, CANNED_LIST -> list(pool.sql(scenario.sql()));
            case STREAM, CANNED_STREAM -> stream(pool.sql(scenario.sql()));
            case WIDE -> single(pool.sql(scenario.sql()), row -> wide(row, scenario.columns()));
            case LARGE -> single(pool.sql(scenario.sql()), row -> LargeContent.checksum(row.getBytes(0)));
            case TRANSACTION -> this::transaction;
            case TWENTY -> this::twenty;
            case INSERT -> this::insert;
            case ACQUIRE -> this::acquire;
            case CONNECT -> this::connect;
        };
    }

    static void pointSelect(SqlStatement statement, int id, Operation.Completion completion) {
        statement.params(id).query(AsyncMySqlClient::account).single().whenComplete((account, failure) -> {
            if (failure != null) {
                completion.failed(failure);
            } else {
                completion.done(1, account.checksum());
            }
        });
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

    private static long wide(Row row, int columns) {
        long checksum = 0;
        for (int column = 0; column < columns; column++) {
            checksum = Wide.add(
                    checksum,
                    Wide.isNumber(column)
                            ? row.getInt(column)
                            : row.getString(column).hashCode());
        }
        return checksum;
    }

    private static Operation single(SqlStatement statement, RowMapper<Long> checksum) {
        return (id, completion) -> finish(statement.params(id).query(checksum).single(), 1, completion);
    }

    private static Operation list(SqlStatement statement) {
        return (id, completion) -> statement
                .params(id)
                .query(AsyncMySqlClient::account)
                .list()
                .whenComplete((accounts, failure) -> {
                    if (failure != null) {
                        completion.failed(failure);
                        return;
                    }
                    long checksum = 0;
                    for (Account account : accounts) {
                        checksum += account.checksum();
                    }
                    completion.done(accounts.size(), checksum);
                });
    }

    private static Operation stream(SqlStatement statement) {
        RowQuery<Account> query = statement.prepared(true).query(AsyncMySqlClient::account);
        return (id, completion) -> query.stream().subscribe(new AccountReader(completion));
    }

    private void transaction(int id, Operation.Completion completion) {
        CompletableFuture<Long> committed = pool.withTransaction(transaction -> transaction
                .sql(Counter.LOCK_SQL)
                .params(id)
                .query(row -> new long[] {row.getLong(0), row.getLong(1)})
                .single()
                .thenCompose(counter -> transaction
                        .sql(Counter.UPDATE_SQL)
                        .params(counter[1] + 1, id)
                        .update()
                        .thenApply(result -> Counter.checksum(counter[0], result.affectedRows()))));
        finish(committed, 1, completion);
    }

    private void twenty(int id, Operation.Completion completion) {
        CompletableFuture<Long> done = pool.withConnection(connection -> {
            SqlStatement statement = connection.sql(Workload.POINT_SQL);
            List<CompletableFuture<Account>> accounts = new ArrayList<>(Workload.UNIT_SELECTS);
            for (int number = 0; number < Workload.UNIT_SELECTS; number++) {
                accounts.add(statement
                        .params(id + number)
                        .query(AsyncMySqlClient::account)
                        .single());
            }
            return CompletableFuture.allOf(accounts.toArray(CompletableFuture[]::new))
                    .thenApply(ignored -> accounts.stream()
                            .mapToLong(account -> account.join().checksum())
                            .sum());
        });
        finish(done, Workload.UNIT_SELECTS, completion);
    }

    private void insert(int id, Operation.Completion completion) {
        CompletableFuture<Integer> inserted = pool.withTransaction(transaction -> transaction
                .sql(Item.INSERT_SQL)
                .batch(Item.BATCH, (item, params) -> params.add(item.owner())
                        .add(item.name())
                        .add(item.amount())
                        .add(item.createdAt()))
                .thenApply(result -> Math.toIntExact(result.affectedRows())));
        inserted.whenComplete((rows, failure) -> {
            if (failure != null) {
                completion.failed(failure);
            } else {
                completion.done(rows, 0);
            }
        });
    }

    private void acquire(int id, Operation.Completion completion) {
        pool.acquire().whenComplete((connection, failure) -> {
            if (failure != null) {
                completion.failed(failure);
                return;
            }
            eventLoop.execute(() -> {
                connection.close();
                completion.done(1, 0);
            });
        });
    }

    private void connect(int id, Operation.Completion completion) {
        CompletableFuture<MySqlConnection> connected = AsyncMySql.connect(config, resources);
        connected.whenComplete((connection, failure) -> {
            if (failure != null) {
                completion.failed(failure);
                return;
            }
            connection.close();
            completion.done(1, 0);
        });
    }

    static void finish(CompletableFuture<Long> checksum, int rows, Operation.Completion completion) {
        checksum.whenComplete((sum, failure) -> {
            if (failure != null) {
                completion.failed(failure);
            } else {
                completion.done(rows, Objects.requireNonNull(sum));
            }
        });
    }

    @Override
    public void close() {
        pool.close();
        resources.close();
    }
}
