package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.BatchBinder;
import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.BatchResult.Strategy;
import io.github.asyncmysql.internal.command.BulkExecuteCommand;
import io.github.asyncmysql.internal.command.ExecuteCommand;
import io.github.asyncmysql.internal.command.ResultConsumer;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.value.ValueSettings;
import io.github.asyncmysql.internal.wire.Text;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A statement with the rows it is to be run for.
 *
 * <p>Immutable.
 */
final class BatchStatement {

    private static final int MIN_WINDOW = 64;

    private final Statement statement;
    private final BatchOptions options;
    private final @Nullable MultiRowInsert insert;
    private final List<BatchRow> rows;
    private final @Nullable Source<?> source;

    private BatchStatement(Statement statement, BatchOptions options, List<BatchRow> rows, @Nullable Source<?> source) {
        this.statement = statement;
        this.options = options;
        this.insert = MultiRowInsert.parse(statement.sql());
        this.rows = rows;
        this.source = source;
    }

    /** A publisher and what its items become. */
    private record Source<E>(Flow.Publisher<? extends E> items, BatchBinder<? super E> binder) {

        RowFeed<E> feed(ValueSettings settings, int window, Runnable signal) {
            return new RowFeed<>(binder, settings, window, signal);
        }
    }

    /** Binds all items. */
    static <E> BatchStatement of(
            Statement statement, Iterable<? extends E> items, BatchBinder<? super E> binder, BatchOptions options) {
        List<BatchRow> rows = new ArrayList<>();
        ValueSettings settings = statement.target().valueSettings();
        int expectedValues = 0;
        for (E item : items) {
            BatchRow row = BatchRow.bind(rows.size(), item, binder, settings, expectedValues);
            expectedValues = row.values().length;
            rows.add(row);
        }
        return new BatchStatement(statement, options, rows, null);
    }

    static <E> BatchStatement of(
            Statement statement,
            Flow.Publisher<? extends E> items,
            BatchBinder<? super E> binder,
            BatchOptions options) {
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(binder, "binder");
        return new BatchStatement(statement, options, List.of(), new Source<E>(items, binder));
    }

    CompletableFuture<BatchResult> run() {
        return statement.target().useConnection(use -> new BatchRun(this, use).start());
    }

    String sql() {
        return statement.sql();
    }

    String shortSql() {
        return Text.shortenSql(statement.sql());
    }

    long timeoutNanos() {
        return statement.timeoutNanos();
    }

    BatchOptions options() {
        return options;
    }

    /** The statement's shape; {@code null} if it cannot take several rows. */
    @Nullable
    MultiRowInsert insert() {
        return insert;
    }

    /** The rows that are there from the start. */
    List<BatchRow> rows() {
        return rows;
    }

    /** What takes the rows that come from a publisher; {@code null} if there is none. */
    @Nullable
    RowFeed<?> feed(Runnable signal) {
        int window = Math.max(MIN_WINDOW, 2 * options.maxRowsPerStatement());
        return source == null ? null : source.feed(statement.target().valueSettings(), window, signal);
    }

    /** Has the publisher, if there is one, send its items to what {@link #feed} returned. */
    @SuppressWarnings("unchecked") // the feed was made from the same source
    void subscribe(@Nullable RowFeed<?> feed) {
        if (source != null && feed != null) {
            ((Flow.Publisher<Object>) source.items()).subscribe((RowFeed<Object>) feed);
        }
    }

    /** The command that executes these rows. */
    StatementCommand command(Strategy strategy, List<BatchRow> group, ResultConsumer consumer, @Nullable ZoneId zone) {
        MultiRowInsert shape = insert;
        if (group.size() == 1) {
            return new ExecuteCommand(statement.sql(), group.get(0).values(), consumer, zone);
        }
        if (strategy == Strategy.REWRITTEN && shape != null) {
            ExecuteCommand command = new ExecuteCommand(shape.sql(group.size()), concatenated(group), consumer, zone);
            command.rewritten();
            return command;
        }
        List<@Nullable Object[]> values = new ArrayList<>(group.size());
        int[] types = BulkExecuteCommand.types(group.get(0).values());
        for (BatchRow row : group) {
            values.add(row.values());
            BulkExecuteCommand.merge(types, row.values());
        }
        return new BulkExecuteCommand(statement.sql(), values, types, consumer, zone);
    }

    private static @Nullable Object[] concatenated(List<BatchRow> group) {
        int columns = group.get(0).values().length;
        @Nullable Object[] all = new Object[columns * group.size()];
        for (int i = 0; i < group.size(); i++) {
            System.arraycopy(group.get(i).values(), 0, all, i * columns, columns);
        }
        return all;
    }
}
