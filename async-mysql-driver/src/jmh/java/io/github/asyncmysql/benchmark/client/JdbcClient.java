package io.github.asyncmysql.benchmark.client;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Connector/J with HikariCP, as the latter's documentation sets it up for speed, on a virtual thread for each user.
 * Thread-safe.
 */
final class JdbcClient implements Client {

    private static final String FOR_SPEED = "&useServerPrepStmts=true&cachePrepStmts=true&prepStmtCacheSize=250"
            + "&prepStmtCacheSqlLimit=2048&useLocalSessionState=true&rewriteBatchedStatements=true"
            + "&cacheResultSetMetadata=true&cacheServerConfiguration=true&elideSetAutoCommits=true"
            + "&maintainTimeStats=false";

    private final ExecutorService users = virtualThreads();
    private final Target target;
    private final String url;
    private final HikariDataSource pool;

    JdbcClient(Target target, Scenario scenario) {
        this.target = target;
        url = "jdbc:mysql://" + target.host() + ":" + target.port() + "/" + target.database() + "?sslMode="
                + (scenario.workload() == Workload.TLS ? "REQUIRED" : "DISABLED") + "&allowPublicKeyRetrieval=true"
                + FOR_SPEED;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(target.username());
        config.setPassword(target.password());
        config.setMaximumPoolSize(scenario.connections());
        config.setConnectionTimeout(60_000);
        pool = new HikariDataSource(config);
    }

    // Compiled for Java 17.
    private static ExecutorService virtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (IllegalAccessException | InvocationTargetException | NoSuchMethodException e) {
            throw new IllegalStateException("virtual threads need Java 21, but this is " + Runtime.version(), e);
        }
    }

    @Override
    public Executor users() {
        return users;
    }

    @Override
    public Operation operation(Scenario scenario) {
        String sql = scenario.workload().source() == Workload.Source.NONE ? "" : scenario.sql();
        return switch (scenario.workload()) {
            case MIXED -> throw new IllegalArgumentException("not compared");
            case POINT, ONE_USER, TLS, CANNED_POINT, LIST, CANNED_LIST ->
                (id, completion) -> select(sql, id, completion, JdbcClient::checksum);
            case WIDE -> (id, completion) -> select(sql, id, completion, row -> wide(row, scenario.columns()));
            case LARGE ->
                (id, completion) -> select(sql, id, completion, row -> LargeContent.checksum(row.getBytes(1)));
            case STREAM, CANNED_STREAM -> (id, completion) -> stream(sql, completion);
            case TRANSACTION -> this::transaction;
            case TWENTY -> this::twenty;
            case INSERT -> this::insert;
            case ACQUIRE -> this::acquire;
            case CONNECT -> this::connect;
        };
    }

    /** Reads one row. */
    private interface RowChecksum {
        long of(ResultSet row) throws SQLException;
    }

    private static long checksum(ResultSet row) throws SQLException {
        return Account.checksum(
                row.getLong(1),
                row.getString(2),
                row.getBigDecimal(3),
                row.getDouble(4),
                row.getObject(5, LocalDateTime.class),
                row.getString(6));
    }

    private static long wide(ResultSet row, int columns) throws SQLException {
        long checksum = 0;
        for (int column = 0; column < columns; column++) {
            checksum = Wide.add(
                    checksum,
                    Wide.isNumber(column)
                            ? row.getInt(column + 1)
                            : row.getString(column + 1).hashCode());
        }
        return checksum;
    }

    private void select(String sql, int id, Operation.Completion completion, RowChecksum checksum) {
        int count = 0;
        long sum = 0;
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    sum += checksum.of(rows);
                }
            }
        } catch (SQLException e) {
            completion.failed(e);
            return;
        }
        completion.done(count, sum);
    }

    private void stream(String sql, Operation.Completion completion) {
        int count = 0;
        long sum = 0;
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            // How Connector/J is told to read row by row instead of all at once.
            statement.setFetchSize(Integer.MIN_VALUE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    count++;
                    sum += checksum(rows);
                }
            }
        } catch (SQLException e) {
            completion.failed(e);
            return;
        }
        completion.done(count, sum);
    }

    private void transaction(int id, Operation.Completion completion) {
        long checksum;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement lock = connection.prepareStatement(Counter.LOCK_SQL);
                    PreparedStatement update = connection.prepareStatement(Counter.UPDATE_SQL)) {
                lock.setInt(1, id);
                try (ResultSet rows = lock.executeQuery()) {
                    rows.next();
                    update.setLong(1, rows.getLong(2) + 1);
                    update.setInt(2, id);
                    checksum = Counter.checksum(rows.getLong(1), update.executeUpdate());
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            completion.failed(e);
            return;
        }
        completion.done(1, checksum);
    }

    private void twenty(int id, Operation.Completion completion) {
        int count = 0;
        long sum = 0;
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(Workload.POINT_SQL)) {
            for (int number = 0; number < Workload.UNIT_SELECTS; number++) {
                statement.setInt(1, id + number);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        count++;
                        sum += checksum(rows);
                    }
                }
            }
        } catch (SQLException e) {
            completion.failed(e);
            return;
        }
        completion.done(count, sum);
    }

    private void insert(int id, Operation.Completion completion) {
        int rows;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(Item.INSERT_SQL)) {
                for (Item item : Item.BATCH) {
                    statement.setLong(1, item.owner());
                    statement.setString(2, item.name());
                    statement.setBigDecimal(3, item.amount());
                    statement.setObject(4, item.createdAt());
                    statement.addBatch();
                }
                // A rewritten batch does not say how many rows each of its statements has changed.
                rows = statement.executeBatch().length;
            }
            connection.commit();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            completion.failed(e);
            return;
        }
        completion.done(rows, 0);
    }

    private void acquire(int id, Operation.Completion completion) {
        try (Connection connection = pool.getConnection()) {
            Thread.yield();
        } catch (SQLException e) {
            completion.failed(e);
            return;
        }
        completion.done(1, 0);
    }

    private void connect(int id, Operation.Completion completion) {
        try {
            DriverManager.getConnection(url, target.username(), target.password())
                    .close();
        } catch (SQLException e) {
            completion.failed(e);
            return;
        }
        completion.done(1, 0);
    }

    @Override
    public void close() {
        users.shutdownNow();
        pool.close();
    }
}
