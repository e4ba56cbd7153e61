package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakePackets.TYPE_LONGLONG;
import static io.github.asyncmysql.testsupport.FakePackets.TYPE_VAR_STRING;
import static io.github.asyncmysql.testsupport.FakePackets.column;
import static io.github.asyncmysql.testsupport.FakePackets.columnCount;
import static io.github.asyncmysql.testsupport.FakePackets.concat;
import static io.github.asyncmysql.testsupport.FakePackets.err;
import static io.github.asyncmysql.testsupport.FakePackets.ok;
import static io.github.asyncmysql.testsupport.FakePackets.okEof;
import static io.github.asyncmysql.testsupport.FakePackets.resultSet;
import static io.github.asyncmysql.testsupport.FakePackets.string;
import static io.github.asyncmysql.testsupport.FakePackets.textRow;

import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.testsupport.CollectedBytes;
import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.Pieces;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The dialogues that are spoiled in every way. Immutable. */
enum Scenario {
    LOGIN,
    TEXT,
    PREPARED,
    UPDATE,
    ERROR,
    MULTI,
    PING,
    RESET,
    TRANSACTION,
    TRANSACTION_REFUSED,
    LARGE_READ,
    LARGE_WRITE;

    private static final int AUTOCOMMIT = FakePackets.STATUS_AUTOCOMMIT;
    private static final int IN_TRANSACTION = 3;
    private static final int DUPLICATE_KEY = 1062;
    private static final int INTERRUPTED = 1317;

    /** Whether the dialogue begins with opening a connection, instead of on one that is idle in the pool. */
    boolean opensConnection() {
        return this == LOGIN;
    }

    /** Runs the dialogue. What comes out of it is text, so that it can be compared. */
    CompletableFuture<String> run(VirtualNetwork network) {
        return switch (this) {
            case LOGIN -> open(network);
            case TEXT ->
                network.pool()
                        .sql("select id, name from users")
                        .query(Scenario::text)
                        .list()
                        .thenApply(Object::toString);
            case PREPARED ->
                network.pool()
                        .sql("select ?")
                        .params("x")
                        .query(row -> text(row.getString(0)))
                        .list()
                        .thenApply(Object::toString);
            case UPDATE -> network.pool().sql("update users set a = 1").update().thenApply(Object::toString);
            case ERROR ->
                network.pool().sql("insert into users values (1)").update().handle((done, failure) -> code(failure));
            case MULTI ->
                network.pool()
                        .sql("call two_results()")
                        .query(String.class)
                        .list()
                        .thenApply(Object::toString);
            case PING -> network.pool().ping().thenApply(nothing -> "pong");
            case RESET ->
                network.pool().withConnection(connection -> connection
                        .sql("select get_lock('a', 1)")
                        .query(String.class)
                        .single());
            case TRANSACTION ->
                network.pool().withTransaction(transaction -> read(transaction).thenCompose(balance -> transaction
                        .sql("update accounts set a = 1")
                        .update()
                        .thenApply(done -> balance + done)));
            case TRANSACTION_REFUSED ->
                network.pool()
                        .withTransaction(TransactionOptions.DEFAULT.readOnly(true), Scenario::read)
                        .handle((read, failure) -> code(failure));
            case LARGE_READ -> read(network);
            case LARGE_WRITE ->
                network.pool()
                        .sql("insert into documents values (?)")
                        .params(LargeValue.text(Pieces.of("ab", "", "c")))
                        .update()
                        .thenApply(Object::toString);
        };
    }

    private static CompletableFuture<String> read(MySqlTransaction transaction) {
        return transaction
                .sql("select balance from accounts for update")
                .query(String.class)
                .single();
    }

    private static CompletableFuture<String> read(VirtualNetwork network) {
        StringBuilder id = new StringBuilder();
        CollectedBytes content = CollectedBytes.greedy(
                network.pool().sql("select id, content from documents").largeValue(row -> id.append(row.getLong(0))));
        CompletableFuture<String> read = new CompletableFuture<>();
        content.end().whenComplete((nothing, failure) -> {
            if (failure == null) {
                read.complete(id + ":" + content.text());
            } else {
                read.completeExceptionally(failure);
            }
        });
        read.whenComplete((text, failure) -> {
            if (read.isCancelled()) {
                content.cancel();
            }
        });
        return read;
    }

