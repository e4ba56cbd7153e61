package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The numbers of the pools of several hosts as those of one. Thread-safe. */
final class HostSums {

    /** Those of no host at all. */
    static final PoolStats NO_STATS = new PoolStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, false, null);

    static final PoolTotals NO_TOTALS = new PoolTotals(
            0,
            0,
            0,
            0,
            0,
            0,
            zeros(MySqlPoolException.Reason.class),
            0,
            zeros(PoolTotals.CreateFailure.class),
            zeros(PoolListener.CloseReason.class),
            zeros(PoolTotals.Reset.class),
            0,
            0,
            0);

    private HostSums() {}

    private static <K extends Enum<K>> Map<K, Long> zeros(Class<K> type) {
        Map<K, Long> zeros = new EnumMap<>(type);
        for (K key : type.getEnumConstants()) {
            zeros.put(key, 0L);
        }
        return zeros;
    }

    /**
     * @param config as the user has set it
     * @param waiting callers who wait for a primary
     * @param down whether there is no primary
     * @param failure why a host cannot be reached
     */
    static PoolStats stats(
            List<PoolStats> all,
            PoolConfig config,
            boolean suspended,
            int waiting,
            boolean down,
            @Nullable Throwable failure) {
        return new PoolStats(
                sum(all, PoolStats::minSize),
                sum(all, PoolStats::maxSize),
                sum(all, PoolStats::size),
                sum(all, PoolStats::idle),
                sum(all, PoolStats::inUse),
                sum(all, PoolStats::connecting),
                sum(all, PoolStats::cleaning),
                waiting + sum(all, PoolStats::waiting),
                config.maxWaiting(),
                count(all, PoolStats::acquired),
                count(all, PoolStats::acquireTimeouts),
                count(all, PoolStats::rejected),
                count(all, PoolStats::cancelled),
                count(all, PoolStats::created),
                count(all, PoolStats::createFailed),
                count(all, PoolStats::closed),
                suspended,
                down,
                failure);
    }

    static PoolTotals totals(List<PoolTotals> all) {
        return new PoolTotals(
                count(all, PoolTotals::acquired),
                count(all, PoolTotals::waited),
                count(all, PoolTotals::handedOver),
                count(all, PoolTotals::hops),
                count(all, PoolTotals::cancelled),
                count(all, PoolTotals::slow),
                merged(all, PoolTotals::refused),
                count(all, PoolTotals::created),
                merged(all, PoolTotals::createFailures),
                merged(all, PoolTotals::closed),
                merged(all, PoolTotals::returned),
                count(all, PoolTotals::leaks),
                count(all, PoolTotals::leaksReturned),
                count(all, PoolTotals::shared));
    }

    private static <N> int sum(List<N> all, ToIntFunction<N> number) {
        return all.stream().mapToInt(number).sum();
    }

    private static <N> long count(List<N> all, ToLongFunction<N> number) {
        return all.stream().mapToLong(number).sum();
    }

    private static <K extends Enum<K>> Map<K, Long> merged(
            List<PoolTotals> all, Function<PoolTotals, Map<K, Long>> counts) {
        Map<K, Long> sums = new EnumMap<>(counts.apply(all.get(0)));
        all.stream().skip(1).forEach(totals -> counts.apply(totals)
                .forEach((key, count) -> sums.merge(key, count, Long::sum)));
        return sums;
    }
}
