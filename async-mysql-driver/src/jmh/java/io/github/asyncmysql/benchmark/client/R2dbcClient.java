package io.github.asyncmysql.benchmark.client;

import io.asyncer.r2dbc.mysql.MySqlConnectionConfiguration;
import io.asyncer.r2dbc.mysql.MySqlConnectionFactory;
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
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.mariadb.r2dbc.MariadbConnectionConfiguration;
import org.mariadb.r2dbc.MariadbConnectionFactory;
import org.mariadb.r2dbc.SslMode;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

/** The two R2DBC drivers with r2dbc-pool: one event loop, cached prepared statements. Thread-safe. */
final class R2dbcClient implements Client {

    private final ConnectionFactory factory;
    private final ConnectionPool pool;
    private final boolean pipelines;

    private R2dbcClient(ConnectionFactory factory, Scenario scenario, boolean pipelines) {
        this.factory = factory;
        this.pipelines = pipelines;
        pool = new ConnectionPool(ConnectionPoolConfiguration.builder(factory)
                .initialSize(Math.min(10, scenario.connections()))
                .maxSize(scenario.connections())
                .maxIdleTime(Duration.ofMinutes(30))
                .build());
    }

    static R2dbcClient mariadb(Target target, Scenario scenario) {
        useOneEventLoop();
        return new R2dbcClient(
                MariadbConnectionFactory.from(MariadbConnectionConfiguration.builder()
                        .host(target.host())
                        .port(target.port())
                        .username(target.username())
                        .password(target.password())
                        .database(target.database())
                        .sslMode(scenario.workload() == Workload.TLS ? SslMode.TRUST : SslMode.DISABLE)
                        .allowPublicKeyRetrieval(true)
                        .useServerPrepStmts(true)
                        .prepareCacheSize(250)
                        .allowPipelining(true)
                        .build()),
                scenario,
                true);
    }

    static R2dbcClient asyncer(Target target, Scenario scenario) {
        useOneEventLoop();
        return new R2dbcClient(
                MySqlConnectionFactory.from(MySqlConnectionConfiguration.builder()
                        .host(target.host())
                        .port(target.port())
                        .user(target.username())
                        .password(target.password())
                        .database(target.database())
                        .sslMode(
                                scenario.workload() == Workload.TLS
                                        ? io.asyncer.r2dbc.mysql.constant.SslMode.REQUIRED
                                        : io.asyncer.r2dbc.mysql.constant.SslMode.DISABLED)
                        .useServerPrepareStatement()
                        .prepareCacheSize(256)
                        .queryCacheSize(256)
                        .build()),
                scenario,
                false);
    }

