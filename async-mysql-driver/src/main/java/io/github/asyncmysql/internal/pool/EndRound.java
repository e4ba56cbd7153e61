package io.github.asyncmysql.internal.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something to run when certain resources and attempts to connect have all ended. Guarded by the pool's lock. */
final class EndRound {

    private final Runnable whenDone;
    private int remaining;

    EndRound(Runnable whenDone) {
        this.whenDone = whenDone;
    }

    /** Those that one thing has to report its end to, with this one among them. */
    List<EndRound> joined(@Nullable List<EndRound> others) {
        List<EndRound> all = others == null ? new ArrayList<>(1) : others;
        all.add(this);
        remaining++;
        return all;
    }

    void doneIfNothingIsLeft(Effects<?> effects) {
        if (remaining == 0) {
            effects.run(whenDone);
        }
    }

    /** One thing has ended. */
    static void ended(@Nullable List<EndRound> rounds, Effects<?> effects) {
        if (rounds != null) {
            for (EndRound round : rounds) {
                round.remaining--;
                round.doneIfNothingIsLeft(effects);
            }
        }
    }
}
