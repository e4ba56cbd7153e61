package io.github.asyncmysql.spring;

import io.github.asyncmysql.BatchBinder;
import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.RowQuery;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.spring.StatementRunner.Place;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.util.Assert;
import org.springframework.util.ConcurrentLruCache;

/**
 * A statement of the template with the values bound so far.
 *
 * @param target where it runs, and with which SQL
 * @param positional values given by position
 * @param named values given by name
 * @param limit the time limit, {@code null} for the driver's default
 */
record TemplateStatement(
        Target target,
        List<@Nullable Object> positional,
        Map<String, @Nullable Object> named,
        @Nullable Duration limit) implements StatementSpec {

    private static final int CACHED_STATEMENTS = 256;
    private static final int LONGEST_CACHED_STATEMENT = 8192;
    private static final ConcurrentLruCache<String, NamedParameterSql> PARSED =
            new ConcurrentLruCache<>(CACHED_STATEMENTS, NamedParameterSql::parse);

    /** Where a statement runs, with which SQL, and what is set for it alone. Immutable. */
    private record Target(StatementRunner runner, NamedParameterSql sql, Map<String, Object> variables) {

        Target with(String name, Object value) {
            Map<String, Object> all = new LinkedHashMap<>(variables);
            all.put(name, value);
            return new Target(runner, sql, Collections.unmodifiableMap(all));
        }

        String text() {
            return sql.text();
        }
    }

    static TemplateStatement of(StatementRunner runner, String sql) {
        Assert.hasText(sql, "sql must not be blank");
        NamedParameterSql parsed =
                sql.length() <= LONGEST_CACHED_STATEMENT ? PARSED.get(sql) : NamedParameterSql.parse(sql);
        return new TemplateStatement(new Target(runner, parsed, Map.of()), List.of(), Map.of(), null);
    }

    @Override
    public StatementSpec param(@Nullable Object value) {
        return params(Collections.singletonList(value));
    }

    @Override
    public StatementSpec param(String name, @Nullable Object value) {
        Assert.hasText(name, "name must not be blank");
        return params(Collections.singletonMap(name, value));
    }

    @Override
    public StatementSpec params(@Nullable Object... values) {
        return params(Arrays.asList(values));
    }

    @Override
    public StatementSpec params(List<? extends @Nullable Object> values) {
        List<@Nullable Object> all = new ArrayList<>(positional.size() + values.size());
        all.addAll(positional);
        all.addAll(values);
        return new TemplateStatement(target, Collections.unmodifiableList(all), named, limit);
    }

    @Override
    public StatementSpec params(Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(named);
        all.putAll(values);
        return new TemplateStatement(target, positional, Collections.unmodifiableMap(all), limit);
    }

    @Override
    public StatementSpec timeout(Duration newLimit) {
        Assert.isTrue(!newLimit.isNegative(), "limit must not be negative");
        return new TemplateStatement(target, positional, named, newLimit);
    }

    @Override
    public StatementSpec setVar(String name, Object value) {
        Assert.hasText(name, "name must not be blank");
        Assert.notNull(value, "value must not be null");
        return new TemplateStatement(target.with(name, value), positional, named, limit);
    }

    @Override
    public <T> QuerySpec<T> query(Class<T> type) {
        RowMapping mapping = target.runner().mapping();
        return new Query<>(target, place -> mapping.query(statement(place), type));
    }

    @Override
    public <T> QuerySpec<T> query(ParameterizedTypeReference<T> type) {
        RowMapping mapping = target.runner().mapping();
        return new Query<>(target, place -> mapping.query(statement(place), type.getType()));
    }

    @Override
    public <T> QuerySpec<T> query(RowMapper<? extends T> mapper) {
        return new Query<>(target, place -> statement(place).query(mapper));
    }

    @Override
    public Flow.Publisher<ByteBuffer> largeValue(Consumer<? super Row> leading) {
        return target.runner()
                .publisher(target.text(), place -> statement(place).largeValue(leading));
    }

    @Override
    public CompletableFuture<UpdateResult> update() {
        return target.runner().future(target.text(), place -> statement(place).update(), result -> result);
    }

    @Override
    public <E> CompletableFuture<BatchResult> batch(
            Iterable<? extends E> items, BatchBinder<? super E> binder, BatchOptions options) {
        return target.runner()
                .future(
                        target.text(),
                        place -> batchStatement(place).<E>batch(items, binder, options),
                        result -> result);
    }

    @Override
    public <E> CompletableFuture<BatchResult> batch(
            Flow.Publisher<? extends E> items, BatchBinder<? super E> binder, BatchOptions options) {
        return target.runner()
                .future(
                        target.text(),
                        place -> batchStatement(place).<E>batch(items, binder, options),
                        result -> result);
    }

    private SqlStatement batchStatement(Place place) {
        if (!positional.isEmpty() || !named.isEmpty()) {
            throw new InvalidDataAccessApiUsageException(
                    "The values of a batch come with its items, but others were bound before");
        }
        if (!target.variables().isEmpty()) {
            throw new InvalidDataAccessApiUsageException("A batch takes no variables of one statement");
        }
        return limited(place, place.client().sql(target.sql().bind(List.of()).sql()));
    }

    private SqlStatement statement(Place place) {
        if (!positional.isEmpty() && !named.isEmpty()) {
            throw new InvalidDataAccessApiUsageException("Values were given both by position and by name");
        }
        NamedParameterSql.Bound bound =
                named.isEmpty() ? target.sql().bind(positional) : target.sql().bind(named);
        SqlStatement statement = withVariables(place.client().sql(bound.sql()));
        if (!bound.values().isEmpty()) {
            statement = statement.params(bound.values());
        }
        return limited(place, place.execution().prepare(statement));
    }

    private SqlStatement withVariables(SqlStatement statement) {
        SqlStatement all = statement;
        try {
            for (Map.Entry<String, Object> variable : target.variables().entrySet()) {
                all = all.setVar(variable.getKey(), variable.getValue());
            }
        } catch (IllegalArgumentException failure) {
            throw new InvalidDataAccessApiUsageException(String.valueOf(failure.getMessage()), failure);
        }
        return all;
    }

    // What the transaction has left is an upper bound for the statement's own limit; zero stands for none.
    private SqlStatement limited(Place place, SqlStatement statement) {
        Duration remaining = place.remaining();
        if (remaining == null) {
            return limit == null ? statement : statement.timeout(limit);
        }
        return limit != null && !limit.isZero() && limit.compareTo(remaining) < 0
                ? statement.timeout(limit)
                : statement.timeout(remaining);
    }

    /** A query. Immutable. */
    private record Query<T>(Target target, Function<Place, RowQuery<T>> query) implements QuerySpec<T> {

        // The driver reports a wrong number of rows as it reports any value that does not fit, without the number.
        @Override
        public CompletableFuture<T> single() {
            return target.runner()
                    .future(target.text(), place -> query.apply(place).list(), rows -> {
                        if (rows.isEmpty()) {
                            throw new EmptyResultDataAccessException(1);
                        }
                        return atMostOne(rows).get(0);
                    });
        }

        @Override
        public CompletableFuture<Optional<T>> optional() {
            return target.runner()
                    .future(
                            target.text(),
                            place -> query.apply(place).list(),
                            rows -> rows.isEmpty()
                                    ? Optional.empty()
                                    : Optional.ofNullable(atMostOne(rows).get(0)));
        }

        @Override
        public CompletableFuture<Optional<T>> first() {
            return target.runner()
                    .future(target.text(), place -> query.apply(place).first(), row -> row);
        }

        @Override
        public CompletableFuture<List<T>> list() {
            return target.runner()
                    .future(target.text(), place -> query.apply(place).list(), rows -> rows);
        }

        @Override
        public Flow.Publisher<T> stream() {
            return target.runner().publisher(target.text(), place -> query.apply(place).stream());
        }

        @Override
        public Flow.Publisher<T> stream(int fetchSize) {
            return target.runner().publisher(target.text(), place -> query.apply(place).stream(fetchSize));
        }

        private static <T> List<T> atMostOne(List<T> rows) {
            if (rows.size() > 1) {
                throw new IncorrectResultSizeDataAccessException(1, rows.size());
            }
            return rows;
        }
    }
}