    private static void useOneEventLoop() {
        System.setProperty("reactor.netty.ioWorkerCount", "1");
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
                (id, completion) -> run(connection -> select(connection, sql, id, R2dbcClient::checksum), completion);
            case WIDE ->
                (id, completion) -> run(
                        connection -> select(connection, sql, id, row -> wide(row, scenario.columns())), completion);
            case LARGE ->
                (id, completion) -> run(
                        connection -> select(
                                connection,
                                sql,
                                id,
                                row -> LargeContent.checksum(Objects.requireNonNull(row.get(0, byte[].class)))),
                        completion);
            case STREAM, CANNED_STREAM ->
                (id, completion) -> run(
                        connection -> execute(connection.createStatement(sql), row -> row.map(R2dbcClient::checksum)),
                        completion);
            case TRANSACTION -> (id, completion) -> run(connection -> transaction(connection, id), completion);
            case TWENTY -> (id, completion) -> run(connection -> twenty(connection, id), completion);
            case INSERT -> this::insert;
            case ACQUIRE ->
                (id, completion) -> run(connection -> Mono.just(0L).publishOn(Schedulers.single()), completion);
            case CONNECT ->
                (id, completion) -> Mono.from(factory.create())
                        .flatMap(connection -> Mono.from(connection.close()).thenReturn(0L))
                        .subscribe(new Sum(completion));
        };
    }

    private void run(Function<Connection, Publisher<Long>> work, Operation.Completion completion) {
        Flux.usingWhen(pool.create(), work, Connection::close).subscribe(new Sum(completion));
    }

    private static Flux<Long> execute(Statement statement, Function<Result, Publisher<Long>> read) {
        return Flux.from(statement.execute()).flatMap(read);
    }

    private static Flux<Long> select(Connection connection, String sql, int id, ToLongFunction<Readable> checksum) {
        return execute(connection.createStatement(sql).bind(0, id), result -> result.map(checksum::applyAsLong));
    }

    private static long checksum(Readable row) {
        return Account.checksum(
                Objects.requireNonNull(row.get(0, Long.class)),
                Objects.requireNonNull(row.get(1, String.class)),
                Objects.requireNonNull(row.get(2, BigDecimal.class)),
                Objects.requireNonNull(row.get(3, Double.class)),
                Objects.requireNonNull(row.get(4, LocalDateTime.class)),
                row.get(5, String.class));
    }

    private static long wide(Readable row, int columns) {
        long checksum = 0;
        for (int column = 0; column < columns; column++) {
            Class<?> type = Wide.isNumber(column) ? Integer.class : String.class;
            Object value = row.get(column, type);
            checksum = Wide.add(checksum, Objects.requireNonNull(value).hashCode());
        }
        return checksum;
    }

    private static Publisher<Long> transaction(Connection connection, int id) {
        Mono<Long> changed = Flux.from(
                        connection.createStatement(Counter.LOCK_SQL).bind(0, id).execute())
                .flatMap(result -> result.map(row -> new long[] {
                    Objects.requireNonNull(row.get(0, Long.class)), Objects.requireNonNull(row.get(1, Long.class))
                }))
                .single()
                .flatMap(counter -> Flux.from(connection
                                .createStatement(Counter.UPDATE_SQL)
                                .bind(0, counter[1] + 1)
                                .bind(1, id)
                                .execute())
                        .flatMap(Result::getRowsUpdated)
                        .single()
                        .map(updated -> Counter.checksum(counter[0], updated)));
        return Mono.from(connection.beginTransaction())
                .then(changed)
                .flatMap(checksum -> Mono.from(connection.commitTransaction()).thenReturn(checksum));
    }

    private Publisher<Long> twenty(Connection connection, int id) {
        Flux<Integer> ids = Flux.range(id, Workload.UNIT_SELECTS);
        Function<Integer, Publisher<Long>> select =
                each -> select(connection, Workload.POINT_SQL, each, R2dbcClient::checksum);
        if (!pipelines) {
            return ids.concatMap(select);
        }
        // Alone at first: r2dbc-mariadb loses its way when a statement is prepared while others are on theirs.
        return Flux.from(select.apply(id)).concatWith(ids.skip(1).flatMap(select, Workload.UNIT_SELECTS));
    }

    private void insert(int id, Operation.Completion completion) {
        Flux.usingWhen(
                        pool.create(),
                        connection -> Mono.from(connection.beginTransaction())
                                .thenMany(Flux.defer(() -> insertAll(connection)))
                                .concatWith(Mono.defer(() -> Mono.from(connection.commitTransaction())
                                        .then(Mono.empty()))),
                        Connection::close)
                .reduce(0L, Long::sum)
                .subscribe(rows -> completion.done(Math.toIntExact(rows), 0), completion::failed);
    }

    private static Flux<Long> insertAll(Connection connection) {
        Statement statement = connection.createStatement(Item.INSERT_SQL);
        boolean first = true;
        for (Item item : Item.BATCH) {
            if (!first) {
                statement.add();
            }
            first = false;
            statement
                    .bind(0, item.owner())
                    .bind(1, item.name())
                    .bind(2, item.amount())
                    .bind(3, item.createdAt());
        }
        return Flux.from(statement.execute()).flatMap(Result::getRowsUpdated);
    }

    @Override
    public void close() {
        pool.dispose();
    }

    /** Sums up checksums. Signals come one after the other. */
    private static final class Sum extends BaseSubscriber<Long> {

        private final Operation.Completion completion;
        private int rows;
        private long checksum;

        Sum(Operation.Completion completion) {
            this.completion = completion;
        }

        @Override
        protected void hookOnNext(Long value) {
            rows++;
            checksum += value;
        }

        @Override
        protected void hookOnComplete() {
            completion.done(rows, checksum);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            completion.failed(failure);
        }

        @Override
        protected void hookFinally(SignalType type) {
            if (type == SignalType.CANCEL) {
                completion.failed(new IllegalStateException("cancelled"));
            }
        }
    }
}
