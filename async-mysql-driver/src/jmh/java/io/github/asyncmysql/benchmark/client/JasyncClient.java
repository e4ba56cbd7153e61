package io.github.asyncmysql.benchmark.client;

import com.github.jasync.sql.db.ConnectionPoolConfigurationBuilder;
import com.github.jasync.sql.db.QueryResult;
import com.github.jasync.sql.db.RowData;
import com.github.jasync.sql.db.SSLConfiguration;
import com.github.jasync.sql.db.mysql.MySQLConnection;
import com.github.jasync.sql.db.mysql.MySQLConnectionBuilder;
import com.github.jasync.sql.db.pool.ConnectionPool;
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
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** jasync with its own pool: one event loop, its default executor for callbacks, prepared statements kept. Thread-safe. */
final class JasyncClient implements Client {

    private static final String INSERT_ALL = Item.insertAllSql();

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("jasync", true), NioIoHandler.newFactory());
    private final ConnectionPool<MySQLConnection> pool;

    JasyncClient(Target target, Scenario scenario) {
        long timeout = TimeUnit.SECONDS.toMillis(30);
        ConnectionPoolConfigurationBuilder settings = new ConnectionPoolConfigurationBuilder(
                target.host(),
                target.port(),
                target.database(),
                target.username(),
                target.password(),
                scenario.connections(),
                TimeUnit.MINUTES.toMillis(10),
                Integer.MAX_VALUE,
                timeout,
                timeout,
                timeout,
                null,
                ForkJoinPool.commonPool(),
                group);
        settings.setSsl(new SSLConfiguration(
                scenario.workload() == Workload.TLS ? SSLConfiguration.Mode.Require : SSLConfiguration.Mode.Disable,
                null,
                null,
                null));
        pool = MySQLConnectionBuilder.createConnectionPool(settings);
    }

    @Override
    public Executor users() {
        return Runnable::run;
    }

    @Override
    public Operation operation(Scenario scenario) {
        String sql = scenario.workload().source() == Workload.Source.NONE ? "" : scenario.sql();
        return switch (scenario.workload()) {
            case MIXED -> throw new IllegalArgumentException("not compared");
            case POINT, ONE_USER, TLS, CANNED_POINT, LIST, CANNED_LIST ->
                (id, completion) -> select(sql, List.of(id), JasyncClient::checksum, completion);
            case WIDE -> (id, completion) -> select(sql, List.of(id), row -> wide(row, scenario.columns()), completion);
            case LARGE ->
                (id, completion) ->
                        select(sql, List.of(id), row -> LargeContent.checksum((byte[]) row.get(0)), completion);
            case STREAM, CANNED_STREAM ->
                (id, completion) -> select(sql, List.of(), JasyncClient::checksum, completion);
            case TRANSACTION -> this::transaction;
            case TWENTY -> this::twenty;
            case INSERT -> this::insert;
            case ACQUIRE -> this::acquire;
            case CONNECT -> throw new IllegalStateException("jasync connects through its pool only");
        };
    }

    private static long checksum(RowData row) {
        return Account.checksum(
                (Long) row.get(0),
                (String) row.get(1),
                (BigDecimal) row.get(2),
                (Double) row.get(3),
                (LocalDateTime) row.get(4),
                (@Nullable String) row.get(5));
    }

    private static long wide(RowData row, int columns) {
        long checksum = 0;
        for (int column = 0; column < columns; column++) {
            checksum = Wide.add(checksum, row.get(column).hashCode());
        }
        return checksum;
    }

    private void select(
            String sql, List<Object> parameters, ToLongFunction<RowData> checksum, Operation.Completion completion) {
        pool.sendPreparedStatement(sql, parameters).whenComplete((result, failure) -> {
            if (failure != null) {
                completion.failed(failure);
                return;
            }
            int count = 0;
            long sum = 0;
            for (RowData row : result.getRows()) {
                count++;
                sum += checksum.applyAsLong(row);
            }
            completion.done(count, sum);
        });
    }

    private void transaction(int id, Operation.Completion completion) {
        CompletableFuture<Long> committed = pool.inTransaction(connection -> connection
                .sendPreparedStatement(Counter.LOCK_SQL, List.of(id))
                .thenCompose(locked -> {
                    RowData row = locked.getRows().get(0);
                    long lockedId = ((Number) row.get(0)).longValue();
                    return connection
                            .sendPreparedStatement(
                                    Counter.UPDATE_SQL, List.of(((Number) row.get(1)).longValue() + 1, id))
                            .thenApply(updated -> Counter.checksum(lockedId, updated.getRowsAffected()));
                }));
        AsyncMySqlClient.finish(committed, 1, completion);
    }

    /** One after the other: a connection of jasync refuses a statement while another one runs. */
    private void twenty(int id, Operation.Completion completion) {
        CompletableFuture<Long> done = pool.use(connection -> {
            CompletableFuture<Long> sum = CompletableFuture.completedFuture(0L);
            for (int number = 0; number < Workload.UNIT_SELECTS; number++) {
                int each = id + number;
                sum = sum.thenCompose(before -> connection
                        .sendPreparedStatement(Workload.POINT_SQL, List.of(each))
                        .thenApply(result -> before + checksum(result.getRows().get(0))));
            }
            return sum;
        });
        AsyncMySqlClient.finish(done, Workload.UNIT_SELECTS, completion);
    }

    private void insert(int id, Operation.Completion completion) {
        List<Object> parameters = Item.BATCH.stream()
                .flatMap(item -> Stream.<Object>of(item.owner(), item.name(), item.amount(), item.createdAt()))
                .toList();
        CompletableFuture<QueryResult> inserted =
                pool.inTransaction(connection -> connection.sendPreparedStatement(INSERT_ALL, parameters));
        inserted.whenComplete((result, failure) -> {
            if (failure != null) {
                completion.failed(failure);
            } else {
                completion.done(Math.toIntExact(result.getRowsAffected()), 0);
            }
        });
    }

    private void acquire(int id, Operation.Completion completion) {
        pool.take().whenComplete((connection, failure) -> {
            if (failure != null) {
                completion.failed(failure);
                return;
            }
            ForkJoinPool.commonPool().execute(() -> {
                pool.giveBack(Objects.requireNonNull(connection));
                completion.done(1, 0);
            });
        });
    }

    @Override
    public void close() {
        pool.disconnect().join();
        group.shutdownGracefully();
    }
}
