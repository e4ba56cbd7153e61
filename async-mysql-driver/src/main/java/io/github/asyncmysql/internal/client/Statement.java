package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.BatchBinder;
import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.CallResult;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.ResultPart;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.RowQuery;
import io.github.asyncmysql.SessionVariable;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TypeReference;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.internal.command.ExecuteCommand;
import io.github.asyncmysql.internal.command.HiddenEffects;
import io.github.asyncmysql.internal.command.LargeExecuteCommand;
import io.github.asyncmysql.internal.command.QueryAttributes;
import io.github.asyncmysql.internal.command.QueryCommand;
import io.github.asyncmysql.internal.command.ResultConsumer;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.connection.LocalUpload;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.value.ParamEncoder;
import io.github.asyncmysql.internal.value.RowMappers;
import io.github.asyncmysql.internal.wire.Text;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A statement and what it runs on.
 *
 * <p>Immutable.
 */
final class Statement implements SqlStatement {

    private static final @Nullable Object[] NO_PARAMETERS = {};

    private final Target target;
    private final String sql;
    private final @Nullable Object[] parameters;
    private final long timeoutNanos;
    private final boolean prepared;
    private final Companions companions;

    /**
     * What travels beside the statement. Immutable.
     *
     * @param attributes the query attributes
     * @param localFile what is sent in place of a local file; {@code null} for nothing
     * @param variables what is set for it alone
     */
    private record Companions(
            QueryAttributes attributes,
            Flow.@Nullable Publisher<? extends ByteBuffer> localFile,
            StatementVariables variables) {

        static final Companions NONE = new Companions(QueryAttributes.NONE, null, StatementVariables.NONE);
    }

    private Statement(
            Target target,
            String sql,
            @Nullable Object[] parameters,
            long timeoutNanos,
            boolean prepared,
            Companions companions) {
        this.target = target;
        this.sql = sql;
        this.parameters = parameters;
        this.timeoutNanos = timeoutNanos;
        this.prepared = prepared;
        this.companions = companions;
        if (companions.localFile() != null && (prepared || parameters.length > 0)) {
            throw new IllegalArgumentException(
                    "A statement with a local file can neither be prepared nor have parameters: "
                            + Text.shortenSql(sql));
        }
    }

    static Statement of(Target target, String sql) {
        if (sql.isBlank()) {
            throw new IllegalArgumentException("sql must not be blank");
        }
        return new Statement(target, sql, NO_PARAMETERS, target.queryTimeoutNanos(), false, Companions.NONE);
    }

    @Override
    public String sql() {
        return sql;
    }

    @Override
    public Statement params(@Nullable Object... values) {
        return withParameters(values.clone());
    }

    @Override
    public Statement params(List<? extends @Nullable Object> values) {
        return withParameters(values.toArray());
    }

    private Statement withParameters(@Nullable Object[] values) {
        target.valueSettings().prepare(values);
        return new Statement(target, sql, values, timeoutNanos, prepared, companions);
    }

    @Override
    public Statement timeout(Duration limit) {
        Objects.requireNonNull(limit, "timeout");
        if (limit.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative, but is " + limit);
        }
        return new Statement(target, sql, parameters, limit.toNanos(), prepared, companions);
    }

    @Override
    public Statement prepared(boolean value) {
        return new Statement(target, sql, parameters, timeoutNanos, value, companions);
    }

