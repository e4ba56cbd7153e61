package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.command.ColumnsCommand;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.ExecuteCommand;
import io.github.asyncmysql.internal.command.FetchCommand;
import io.github.asyncmysql.internal.command.LargeExecuteCommand;
import io.github.asyncmysql.internal.command.QueryCommand;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.wire.Capabilities;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when MySQL leaves out the description of columns: while nothing comes but plain queries whose columns are known,
 * each the only statement of its borrower. All others find a session that describes them, and nothing between themselves that
 * would change what they can ask about each other, such as row counts and warnings.
 *
 * <p>Confined to the event loop.
 */
final class OptionalColumns {

    /** So many such queries have to come in a row: being told to leave something out, and not to, costs two statements. */
    static final int RUN = 16;

    private final Session session;
    private final long lifetimeNanos;
    private final LongSupplier clock;
    private int run;

    /**
     * @param lifetimeNanos how long columns are taken for what they were
     * @param clock the connection's monotonic clock, in nanoseconds
     */
    OptionalColumns(Session session, long lifetimeNanos, LongSupplier clock) {
        this.session = session;
        this.lifetimeNanos = lifetimeNanos;
        this.clock = clock;
    }

    /** What has to be sent before a command that is about to be; {@code null} if nothing. */
    @Nullable
    Command before(Command next) {
        if (!session.has(Capabilities.OPTIONAL_RESULTSET_METADATA) || isIndifferent(next)) {
            return null;
        }
        boolean omit = next instanceof ExecuteCommand execute
                && execute.columnsOptional(clock.getAsLong(), lifetimeNanos)
                && !(next instanceof LargeExecuteCommand);
        if (!omit) {
            run = 0;
        }
        if (omit == session.omitsColumns() || omit && ++run < RUN) {
            return null;
        }
        run = 0;
        return new ColumnsCommand(omit);
    }

    // What begins a transaction comes first, so that no statement of it has to wait for the change.
    private static boolean isIndifferent(Command next) {
        if (next instanceof ExecuteCommand execute) {
            return next instanceof FetchCommand || execute.isWithoutColumns();
        }
        return !(next instanceof QueryCommand) && next.need() != Command.Need.BEGIN;
    }
}
