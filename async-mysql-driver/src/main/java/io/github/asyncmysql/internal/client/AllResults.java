package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.CallResult;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.ResultPart;
import io.github.asyncmysql.ResultRows;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.value.RowDescriptor;
import io.github.asyncmysql.internal.value.WireRow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects every result of a statement.
 *
 * <p>Confined to the event loop, except for {@link #run()}.
 *
 * @param <R> what they are made into
 */
abstract class AllResults<R> extends Operations.ForFuture<R> {

    private final List<ResultPart> parts = new ArrayList<>();
    private List<Row> rows = new ArrayList<>();
    private @Nullable Row outParams;

    private AllResults(Statement statement) {
        super(statement);
    }

    @Override
    public final boolean wantsAllResults() {
        return true;
    }

    @Override
    public final void onRow(WireRow row) {
        rows.add(row.detach());
    }

    @Override
    public final void onResult(Session session, @Nullable RowDescriptor description, boolean isOutParams) {
        if (description == null) {
            parts.add(Operations.counts(session));
            return;
        }
        if (isOutParams) {
            outParams = rows.get(0);
        } else {
            parts.add(new ResultRows(description.columns(), rows, session.warnings(), session.changes()));
        }
        rows = new ArrayList<>();
    }

    @Override
    public final void onFailure(Throwable failure) {
        super.onFailure(
                failure instanceof MySqlServerException error && !parts.isEmpty()
                        ? new MySqlServerException(error, parts)
                        : failure);
    }

    final List<ResultPart> parts() {
        return List.copyOf(parts);
    }

    final @Nullable Row outParams() {
        return outParams;
    }

    /** The results as they are. */
    static final class Parts extends AllResults<List<ResultPart>> {

        Parts(Statement statement) {
            super(statement);
        }

        @Override
        List<ResultPart> result(Session session) {
            return parts();
        }
    }

    /** The results of a procedure, and its parameters. */
    static final class Call extends AllResults<CallResult> {

        Call(Statement statement) {
            super(statement);
        }

        @Override
        CallResult result(Session session) {
            return new CallResult(parts(), outParams());
        }
    }
}
