package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.command.PreparedStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The statements that are prepared in one session, least recently used first. Bounded by their number and by the length
 * of their text, since the server's memory pays for each of them.
 *
 * <p>Confined to the event loop.
 */
final class StatementCache {

    /** The longest text of a statement for many rows that is kept, in characters. */
    static final int REWRITTEN_SQL = 16 << 10;

    /** The length of all such texts together: each needs memory of the server in proportion to it. */
    private static final int ALL_REWRITTEN_SQL = 64 << 10;

    private final int capacity;
    private final int sqlLimit;
    private final LinkedHashMap<Object, PreparedStatement> statements = new LinkedHashMap<>(16, 0.75f, true);

    /** Those of them that stand for many rows of a batch. */
    private final Set<PreparedStatement> rewritten = new HashSet<>();

    private int rewrittenLength;
    private final Set<Integer> ids = new HashSet<>();

    StatementCache(int capacity, int sqlLimit) {
        this.capacity = capacity;
        this.sqlLimit = sqlLimit;
    }

    /** @param key see {@link PreparedStatement#key()} */
    @Nullable
    PreparedStatement get(Object key) {
        return statements.get(key);
    }

    /**
     * Keeps a statement, if statements like it are kept.
     *
     * @param rewritten whether it stands for many rows of a batch: such texts have a limit of their own, and one that all of
     *     them have to keep together
     * @return the statements that had to give way
     */
    List<PreparedStatement> put(PreparedStatement statement, boolean rewritten) {
        int length = statement.sql().length();
        if (capacity == 0 || length > (rewritten ? Math.max(sqlLimit, REWRITTEN_SQL) : sqlLimit)) {
            return List.of();
        }
        List<PreparedStatement> evicted = new ArrayList<>(0);
        if (rewritten) {
            rewrittenLength += length;
            this.rewritten.add(statement);
            makeRoom(evicted, () -> rewrittenLength > ALL_REWRITTEN_SQL, this.rewritten::contains);
        }
        makeRoom(evicted, () -> statements.size() >= capacity, any -> true);
        statement.cached(true);
        statements.put(statement.key(), statement);
        return evicted;
    }

    private void makeRoom(List<PreparedStatement> evicted, BooleanSupplier needed, Predicate<PreparedStatement> which) {
        Iterator<PreparedStatement> eldest = statements.values().iterator();
        while (needed.getAsBoolean() && eldest.hasNext()) {
            PreparedStatement candidate = eldest.next();
            if (which.test(candidate)) {
                eldest.remove();
                removed(candidate);
                evicted.add(candidate);
            }
        }
    }

    private void removed(PreparedStatement statement) {
        statement.cached(false);
        if (rewritten.remove(statement)) {
            rewrittenLength -= statement.sql().length();
        }
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
            statements.remove(statement.key());
            removed(statement);
        }
    }

    /** The server has forgotten all statements. */
    void clear() {
        statements.clear();
        rewritten.clear();
        rewrittenLength = 0;
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
