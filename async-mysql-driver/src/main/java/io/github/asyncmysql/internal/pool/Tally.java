package io.github.asyncmysql.internal.pool;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** A count for each constant of an enum. Counting allocates nothing. Guarded by the pool's lock. */
final class Tally<E extends Enum<E>> {

    private final EnumMap<E, long[]> counts;
    private long sum;

    Tally(Class<E> type) {
        counts = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counts.put(constant, new long[1]);
        }
    }

    void add(E constant) {
        long[] count = counts.get(constant);
        if (count != null) {
            count[0]++;
            sum++;
        }
    }

    long get(E constant) {
        long[] count = counts.get(constant);
        return count == null ? 0 : count[0];
    }

    long sum() {
        return sum;
    }

    /** All of them, as a copy. */
    Map<E, Long> copy(Class<E> type) {
        EnumMap<E, Long> copy = new EnumMap<>(type);
        counts.forEach((constant, count) -> copy.put(constant, count[0]));
        return Collections.unmodifiableMap(copy);
    }
}
