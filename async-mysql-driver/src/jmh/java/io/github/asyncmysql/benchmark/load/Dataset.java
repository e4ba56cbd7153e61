package io.github.asyncmysql.benchmark.load;

import io.github.asyncmysql.testsupport.TestServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/** The tables on the server: fills them, and finds out whether what clients wrote has arrived. Used by one thread. */
public final class Dataset {

    private static final int ROWS_PER_INSERT = 1_000;
    private static final int CONNECTIONS = 700;

    private final TestServer server;
    private long loginsBefore;

    private Dataset(TestServer server) {
        this.server = server;
    }

    public static Dataset load(TestServer server) throws SQLException {
        server.execute(
                "set global max_connections = " + CONNECTIONS,
                "drop table if exists "
                        + String.join(", ", Account.TABLE, Wide.TABLE, LargeContent.TABLE, Counter.TABLE, Item.TABLE),
                "create table " + Account.TABLE + " (id bigint primary key, name varchar(64) not null,"
                        + " balance decimal(14, 2) not null, score double not null,"
                        + " created_at datetime(6) not null, note varchar(255)) character set utf8mb4",
                "create or replace view " + Account.SLOW_VIEW + " as select * from " + Account.TABLE
                        + " where sleep(0.2) = 0",
                "create table " + Wide.TABLE + " (id int primary key, " + wideColumns() + ") character set utf8mb4",
                "create table " + LargeContent.TABLE + " (id int primary key, content longblob not null)",
                "create table " + Counter.TABLE + " (id int primary key, amount bigint not null)",
                "create table " + Item.TABLE + " (id bigint primary key auto_increment, owner bigint not null,"
                        + " name varchar(64) not null, amount decimal(12, 2) not null,"
                        + " created_at datetime(6) not null) character set utf8mb4");
        try (Connection connection = server.connectWithJdbc()) {
            connection.setAutoCommit(false);
            insertAll(connection, Account.TABLE + " (" + Account.COLUMNS + ")", 6, Workload.ROWS, Dataset::bindAccount);
            insertAll(connection, Wide.TABLE, Wide.COLUMNS + 1, Wide.IDS, Dataset::bindWide);
            insertAll(connection, Counter.TABLE, 2, Counter.IDS, (statement, first, id) -> {
                statement.setInt(first, id);
                statement.setInt(first + 1, 0);
            });
            insertAll(connection, LargeContent.TABLE, 2, LargeContent.IDS, (statement, first, id) -> {
                statement.setInt(first, id);
                statement.setBytes(first + 1, LargeContent.of(id));
            });
            connection.commit();
        }
        server.execute("analyze table " + Account.TABLE + ", " + Wide.TABLE + ", " + Counter.TABLE);
        return new Dataset(server);
    }

    /** To be called before a client starts to do the workload. */
    public void prepareFor(Workload workload) throws SQLException {
        switch (workload) {
            case TRANSACTION -> server.execute("update " + Counter.TABLE + " set amount = 0");
            case INSERT -> server.execute("truncate table " + Item.TABLE);
            case CONNECT -> loginsBefore = loginsNow();
            default -> {}
        }
    }

    /**
     * Fails if the server does not hold what the client says to have done.
     *
     * @param operations all that the client has done since {@link #prepareFor}
     */
    public void check(Workload workload, long operations) throws SQLException {
        switch (workload) {
            case TRANSACTION ->
                require(workload, "transactions", operations, number("select sum(amount) from " + Counter.TABLE));
            case INSERT -> checkItems(operations);
            case CONNECT -> {
                long logins = loginsNow() - loginsBefore;
                if (logins < operations) {
                    require(workload, "connections", operations, logins);
                }
            }
            default -> {}
        }
    }

    private void checkItems(long batches) throws SQLException {
        long owners = 0;
        long names = 0;
        long cents = 0;
        long microseconds = 0;
        for (Item item : Item.BATCH) {
            CRC32 crc = new CRC32();
            crc.update(item.name().getBytes(StandardCharsets.UTF_8));
            owners += item.owner();
            names += crc.getValue();
            cents += item.amount().unscaledValue().longValueExact();
            microseconds += item.createdAt().getNano() / 1_000;
        }
        String from = " from " + Item.TABLE;
        require(Workload.INSERT, "rows", batches * Item.PER_BATCH, number("select count(*)" + from));
        require(Workload.INSERT, "owners", batches * owners, number("select sum(owner)" + from));
        require(Workload.INSERT, "names", batches * names, number("select sum(crc32(name))" + from));
        require(Workload.INSERT, "cents", batches * cents, number("select sum(amount * 100)" + from));
        require(Workload.INSERT, "times", batches * microseconds, number("select sum(microsecond(created_at))" + from));
    }

    private static void require(Workload workload, String what, long expected, long found) {
        if (expected != found) {
            throw new IllegalStateException(String.format(
                    "%s: the server holds %s that come to %d, where the client's come to %d",
                    workload, what, found, expected));
        }
    }

    private long loginsNow() throws SQLException {
        return query("show global status like 'Connections'", 2);
    }

    private long number(String sql) throws SQLException {
        return query(sql, 1);
    }

    private long query(String sql, int column) throws SQLException {
        try (Connection connection = server.connectWithJdbc();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(column);
        }
    }

    private static String wideColumns() {
        return IntStream.range(0, Wide.COLUMNS)
                .mapToObj(column -> "c" + column + (Wide.isNumber(column) ? " int not null" : " varchar(10) not null"))
                .collect(Collectors.joining(", "));
    }

    /** Binds the parameters of one row. */
    private interface Binder {
        void bind(PreparedStatement statement, int first, int id) throws SQLException;
    }

    private static void insertAll(Connection connection, String into, int columns, int rows, Binder binder)
            throws SQLException {
        int perInsert = Math.min(Math.min(ROWS_PER_INSERT, rows), 5_000 / columns);
        String row = "(" + String.join(", ", Collections.nCopies(columns, "?")) + ")";
        for (int first = 1; first <= rows; first += perInsert) {
            int count = Math.min(perInsert, rows - first + 1);
            String sql = "insert into " + into + " values " + String.join(", ", Collections.nCopies(count, row));
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int index = 0; index < count; index++) {
                    binder.bind(statement, 1 + index * columns, first + index);
                }
                statement.executeUpdate();
            }
        }
    }

    private static void bindAccount(PreparedStatement statement, int first, int id) throws SQLException {
        Account account = Account.of(id);
        statement.setLong(first, account.id());
        statement.setString(first + 1, account.name());
        statement.setBigDecimal(first + 2, account.balance());
        statement.setDouble(first + 3, account.score());
        statement.setObject(first + 4, account.createdAt());
        statement.setString(first + 5, account.note());
    }

    private static void bindWide(PreparedStatement statement, int first, int id) throws SQLException {
        statement.setInt(first, id);
        for (int column = 0; column < Wide.COLUMNS; column++) {
            if (Wide.isNumber(column)) {
                statement.setInt(first + 1 + column, Wide.number(id, column));
            } else {
                statement.setString(first + 1 + column, Wide.text(id, column));
            }
        }
    }
}
