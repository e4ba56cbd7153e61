package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.BatchResult.Failure;
import io.github.asyncmysql.BatchResult.Part;
import io.github.asyncmysql.BatchResult.Strategy;
import io.github.asyncmysql.MySqlBatchException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.ResultConsumer;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.value.WireRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a batch on a connection: keeps as many statements on their way as is safe, and counts their answers.
 *
 * <p>Within a transaction only one statement is on its way at a time: a deadlock rolls the whole transaction back, and a
 * statement behind it would run, and commit, by itself.
 *
 * <p>Confined to the event loop, except for {@link #start()} and the future.
 */
final class BatchRun {

    private static final Logger sqlLog = LoggerFactory.getLogger("io.github.asyncmysql.sql");
    private static final long MAX_BYTES_ON_THEIR_WAY = 4 << 20;

    private final BatchStatement batch;
    private final BatchOptions options;
    private final WireConnection connection;
    private final ConnectionUse use;
    private final OperationFuture<BatchResult> future = new OperationFuture<>(this::abandon);
    private final Queue<BatchRow> rows;
    private final @Nullable RowFeed<?> feed;
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final BatchTally tally;
    private final Set<Group> onTheirWay = new LinkedHashSet<>();
    private @Nullable BatchGroups groups;
    private long bytesOnTheirWay;
    private long nextRow;
    private long startedAt;
    private boolean settled;
    private boolean pumping;
    private boolean again;
    private boolean stopped;
    private boolean finished;
    private @Nullable Failure failure;
    private @Nullable Throwable otherFailure;

    BatchRun(BatchStatement batch, ConnectionUse use) {
        this.batch = batch;
        this.options = batch.options();
        this.use = use;
        this.connection = use.connection();
        this.rows = new ArrayDeque<>(batch.rows());
        this.feed = batch.feed(this::signal);
        this.tally = new BatchTally(feed == null ? rows.size() : -1);
    }

    /** Starts it. Thread-safe. */
    CompletableFuture<BatchResult> start() {
        connection.execute(this::begin);
        return future;
    }

    private void begin() {
        startedAt = System.nanoTime();
        // A statement of somebody else that has not been answered may begin a transaction.
        settled = connection.isIdle();
        groups = BatchGroups.of(batch.sql(), batch.insert(), options, connection);
        if (!future.isDone()) {
            // A publisher may send at once all that it is asked for; the first statement shall not take one row of it.
            pumping = true;
            try {
                batch.subscribe(feed);
            } catch (RuntimeException e) {
                stop(e);
            } finally {
                pumping = false;
            }
        }
        pump();
    }

    // From any thread; many items that come at a time are worth one look.
    private void signal() {
        if (signalled.compareAndSet(false, true)) {
            connection.execute(() -> {
                signalled.set(false);
                pump();
            });
        }
    }

    private void pump() {
        if (pumping) {
            again = true;
            return;
        }
        pumping = true;
        try {
            do {
                again = false;
                sendWhatMayBeSent();
            } while (again);
        } finally {
            pumping = false;
        }
        boolean exhausted = rows.isEmpty() && (feed == null || feed.isEnded());
        if (onTheirWay.isEmpty() && (stopped || exhausted) && !finished) {
            finished = true;
            finish();
        }
    }

    private void sendWhatMayBeSent() {
        BatchGroups cut = groups;
        if (cut == null) {
            return;
        }
        boolean ended = fill();
        while (!stopped && !rows.isEmpty() && hasRoom(cut, ended)) {
            if (!use.usable().getAsBoolean()) {
                stop(TransactionScope.closed("batch"));
                return;
            }
            List<BatchRow> group = cut.take(rows);
            if (feed != null) {
                feed.taken(group.size());
                ended = fill();
            }
            send(cut, group);
        }
    }

    private boolean fill() {
        RowFeed<?> source = feed;
        if (source == null) {
            return true;
        }
        boolean ended = source.isEnded();
        source.drainTo(rows);
        Throwable cause = source.failure();
        // What came before it is executed first, as if it had been executed one by one.
        if (ended && cause != null && rows.isEmpty()) {
            stop(cause);
        }
        return ended;
    }

    private boolean hasRoom(BatchGroups cut, boolean ended) {
        if (onTheirWay.isEmpty()) {
            return true;
        }
        boolean complete = ended || rows.size() >= cut.maxRows();
        return complete
                && settled
                && onTheirWay.size() < connection.config().pipeliningLimit()
                && bytesOnTheirWay < MAX_BYTES_ON_THEIR_WAY
                && !connection.mustAnswerFirst();
    }

    private void send(BatchGroups cut, List<BatchRow> rowsOfGroup) {
        Group group = new Group(nextRow, rowsOfGroup);
        nextRow += rowsOfGroup.size();
        MySqlException problem = problem(cut, rowsOfGroup.get(0));
        if (problem != null) {
            failed(group, problem);
            return;
        }
        onTheirWay.add(group);
        bytesOnTheirWay += group.size();
        StatementCommand command = batch.command(
                cut.strategy(), rowsOfGroup, group, connection.config().sessionTimeZone());
        command.need(use.need());
        group.command = command;
        connection.submit(command, batch.timeoutNanos());
    }

    private @Nullable MySqlException problem(BatchGroups cut, BatchRow row) {
        if (cut.isTooLarge(row)) {
            return new MySqlMappingException(
                    "The row needs " + row.size() + " bytes, but the server's max_allowed_packet is "
                            + cut.packetLimit(),
                    Outcome.NOT_SENT,
                    null);
        }
        MultiRowInsert insert = batch.insert();
        if (cut.strategy() == Strategy.REWRITTEN && insert != null && row.values().length != insert.placeholders()) {
            return new MySqlMappingException(
                    "The statement has " + insert.placeholders() + " placeholders, but " + row.values().length
                            + " parameters were given",
                    Outcome.NOT_SENT,
                    null);
        }
        return null;
    }

    private void executed(Group group, Session session) {
        answered(group);
        Part part = new Part(group.firstRow, group.rows.size(), session.affectedRows(), session.lastInsertId());
        tally.executed(part, group.rows, batch.insert(), connection.generatesConsecutiveKeys());
        LongConsumer progress = options.progress();
        if (progress != null && !stopped) {
            try {
                progress.accept(tally.rows());
            } catch (RuntimeException e) {
                stop(e);
            }
        }
        pump();
    }

    private void failed(Group group, Throwable cause) {
        answered(group);
        if (!(cause instanceof MySqlException known)) {
            stop(cause);
        } else {
            Failure entry = tally.failed(group.firstRow, group.rows.size(), known);
            if (!isTolerable(known) || tally.failedRows() > options.toleratedFailures()) {
                failure = failure == null ? entry : failure;
                stop(known);
            }
        }
        pump();
    }

    // Behind anything but the row's own fault there is no connection, or not the same transaction any more.
    private boolean isTolerable(MySqlException cause) {
        if (cause instanceof MySqlServerException error) {
            return !error.isFatal()
                    && !error.isReadOnlyServer()
                    && !(error.isTransient() && connection.mustAnswerFirst());
        }
        return cause instanceof MySqlMappingException;
    }

    private void answered(Group group) {
        settled = true;
        if (onTheirWay.remove(group)) {
            bytesOnTheirWay -= group.size();
        }
    }

    private void stop(Throwable cause) {
        if (!stopped) {
            stopped = true;
            otherFailure = cause;
            if (feed != null) {
                feed.cancel();
            }
        }
    }

    private void finish() {
        BatchGroups cut = groups;
        BatchResult result = tally.result(cut == null ? Strategy.PIPELINED : cut.strategy());
        if (connection.config().echo()) {
            long micros = (System.nanoTime() - startedAt) / 1000;
            sqlLog.info("{} us{} {} for: {}", micros, stopped ? " FAILED" : "", result, batch.shortSql());
        }
        Failure first = failure;
        Throwable other = otherFailure;
        if (first != null) {
            if (first.cause() instanceof MySqlServerException error && (error.isFatal() || error.isReadOnlyServer())) {
                use.retire().run();
            }
            future.fail(new MySqlBatchException(first, result));
        } else if (other != null) {
            future.fail(other);
        } else {
            future.succeed(result);
        }
    }

    // Thread-safe.
    private void abandon() {
        connection.execute(() -> {
            finished = true;
            stopped = true;
            if (feed != null) {
                feed.cancel();
            }
            rows.clear();
            for (Group group : new ArrayList<>(onTheirWay)) {
                StatementCommand command = group.command;
                if (command != null) {
                    connection.abandon(command);
                }
            }
            onTheirWay.clear();
        });
    }

    /** Rows that are one statement. Confined to the event loop. */
    private final class Group implements ResultConsumer {

        private final long firstRow;
        private final List<BatchRow> rows;
        private @Nullable StatementCommand command;

        Group(long firstRow, List<BatchRow> rows) {
            this.firstRow = firstRow;
            this.rows = rows;
        }

        long size() {
            long size = 0;
            for (BatchRow row : rows) {
                size += row.size();
            }
            return size;
        }

        @Override
        public void onRow(WireRow row) {
            // Not wanted.
        }

        @Override
        public void onComplete(Session session) {
            executed(this, session);
        }

        @Override
        public void onFailure(Throwable cause) {
            failed(this, cause);
        }
    }
}
