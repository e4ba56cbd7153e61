package io.github.asyncmysql.benchmark.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A workload and how large it is. Immutable.
 *
 * @param users operations under way at any moment
 * @param connections connections in the pool
 * @param columns columns of each row, for {@link Workload#WIDE}
 * @param rows rows of each answer, for {@link Workload#LIST}
 */
public record Scenario(Workload workload, int users, int connections, int columns, int rows) {

    public static Scenario of(Workload workload) {
        return new Scenario(
                workload, workload.users(), workload.connections(), workload.columns(), workload.rowsPerOperation());
    }

    public Scenario withUsers(int count) {
        return new Scenario(workload, count, connections, columns, rows);
    }

    public Scenario withConnections(int count) {
        return new Scenario(workload, users, count, columns, rows);
    }

    public Scenario withColumns(int count) {
        return new Scenario(workload, users, connections, count, rows);
    }

    public Scenario withRows(int count) {
        return new Scenario(workload, users, connections, columns, count);
    }

    /** One word that {@link #parse} reads. */
    public String print() {
        return workload + "-" + users + "-" + connections + "-" + columns + "-" + rows;
    }

    public static Scenario parse(String word) {
        String[] parts = word.split("-");
        int[] sizes = Arrays.stream(parts).skip(1).mapToInt(Integer::parseInt).toArray();
        return new Scenario(Workload.valueOf(parts[0]), sizes[0], sizes[1], sizes[2], sizes[3]);
    }

    /** The statement, where the workload is one that only reads. */
    public String sql() {
        return switch (workload.source()) {
            case ACCOUNT_BY_ID -> "select " + Account.COLUMNS + " from " + Account.TABLE + " where id = ?";
            case ACCOUNTS_FROM_ID ->
                "select " + Account.COLUMNS + " from " + Account.TABLE + " where id >= ? order by id limit " + rows;
            case ALL_ACCOUNTS -> "select " + Account.COLUMNS + " from " + Account.TABLE;
            case WIDE_ROW ->
                "select " + Wide.columns(columns).collect(Collectors.joining(", ")) + " from " + Wide.TABLE
                        + " where id = ?";
            case LARGE_ROW -> "select content from " + LargeContent.TABLE + " where id = ?";
            case NONE -> throw new IllegalStateException(workload + " is not a single statement");
        };
    }

    /** The slow statement of {@link Workload#MIXED}. */
    public String slowSql() {
        return "select " + Account.COLUMNS + " from " + Account.SLOW_VIEW + " where id = ?";
    }

    /** What each operation must answer, by the id it asks for; a single element where the id does not matter. */
    public long[] expectedChecksums() {
        return switch (workload.source()) {
            case ACCOUNT_BY_ID -> Account.checksums(Workload.POINT_IDS, 1);
            case ACCOUNTS_FROM_ID -> Account.checksums(Workload.POINT_IDS, rows);
            case ALL_ACCOUNTS -> new long[] {Account.checksums(1, Workload.ROWS)[1]};
            case WIDE_ROW -> Wide.checksums(columns);
            case LARGE_ROW -> LargeContent.checksums();
            case NONE -> workload.expectedChecksums();
        };
    }

    @Override
    public String toString() {
        String name = workload.title();
        if (equals(of(workload))) {
            return name;
        }
        return String.format(
                Locale.ROOT,
                "%s, %d users, %d connections, %d columns, %d rows",
                name,
                users,
                connections,
                columns,
                rows);
    }
}
