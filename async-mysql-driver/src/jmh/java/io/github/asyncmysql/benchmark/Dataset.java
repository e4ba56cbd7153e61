package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.testsupport.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;

/** Fills the table that is read. Used by one thread. */
final class Dataset {

    private static final int ROWS_PER_INSERT = 1_000;
    private static final String ROW = "(?, ?, ?, ?, ?, ?)";

    private Dataset() {}

    static void load(TestServer server) throws SQLException {
        server.execute(
                "drop table if exists " + Account.TABLE,
                "create table " + Account.TABLE + " (id bigint primary key, name varchar(64) not null,"
                        + " balance decimal(14, 2) not null, score double not null,"
                        + " created_at datetime(6) not null, note varchar(255)) character set utf8mb4");
        String insert = "insert into " + Account.TABLE + " (" + Account.COLUMNS + ") values "
                + String.join(", ", Collections.nCopies(ROWS_PER_INSERT, ROW));
        try (Connection connection = server.connectWithJdbc();
                PreparedStatement statement = connection.prepareStatement(insert)) {
            connection.setAutoCommit(false);
            int parameter = 1;
            for (int id = 1; id <= Workload.ROWS; id++) {
                parameter = bind(statement, parameter, Account.of(id));
                if (id % ROWS_PER_INSERT == 0) {
                    statement.executeUpdate();
                    parameter = 1;
                }
            }
            connection.commit();
        }
        server.execute("analyze table " + Account.TABLE);
    }

    private static int bind(PreparedStatement statement, int first, Account account) throws SQLException {
        int parameter = first;
        statement.setLong(parameter++, account.id());
        statement.setString(parameter++, account.name());
        statement.setBigDecimal(parameter++, account.balance());
        statement.setDouble(parameter++, account.score());
        statement.setObject(parameter++, account.createdAt());
        statement.setString(parameter++, account.note());
        return parameter;
    }
}
