package io.github.asyncmysql.internal.cluster;

import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the host that is used least; those that are used equally little take turns.
 *
 * <p>Thread-safe.
 *
 * @param <H> what a host is
 */
final class LeastUsed<H> {

    private final ToIntFunction<H> load;
    /** Behind the one that was chosen last. */
    private volatile int turn;

    /** @param load how busy a host is */
    LeastUsed(ToIntFunction<H> load) {
        this.load = load;
    }

    /** One of these; {@code null} if there is none. */
    @Nullable
    H of(List<H> candidates) {
        if (candidates.size() < 2) {
            return candidates.isEmpty() ? null : candidates.get(0);
        }
        int first = turn;
        int chosen = -1;
        int least = 0;
        for (int i = 0; i < candidates.size(); i++) {
            int candidate = (first + i) % candidates.size();
            int own = load.applyAsInt(candidates.get(candidate));
            if (chosen < 0 || own < least) {
                chosen = candidate;
                least = own;
            }
        }
        // Whoever comes at the same moment may choose the same one, which does no harm.
        turn = chosen + 1;
        return candidates.get(chosen);
    }
}
