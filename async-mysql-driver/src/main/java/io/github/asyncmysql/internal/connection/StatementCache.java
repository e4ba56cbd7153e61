package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.command.PreparedStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The statements that are prepared in one session, least recently used first. Bounded by their number and by the length
 * of their text, since the server's memory pays for each of them.
 *
 * <p>Confined to the event loop.
 */
final class StatementCache {

    private final int capacity;
    private final int sqlLimit;
    private final LinkedHashMap<String, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

    private final Set<Integer> ids = new HashSet<>();

    StatementCache(int capacity, int sqlLimit) {
        this.capacity = capacity;
        this.sqlLimit = sqlLimit;
    }

    @Nullable
    PreparedStatement get(String sql) {
        return statements.get(sql);
    }

    /**
     * Keeps a statement, if statements like it are kept.
     *
     * @return the statement that had to give way; {@code null} if none had to
     */
    @Nullable
    PreparedStatement put(PreparedStatement statement) {
        if (capacity == 0 || statement.sql().length() > sqlLimit) {
            return null;
        }
        PreparedStatement eldest = null;
        if (statements.size() >= capacity) {
            Map.Entry<String, PreparedStatement> entry =
                    statements.entrySet().iterator().next();
            eldest = entry.getValue();
            eldest.cached(false);
            statements.remove(entry.getKey());
        }
        statement.cached(true);
        statements.put(statement.sql(), statement);
        return eldest;
    }

    /**
     * Takes out the half that was used least recently, one at least, of those that can be closed now.
     *
     * @return what was taken out; empty if there is nothing to be closed
     */
    List<PreparedStatement> removeHalf() {
        List<PreparedStatement> closable = new ArrayList<>();
        for (PreparedStatement statement : statements.values()) {
            if (statement.state() == PreparedStatement.State.READY && !statement.isUsed()) {
                closable.add(statement);
            }
        }
        List<PreparedStatement> half = List.copyOf(closable.subList(0, (closable.size() + 1) / 2));
        half.forEach(this::remove);
        return half;
    }

    void remove(PreparedStatement statement) {
        if (statement.isCached()) {
            statement.cached(false);
            statements.remove(statement.sql());
        }
    }

    /** The server has forgotten all statements. */
    void clear() {
        statements.clear();
        ids.clear();
    }

    /** Notes that the server calls a statement by this id. {@code false} if it calls another one so. */
    boolean claimId(int id) {
        return ids.add(id);
    }

    /** The server has forgotten the statement with this id. */
    void freeId(int id) {
        ids.remove(id);
    }

    int size() {
        return statements.size();
    }
}