    // Cancelling what was derived from a future does not reach the future itself.
    private static CompletableFuture<String> open(VirtualNetwork network) {
        CompletableFuture<MySqlConnection> opened = network.open();
        CompletableFuture<String> version = new CompletableFuture<>();
        opened.whenComplete((connection, failure) -> {
            if (failure != null) {
                version.completeExceptionally(failure);
            } else {
                connection.close();
                version.complete(connection.server().version());
            }
        });
        version.whenComplete((result, failure) -> opened.cancel(true));
        return version;
    }

    private static String code(Throwable failure) {
        if (failure instanceof MySqlServerException error && error.errorCode() == DUPLICATE_KEY) {
            return "duplicate";
        }
        // If the roll back failed too, the connection was lost.
        if (failure instanceof MySqlServerException error
                && error.errorCode() == INTERRUPTED
                && error.getSuppressed().length == 0) {
            return "interrupted";
        }
        throw new CompletionException(failure);
    }

    private static String text(Row row) {
        return row.getLong(0) + ":" + text(row.getString(1));
    }

    private static String text(Object value) {
        return String.valueOf(value);
    }

    /** What the server answers to a query. */
    static byte[] answer(String sql) {
        if (sql.startsWith("select '")) {
            return resultSet("nonce", sql.substring(8, sql.length() - 1));
        }
        return switch (sql) {
            case "select id, name from users" ->
                concat(
                        columnCount(1, 2),
                        column(2, "id", TYPE_LONGLONG),
                        column(3, "name", TYPE_VAR_STRING),
                        textRow(4, "1", "a"),
                        textRow(5, "22", null),
                        textRow(6, "333", "ü".repeat(130)),
                        okEof(7));
            case "select id, content from documents" ->
                concat(
                        columnCount(1, 2),
                        column(2, "id", TYPE_LONGLONG),
                        column(3, "content", TYPE_VAR_STRING),
                        textRow(4, "7", "ü".repeat(130)),
                        okEof(5));
            case "update users set a = 1" -> ok(1, 3, 300, AUTOCOMMIT);
            case "update accounts set a = 1" -> ok(1, 2, 0, IN_TRANSACTION);
            case "START TRANSACTION" -> ok(1, 0, 0, IN_TRANSACTION);
            case "START TRANSACTION READ ONLY" -> err(1, INTERRUPTED, "70100", "Query execution was interrupted");
            case "select balance from accounts for update" ->
                concat(columnCount(1, 1), column(2, "balance"), textRow(3, "100"), okEof(4, IN_TRANSACTION));
            case "insert into users values (1)" -> err(1, DUPLICATE_KEY, "23000", "Duplicate entry '1'");
            case "call two_results()" ->
                concat(
                        columnCount(1, 1),
                        column(2, "first"),
                        textRow(3, "a"),
                        okEof(4, AUTOCOMMIT | FakePackets.STATUS_MORE_RESULTS),
                        columnCount(5, 1),
                        column(6, "second"),
                        textRow(7, "b"),
                        okEof(8, AUTOCOMMIT | FakePackets.STATUS_MORE_RESULTS),
                        ok(9));
            case "select get_lock('a', 1)" -> resultSet("lock", "1");
            default -> sql.startsWith("SELECT CONCAT_WS") ? resultSet("identity", "virtual:1") : ok(1);
        };
    }

    /** What the server answers to the execution of any prepared statement. */
    static byte[] binaryRows() {
        return concat(
                columnCount(1, 1),
                column(2, "value"),
                FakePackets.binaryRow(3, string("x")),
                FakePackets.packet(4, new byte[] {0, 4}),
                FakePackets.binaryRow(5, string("y".repeat(260))),
                okEof(6));
    }

    /** Whether a mapper has asked for a column that a hostile server did not send, and has heard of it as documented. */
    static boolean isOfMapper(Throwable failure) {
        return failure instanceof IndexOutOfBoundsException
                && Arrays.stream(failure.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(Scenario.class.getName()));
    }
}
