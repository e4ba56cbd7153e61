package io.github.asyncmysql.internal.pool;

/** When the next tick is due: one timer for everything that waits for time to pass. Guarded by the pool's lock. */
final class Alarm {

    private long at = PoolState.NEVER;

    /** When it rings; {@link PoolState#NEVER} for not at all. */
    long at() {
        return at;
    }

    /** Makes it ring then at the latest. */
    void noLaterThan(long moment, Effects<?> effects) {
        if (moment < at) {
            at = moment;
            effects.arm(moment);
        }
    }

    void off() {
        at = PoolState.NEVER;
    }
}
