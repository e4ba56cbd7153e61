package io.github.asyncmysql.benchmark.load;

/** What is measured. Immutable. */
public enum Workload {
    POINT(
            "Point select",
            "select",
            Source.ACCOUNT_BY_ID,
            64,
            16,
            1,
            "One row of six columns by its primary key, random out of 10,000"),
    ONE_USER(
            "Point select, one user",
            "select",
            Source.ACCOUNT_BY_ID,
            1,
            16,
            1,
            "The same with one user: the time of a round trip"),
    LIST(
            "List of 12 rows",
            "list",
            Source.ACCOUNTS_FROM_ID,
            64,
            16,
            12,
            "12 rows of six columns, in the order of their primary key"),
    MIXED(
            "Point select beside slow ones",
            "select",
            Source.ACCOUNT_BY_ID,
            64,
            16,
            1,
            "Every 20th statement takes 200 ms on the server; latencies are those of the others alone"),
    TRANSACTION(
            "Lock, update, commit",
            "transaction",
            Source.NONE,
            32,
            16,
            1,
            "A transaction that locks a row, reads it, writes it and commits; committed changes are counted afterwards"),
    TWENTY(
            "20 point selects on one connection",
            "unit",
            Source.NONE,
            16,
            16,
            20,
            "A connection is borrowed, 20 point selects run on it, pipelined where the client can, and it is given back"),
    STREAM(
            "Stream of rows",
            "row",
            Source.ALL_ACCOUNTS,
            2,
            2,
            Workload.ROWS,
            "100,000 rows of six columns in one result, again and again"),
    INSERT(
            "Insert of 1,000 rows",
            "row",
            Source.NONE,
            2,
            2,
            Item.PER_BATCH,
            "1,000 rows of four parameters in one transaction, in the fastest way that the client has; what is in the table is summed up afterwards"),
    ACQUIRE(
            "Acquire and release",
            "cycle",
            Source.NONE,
            64,
            16,
            1,
            "A connection is borrowed, kept for one turn of the event loop or scheduler, and given back"),
    WIDE(
            "Row of 100 columns",
            "select",
            Source.WIDE_ROW,
            64,
            16,
            1,
            "One row of 100 columns, numbers and texts by turns"),
    LARGE("Row of 1 MiB", "select", Source.LARGE_ROW, 4, 4, 1, "One row with a BLOB of 1 MiB, read as bytes"),
    CONNECT(
            "Connect and log in",
            "login",
            Source.NONE,
            4,
            1,
            1,
            "A connection is opened, logged in with `caching_sha2_password` from the server's cache, and closed; the server's own counter is the check"),
    TLS("Point select over TLS", "select", Source.ACCOUNT_BY_ID, 64, 16, 1, "The point select, encrypted"),
    CANNED_POINT(
            "Point select without a database",
            "select",
            Source.ACCOUNT_BY_ID,
            64,
            16,
            1,
            "The point select; a process that holds recorded answers stands in for the server"),
    CANNED_LIST(
            "List of 12 rows without a database",
            "list",
            Source.ACCOUNTS_FROM_ID,
            64,
            16,
            12,
            "The list; a process that holds recorded answers stands in for the server"),
    CANNED_STREAM(
            "Stream of rows without a database",
            "row",
            Source.ALL_ACCOUNTS,
            2,
            2,
            Workload.ROWS,
            "The stream; a process that holds recorded answers stands in for the server");

    public static final int ROWS = 100_000;
    public static final int POINT_IDS = 10_000;
    public static final int UNIT_SELECTS = 20;
    public static final String POINT_SQL = "select " + Account.COLUMNS + " from " + Account.TABLE + " where id = ?";

    private static final int SLOW_ONE_IN = 20;

    /** Whether what is asked for is to be slow. */
    public boolean isSlow(int id) {
        return this == MIXED && id % SLOW_ONE_IN == 0;
    }

    /** What a workload reads, and how it is asked for. */
    public enum Source {
        ACCOUNT_BY_ID,
        ACCOUNTS_FROM_ID,
        ALL_ACCOUNTS,
        WIDE_ROW,
        LARGE_ROW,
        /** It is no single statement that reads. */
        NONE
    }

    private final String title;
    private final String unit;
    private final Source source;
    private final int users;
    private final int connections;
    private final int rowsPerOperation;
    private final String description;

    Workload(
            String title,
            String unit,
            Source source,
            int users,
            int connections,
            int rowsPerOperation,
            String description) {
        this.title = title;
        this.unit = unit;
        this.source = source;
        this.users = users;
        this.connections = connections;
        this.rowsPerOperation = rowsPerOperation;
        this.description = description;
    }

    public String title() {
        return title;
    }

    /** What throughput, CPU time and allocation are counted by: one row where operations have very many, or one operation. */
    public String unit() {
        return unit;
    }

    public int unitsPerOperation() {
        return unit.equals("row") ? rowsPerOperation : 1;
    }

    public Source source() {
        return source;
    }

    public int users() {
        return users;
    }

    public int connections() {
        return connections;
    }

    int columns() {
        return this == WIDE ? 100 : 6;
    }

    int rowsPerOperation() {
        return rowsPerOperation;
    }

    public boolean isCanned() {
        return name().startsWith("CANNED_");
    }

    public String describe() {
        return description + ". " + users + (users == 1 ? " user" : " users")
                + (this == CONNECT ? "." : ", pool of " + connections + ".");
    }

    /** Of those that are no single statement that reads. */
    long[] expectedChecksums() {
        return switch (this) {
            case TRANSACTION -> Counter.expectedChecksums();
            case TWENTY -> Account.checksums(POINT_IDS, UNIT_SELECTS);
            default -> new long[] {0};
        };
    }
}
