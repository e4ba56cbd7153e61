package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.internal.command.ExecuteCommand;
import io.github.asyncmysql.internal.command.FetchCommand;
import io.github.asyncmysql.internal.command.PrepareCommand;
import io.github.asyncmysql.internal.command.PreparedStatement;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The prepared statements of one connection: finds or makes the one of a text, makes room where the server has none, and
 * closes what nobody uses any more, as soon as the server takes it.
 *
 * <p>Confined to the event loop.
 */
final class PreparedStatements {

    private final StatementCache cache;
    private final Session session;
    private final PacketWriter out;
    private final @Nullable ZoneId zone;
    private final BooleanSupplier exclusive;
    private final ArrayDeque<PreparedStatement> deferred = new ArrayDeque<>();
    private final Set<PreparedStatement> cursors = new HashSet<>();

    /**
     * @param exclusive whether nothing may be sent now, see {@link CommandQueue#isExclusive()}
     */
    PreparedStatements(
            StatementCache cache, Session session, PacketWriter out, @Nullable ZoneId zone, BooleanSupplier exclusive) {
        this.cache = cache;
        this.session = session;
        this.out = out;
        this.zone = zone;
        this.exclusive = exclusive;
    }

    /** The statement that a command executes, which may not be prepared yet. */
    PreparedStatement of(ExecuteCommand command) {
        if (command.usesCursor()) {
            return ofCursor(command);
        }
        PreparedStatement known = cache.get(command.sql());
        PreparedStatement statement = known != null ? known : keep(new PreparedStatement(command.sql(), zone), command);
        return statement.isCached() && typesAreSettled() && !command.fits(statement) ? ofItsKinds(command) : statement;
    }

    /** Whether the server derives the types of parameters once for all executions, as MySQL does since 8.0.22. */
    private boolean typesAreSettled() {
        ServerInfo server = session.server();
        return !server.mariaDb() && server.isAtLeast(8, 0, 22);
    }

    // The server would read these parameters as what those before them were.
    private PreparedStatement ofItsKinds(ExecuteCommand command) {
        Object key = command.keyWithKinds();
        PreparedStatement known = cache.get(key);
        return known != null ? known : keep(new PreparedStatement(key, command.sql(), zone), command);
    }

    private PreparedStatement keep(PreparedStatement statement, ExecuteCommand command) {
        for (PreparedStatement evicted : cache.put(statement, command.isRewritten())) {
            closeIfUnused(evicted);
        }
        return statement;
    }

    // The next execution of a statement ends the cursor of the one before, so each has a statement of its own.
    private PreparedStatement ofCursor(ExecuteCommand command) {
        PreparedStatement statement = new PreparedStatement(command.sql(), zone);
        statement.retain();
        cursors.add(statement);
        return statement;
    }

    /** Whether the cursor that a command fetches from has not been closed. */
    boolean isCursorOpen(FetchCommand command) {
        return cursors.contains(command.statement());
    }

    /** Nobody will fetch from the cursor of a statement any more. */
    void closeCursor(PreparedStatement statement) {
        if (cursors.remove(statement)) {
            statement.release();
            closeIfUnused(statement);
        }
    }

    /**
     * Nobody will fetch from any cursor any more.
     *
     * @return whether there was one
     */
    boolean closeCursors() {
        if (cursors.isEmpty()) {
            // Asked each time that a connection is given back, which allocates nothing.
            return false;
        }
        List<PreparedStatement> open = List.copyOf(cursors);
        open.forEach(this::closeCursor);
        return true;
    }

    /** The command that prepares a statement. */
    PrepareCommand prepare(PreparedStatement statement, Runnable then) {
        return new PrepareCommand(statement, cache::claimId, () -> {
            if (statement.state() == PreparedStatement.State.FAILED && !mayBePreparedNow(statement)) {
                cache.remove(statement);
            }
            // Whoever wanted it may have gone in the meantime.
            closeIfUnused(statement);
            then.run();
        });
    }

    /** Drops a statement that the server does not know any more, or never did. */
    void forget(PreparedStatement stale) {
        cache.remove(stale);
        if (stale.state() == PreparedStatement.State.FAILED) {
            cache.freeId(stale.id());
        }
    }

    // The server limits the statements of all sessions together: others need room as well.
    private boolean mayBePreparedNow(PreparedStatement refused) {
        if (refused.wasInterrupted()) {
            refused.renew();
            return true;
        }
        List<PreparedStatement> half = refused.needsRoom() ? cache.removeHalf() : List.of();
        if (half.isEmpty()) {
            return false;
        }
        half.forEach(this::closeIfUnused);
        refused.renew();
        return true;
    }

    /** Closes a statement that is neither cached nor used. */
    void closeIfUnused(PreparedStatement statement) {
        if (statement.isToBeClosed()) {
            if (exclusive.getAsBoolean()) {
                statement.closed();
                deferred.add(statement);
            } else {
                close(statement);
            }
        }
    }

    /** Closes what could not be closed before, if it can be now. */
    void closeDeferred() {
        while (!deferred.isEmpty() && !exclusive.getAsBoolean()) {
            close(deferred.remove());
        }
    }

    private void close(PreparedStatement statement) {
        statement.closed();
        PrepareCommand.encodeClose(out, statement);
        cache.freeId(statement.id());
    }
}