    @Override
    public Statement attribute(String name, @Nullable Object value) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name must not be blank");
        }
        QueryAttributes all = companions.attributes().with(name, value);
        return withCompanions(new Companions(all, companions.localFile(), companions.variables()));
    }

    @Override
    public Statement setVar(String name, Object value) {
        StatementVariables all = companions.variables().with(sql, new SessionVariable(name, value));
        return withCompanions(new Companions(companions.attributes(), companions.localFile(), all));
    }

    private Statement withCompanions(Companions all) {
        return new Statement(target, sql, parameters, timeoutNanos, prepared, all);
    }

    @Override
    public Statement localInfile(Flow.Publisher<? extends ByteBuffer> source) {
        Objects.requireNonNull(source, "source");
        return withCompanions(new Companions(companions.attributes(), source, companions.variables()));
    }

    @Override
    public <T> RowQuery<T> query(Class<T> type) {
        return new Query<>(this, RowMappers.forType(type, target.valueSettings()));
    }

    @Override
    public <T> RowQuery<T> query(TypeReference<T> type) {
        return new Query<>(this, RowMappers.forType(type, target.valueSettings()));
    }

    @Override
    public <T> RowQuery<T> query(RowMapper<? extends T> mapper) {
        return new Query<>(this, Objects.requireNonNull(mapper, "mapper"));
    }

    @Override
    public RowQuery<Row> query() {
        return new Query<>(this, Row::detach);
    }

    @Override
    public Flow.Publisher<ByteBuffer> largeValue(Consumer<? super Row> leading) {
        Objects.requireNonNull(leading, "leading");
        return subscriber ->
                LargeValueSubscription.start(this, leading, Objects.requireNonNull(subscriber, "subscriber"));
    }

    @Override
    public CompletableFuture<UpdateResult> update() {
        return new Operations.Update(this).run();
    }

    @Override
    public CompletableFuture<List<ResultPart>> results() {
        return new AllResults.Parts(this).run();
    }

    @Override
    public CompletableFuture<CallResult> call() {
        return new AllResults.Call(prepared(true)).run();
    }

    @Override
    public <E> CompletableFuture<BatchResult> batch(
            Iterable<? extends E> items, BatchBinder<? super E> binder, BatchOptions options) {
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(binder, "binder");
        checkBatch(options);
        BatchStatement batch;
        try {
            batch = BatchStatement.<E>of(this, items, binder, options);
        } catch (RuntimeException e) {
            return AnswerFuture.failed(e);
        }
        return batch.run();
    }

    @Override
    public <E> CompletableFuture<BatchResult> batch(
            Flow.Publisher<? extends E> items, BatchBinder<? super E> binder, BatchOptions options) {
        checkBatch(options);
        return BatchStatement.<E>of(this, items, binder, options).run();
    }

    private void checkBatch(BatchOptions options) {
        Objects.requireNonNull(options, "options");
        if (parameters.length > 0) {
            throw new IllegalStateException("The parameters of a batch come with its rows, but params(...) was called");
        }
        if (!companions.variables().isEmpty()) {
            throw new IllegalStateException("A batch takes no variables of one statement, but setVar(...) was called");
        }
    }

    Target target() {
        return target;
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    /**
     * Whether nothing of it has happened when it is refused. What the statements of a procedure, or of one text, did before the
     * one that was refused, would be done twice.
     */
    boolean isRefusedAsAWhole(MySqlConfig config) {
        return !config.multiStatements() && HiddenEffects.isAtomic(sql);
    }

    /** Whether something of it is sent while it is read, for which nobody but the caller sets a time limit. */
    boolean hasSources() {
        return companions.localFile() != null || ParamEncoder.indexOfLarge(parameters, 0) >= 0;
    }

    /** Whether it may run beside statements of other callers, if it is known to read only. */
    boolean isFitToShare() {
        return !hasSources() && companions.variables().isEmpty();
    }

    /** A command for one run of this statement on a connection. */
    StatementCommand command(ResultConsumer consumer, WireConnection connection) {
        ZoneId zone = connection.config().sessionTimeZone();
        String text = companions.variables().in(sql, connection.server().mariaDb());
        StatementCommand command;
        if (!prepared && parameters.length == 0) {
            command = new QueryCommand(text, consumer, zone);
        } else if (ParamEncoder.indexOfLarge(parameters, 0) < 0) {
            command = new ExecuteCommand(text, parameters, consumer, zone);
        } else {
            command = new LargeExecuteCommand(text, parameters, consumer, zone);
        }
        command.attributes(companions.attributes());
        Flow.Publisher<? extends ByteBuffer> localFile = companions.localFile();
        if (localFile != null && command instanceof QueryCommand query) {
            query.localData(new LocalUpload(localFile));
        }
        return command;
    }
}
