package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The operations that end in a future.
 *
 * <p>Confined to the event loop, except for {@link ForFuture#run()}.
 */
final class Operations {

    private Operations() {}

    static UpdateResult counts(Session session) {
        return new UpdateResult(session.affectedRows(), session.lastInsertId(), session.warnings(), session.changes());
    }

    /** An operation that ends in a future. */
    abstract static class ForFuture<R> extends Operation {

        private final OperationFuture<R> future = new OperationFuture<>(this::abandon);

        ForFuture(Statement statement) {
            super(statement);
        }

        /** What the rows came to. */
        abstract @Nullable R result(Session session);

        /** Starts it. Thread-safe. */
        final CompletableFuture<R> run() {
            statement.target().start(this);
            return future;
        }

        @Override
        final boolean isAbandoned() {
            return future.isDone();
        }

        @Override
        public final void onComplete(Session session) {
            Throwable objection = objection();
            if (objection != null) {
                onFailure(objection);
                return;
            }
            @Nullable R result;
            try {
                result = result(session);
            } catch (RuntimeException e) {
                onFailure(e);
                return;
            }
            ended(null);
            future.succeed(result);
        }

        @Override
        final void failed(Throwable failure) {
            future.fail(failure);
        }

        final MySqlMappingException wrongRowCount(String what) {
            return new MySqlMappingException(what + " for: " + Text.shortenSql(statement.sql()));
        }
    }

    /** Counts. */
    static final class Update extends ForFuture<UpdateResult> {

        Update(Statement statement) {
            super(statement);
        }

        /** @param need what it demands of the transaction that it is part of */
        Update(Statement statement, Command.Need need) {
            super(statement);
            need(need);
        }

        @Override
        public void onRow(WireRow row) {
            // Not wanted.
        }

        @Override
        UpdateResult result(Session session) {
            return counts(session);
        }
    }

    /** At most one row. */
    abstract static class OneRow<T, R> extends ForFuture<R> {

        private final RowMapper<? extends T> mapper;
        private boolean found;
        private @Nullable T value;

        OneRow(Statement statement, RowMapper<? extends T> mapper) {
            super(statement);
            this.mapper = mapper;
        }

        @Override
        final boolean isSimpleRead() {
            return true;
        }

        @Override
        final void forgetRows() {
            found = false;
            value = null;
        }

        @Override
        public void onRow(WireRow row) {
            if (!found) {
                found = true;
                value = mapper.map(row);
            } else if (isSingle()) {
                throw wrongRowCount("More than one row");
            }
        }

        /** Whether a second row is an error. */
        boolean isSingle() {
            return true;
        }

        final boolean found() {
            return found;
        }

        final @Nullable T value() {
            return value;
        }
    }

    /** Exactly one row. */
    static final class Single<T> extends OneRow<T, T> {

        Single(Statement statement, RowMapper<? extends T> mapper) {
            super(statement, mapper);
        }

        @Override
        @Nullable
        T result(Session session) {
            if (!found()) {
                throw wrongRowCount("No row");
            }
            return value();
        }
    }

    /** No row or one row; or the first of several. */
    static final class Maybe<T> extends OneRow<T, Optional<T>> {

        private final boolean single;

        Maybe(Statement statement, RowMapper<? extends T> mapper, boolean single) {
            super(statement, mapper);
            this.single = single;
        }

        @Override
        boolean isSingle() {
            return single;
        }

        @Override
        Optional<T> result(Session session) {
            return Optional.ofNullable(value());
        }
    }

    /** All rows. */
    static final class All<T> extends ForFuture<List<T>> {

        private final RowMapper<? extends T> mapper;
        private final List<T> rows = new ArrayList<>();

        All(Statement statement, RowMapper<? extends T> mapper) {
            super(statement);
            this.mapper = mapper;
        }

        @Override
        boolean isSimpleRead() {
            return true;
        }

        @Override
        void forgetRows() {
            rows.clear();
        }

        @Override
        public void onRow(WireRow row) {
            rows.add(mapper.map(row));
        }

        @Override
        List<T> result(Session session) {
            return Collections.unmodifiableList(rows);
        }
    }
}
