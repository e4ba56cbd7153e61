package io.github.asyncmysql.benchmark.client;

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
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.MySQLConnection;
import io.vertx.mysqlclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.PreparedQuery;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.ToLongFunction;
import java.util.stream.Collector;

/** Vert.x: one event loop, cached prepared statements, no TLS but where it is measured. Thread-safe. */
final class VertxClient implements Client {

    private static final int STATEMENT_CACHE_SIZE = 256;

    /** The fastest of those documented; more did not help where it was tried. */
    static final int PIPELINING_LIMIT = 256;

    private static final List<Tuple> BATCH = Item.BATCH.stream()
            .map(item -> Tuple.of(item.owner(), item.name(), item.amount(), item.createdAt()))
            .toList();

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Context context = vertx.getOrCreateContext();
    private final MySQLConnectOptions options;
    private final Pool pool;
    private final SqlClient client;

    /** @param pipeliningLimit with more than 1, single statements use the pooled client, which alone pipelines them */
    VertxClient(Target target, Scenario scenario, int pipeliningLimit) {
        options = new MySQLConnectOptions()
                .setHost(target.host())
                .setPort(target.port())
                .setUser(target.username())
                .setPassword(target.password())
                .setDatabase(target.database())
                .setSslMode(scenario.workload() == Workload.TLS ? SslMode.REQUIRED : SslMode.DISABLED)
                .setSslOptions(new ClientSSLOptions().setTrustAll(true))
                .setPipeliningLimit(pipeliningLimit);
        options.setCachePreparedStatements(true).setPreparedStatementCacheMaxSize(STATEMENT_CACHE_SIZE);
        PoolOptions poolOptions = new PoolOptions().setMaxSize(scenario.connections());
        pool = MySQLBuilder.pool()
                .with(poolOptions)
                .connectingTo(options)
                .using(vertx)
                .build();
        client = pipeliningLimit == 1
                ? pool
                : MySQLBuilder.client()
                        .with(poolOptions)
                        .connectingTo(options)
                        .using(vertx)
                        .build();
    }

    Pool pool() {
        return pool;
    }

    @Override
    public Executor users() {
        return task -> context.runOnContext(ignored -> task.run());
    }

    @Override
    public Operation operation(Scenario scenario) {
        return switch (scenario.workload()) {
            case MIXED -> throw new IllegalArgumentException("not compared");
            case POINT, ONE_USER, TLS, CANNED_POINT, LIST, CANNED_LIST ->
                select(client.preparedQuery(scenario.sql()), VertxClient::checksum);
            case WIDE -> select(client.preparedQuery(scenario.sql()), row -> wide(row, scenario.columns()));
            case LARGE ->
                select(
                        client.preparedQuery(scenario.sql()),
                        row -> LargeContent.checksum(row.getBuffer(0).getBytes()));
            case STREAM, CANNED_STREAM -> collect(scenario.sql());
            case TRANSACTION -> this::transaction;
            case TWENTY -> this::twenty;
            case INSERT -> this::insert;
            case ACQUIRE -> this::acquire;
            case CONNECT -> this::connect;
        };
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

    private static long wide(Row row, int columns) {
        long checksum = 0;
        for (int column = 0; column < columns; column++) {
            checksum = Wide.add(
                    checksum,
                    Wide.isNumber(column)
                            ? row.getInteger(column)
                            : row.getString(column).hashCode());
        }
        return checksum;
    }

    private static Operation select(PreparedQuery<RowSet<Row>> query, ToLongFunction<Row> checksum) {
        return (id, completion) -> query.execute(Tuple.of(id)).onComplete(result -> {
            if (result.failed()) {
                completion.failed(result.cause());
                return;
            }
            long sum = 0;
            for (Row row : result.result()) {
                sum += checksum.applyAsLong(row);
            }
            completion.done(result.result().size(), sum);
        });
    }

    /** The whole result in one answer, each row summed up by a collector as it arrives. */
    private Operation collect(String sql) {
        PreparedQuery<SqlResult<Sum>> query = pool.preparedQuery(sql)
                .collecting(Collector.<Row, Sum>of(Sum::new, (sum, row) -> sum.add(checksum(row)), Sum::plus));
        return (id, completion) -> query.execute().onComplete(result -> {
            if (result.failed()) {
                completion.failed(result.cause());
            } else {
                Sum sum = result.result().value();
                completion.done(sum.rows, sum.checksum);
            }
        });
    }

    private void transaction(int id, Operation.Completion completion) {
        finish(
                pool.withTransaction(connection -> connection
                        .preparedQuery(Counter.LOCK_SQL)
                        .execute(Tuple.of(id))
                        .compose(rows -> {
                            Row row = rows.iterator().next();
                            long locked = row.getLong(0);
                            return connection
                                    .preparedQuery(Counter.UPDATE_SQL)
                                    .execute(Tuple.of(row.getLong(1) + 1, id))
                                    .map(updated -> Counter.checksum(locked, updated.rowCount()));
                        })),
                1,
                completion);
    }

    private void twenty(int id, Operation.Completion completion) {
        finish(
                pool.withConnection(connection -> {
                    PreparedQuery<RowSet<Row>> query = connection.preparedQuery(Workload.POINT_SQL);
                    List<Future<RowSet<Row>>> answers = new ArrayList<>(Workload.UNIT_SELECTS);
                    for (int number = 0; number < Workload.UNIT_SELECTS; number++) {
                        answers.add(query.execute(Tuple.of(id + number)));
                    }
                    return Future.all(answers).map(all -> {
                        long sum = 0;
                        for (Future<RowSet<Row>> answer : answers) {
                            for (Row row : answer.result()) {
                                sum += checksum(row);
                            }
                        }
                        return sum;
                    });
                }),
                Workload.UNIT_SELECTS,
                completion);
    }

    private void insert(int id, Operation.Completion completion) {
        pool.withTransaction(
                        connection -> connection.preparedQuery(Item.INSERT_SQL).executeBatch(BATCH))
                .onComplete(result -> {
                    if (result.failed()) {
                        completion.failed(result.cause());
                        return;
                    }
                    int rows = 0;
                    for (RowSet<Row> part = result.result(); part != null; part = part.next()) {
                        rows += part.rowCount();
                    }
                    completion.done(rows, 0);
                });
    }

    private void acquire(int id, Operation.Completion completion) {
        pool.getConnection().onComplete(borrowed -> {
            if (borrowed.failed()) {
                completion.failed(borrowed.cause());
                return;
            }
            SqlConnection connection = borrowed.result();
            context.runOnContext(ignored -> {
                connection.close();
                completion.done(1, 0);
            });
        });
    }

    private void connect(int id, Operation.Completion completion) {
        finish(
                MySQLConnection.connect(vertx, options)
                        .compose(MySQLConnection::close)
                        .map(0L),
                1,
                completion);
    }

    private static void finish(Future<Long> checksum, int rows, Operation.Completion completion) {
        checksum.onComplete(result -> {
            if (result.failed()) {
                completion.failed(result.cause());
            } else {
                completion.done(rows, result.result());
            }
        });
    }

    @Override
    public void close() {
        vertx.close().await();
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
