package io.github.asyncmysql.internal.connection;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The sizes in which rows of batches were to be sent lately, so that those that come again can be told from those that come
 * once.
 *
 * <p>Confined to the event loop.
 */
final class BatchSizes {

    private static final int MOST = 32;

    private final Set<Size> known = new LinkedHashSet<>();

    private record Size(String sql, int rows) {}

    /** Whether it is known; from now on it is. */
    boolean isRepeated(String sql, int rows) {
        Size size = new Size(sql, rows);
        boolean repeated = known.remove(size);
        known.add(size);
        if (known.size() > MOST) {
            known.remove(known.iterator().next());
        }
        return repeated;
    }
}
