package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.internal.cluster.HostCheck;
import io.github.asyncmysql.internal.cluster.HostReport;
import io.github.asyncmysql.internal.cluster.HostReport.Condition;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server whether it takes writes, over a connection that it keeps for that purpose.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/server-system-variables.html#sysvar_read_only">read_only</a>
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/performance-schema-replication-group-members-table.html">
 *     replication_group_members</a>
 */
public final class HostProbe implements HostCheck {

    private static final String READ_ONLY = "select @@global.read_only, @@global.innodb_read_only";

    // Its own state as it sees it, and how many of the group it cannot reach. No rows where there is no group.
    private static final String GROUP =
            "select max(case when member_id = @@server_uuid then member_state end), count(*),"
                    + " coalesce(sum(member_state = 'UNREACHABLE'), 0) from performance_schema.replication_group_members";

    private static final String LAG = "show replica status";

    /** The server does not know it, or not for this account: errors that the same question gets the next time. */
    private static final Set<Integer> NOT_TO_BE_ASKED = Set.of(1044, 1049, 1054, 1064, 1142, 1146, 1193, 1227);

    private final Supplier<CompletableFuture<MySqlConnection>> connect;
    private final Consumer<Credentials> credentials;
    private final Duration lagLimit;
    private final Predicate<Throwable> permanent;
    private volatile @Nullable CompletableFuture<MySqlConnection> connecting;
    private volatile @Nullable MySqlConnection connection;
    private volatile boolean closed;
    /** Whether this account may not ask about groups, or the server knows none. */
    private volatile boolean withoutGroup;

    private volatile boolean withoutLag;

    /**
     * @param connect opens a connection on which statements have a time limit
     * @param credentials changes who logs in
     * @param lagLimit how far behind a replica may be; zero for any distance
     * @param permanent tells the failures to connect that trying again cannot help
     */
    public HostProbe(
            Supplier<CompletableFuture<MySqlConnection>> connect,
            Consumer<Credentials> credentials,
            Duration lagLimit,
            Predicate<Throwable> permanent) {
        this.connect = connect;
        this.credentials = credentials;
        this.lagLimit = lagLimit;
        this.permanent = permanent;
    }

    /** From now on, these log in. */
    void credentials(Credentials next) {
        credentials.accept(next);
    }

    @Override
    public CompletableFuture<HostReport> check() {
        MySqlConnection open = connection;
        if (open == null || !open.isOpen()) {
            return connectAndAsk();
        }
        return ask(open)
                .handle((report, failure) -> failure == null
                        ? CompletableFuture.completedFuture(report)
                        : failed(open, LeaseUse.cause(failure)))
                .thenCompose(next -> next);
    }

    // That one connection has ended says nothing about the server yet.
    private CompletableFuture<HostReport> failed(MySqlConnection open, Throwable failure) {
        drop(open);
        return failure instanceof MySqlConnectionException || isSessionOver(failure)
                ? connectAndAsk()
                : CompletableFuture.completedFuture(unreachable(failure));
    }

    private static boolean isSessionOver(Throwable failure) {
        return failure instanceof MySqlServerException error && error.isFatal();
    }

    private CompletableFuture<HostReport> connectAndAsk() {
        CompletableFuture<MySqlConnection> attempt = connect.get();
        connecting = attempt;
        if (closed) {
            attempt.cancel(false);
        }
        return attempt.thenCompose(opened -> {
                    connection = opened;
                    if (closed) {
                        opened.close();
                    }
                    withoutGroup = opened.server().mariaDb();
                    withoutLag = lagLimit.isZero();
                    return ask(opened).whenComplete((report, failure) -> {
                        if (failure != null) {
                            drop(opened);
                        }
                    });
                })
                .exceptionally(failure -> unreachable(LeaseUse.cause(failure)));
    }

    private HostReport unreachable(Throwable failure) {
        return HostReport.unreachable(failure, permanent.test(failure));
    }

    private void drop(MySqlConnection ended) {
        connection = null;
        ended.close();
    }

    /** All that is to be known about the host, in one round trip. */
    private CompletableFuture<HostReport> ask(MySqlConnection open) {
        CompletableFuture<HostReport> report =
                open.sql(READ_ONLY).query().single().thenApply(HostProbe::report);
        if (!withoutGroup) {
            CompletableFuture<Optional<HostReport>> group = open.sql(GROUP)
                    .query()
                    .first()
                    .thenApply(row -> row.flatMap(HostProbe::group))
                    .exceptionally(failure -> unknown(failure, () -> withoutGroup = true));
            report = report.thenCombine(group, (own, ofGroup) -> ofGroup.orElse(own));
        }
        if (!withoutLag) {
            boolean mariaDb = open.server().mariaDb();
            CompletableFuture<Optional<HostReport>> lag = open.sql(LAG)
                    .query()
                    .first()
                    .thenApply(row -> row.flatMap(status -> lag(status, mariaDb)))
                    .exceptionally(failure -> unknown(failure, () -> withoutLag = true));
            report = report.thenCombine(
                    lag, (own, behind) -> own.condition() == Condition.READ_ONLY ? behind.orElse(own) : own);
        }
        return report;
    }

    private static Optional<HostReport> unknown(Throwable failure, Runnable never) {
        Throwable cause = LeaseUse.cause(failure);
        if (cause instanceof MySqlServerException error && NOT_TO_BE_ASKED.contains(error.errorCode())) {
            never.run();
            return Optional.empty();
        }
        throw new CompletionException(cause);
    }

    /** Why a replica is not to be read from; empty if it is. */
    private Optional<HostReport> lag(Row status, boolean mariaDb) {
        String running = status.getString(mariaDb ? "Slave_SQL_Running" : "Replica_SQL_Running");
        String seconds = status.getString(mariaDb ? "Seconds_Behind_Master" : "Seconds_Behind_Source");
        if (seconds == null || !"Yes".equals(running)) {
            return Optional.of(HostReport.notReady("does not replicate"));
        }
        return Long.parseLong(seconds) > lagLimit.toSeconds()
                ? Optional.of(HostReport.notReady("is " + seconds + " s behind"))
                : Optional.empty();
    }

    private static HostReport report(Row row) {
        return isOff(row.getString(0)) && isOff(row.getString(1)) ? HostReport.writable() : HostReport.readOnly();
    }

    // MariaDB 12 has words for it.
    private static boolean isOff(@Nullable String value) {
        return value == null || value.equals("0") || value.equalsIgnoreCase("OFF");
    }

    /** Why the member of a group is not to be relied on; empty if it is, or is no member. */
    private static Optional<HostReport> group(Row row) {
        String state = row.getString(0);
        if (state == null || state.isEmpty() || state.equals("OFFLINE")) {
            return Optional.empty();
        }
        if (!state.equals("ONLINE")) {
            return Optional.of(HostReport.notReady("is " + state + " in its group"));
        }
        return 2 * row.getLong(2) >= row.getLong(1)
                ? Optional.of(HostReport.notReady("has lost the majority of its group"))
                : Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture<MySqlConnection> attempt = connecting;
        if (attempt != null) {
            attempt.cancel(false);
        }
        MySqlConnection open = connection;
        if (open != null) {
            open.close();
        }
    }
}
