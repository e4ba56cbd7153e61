package io.github.asyncmysql.internal.client;

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

    private HostSums() {}

    /**
     * @param waiting callers who wait for a primary
     * @param down whether there is no primary
     * @param failure why a host cannot be reached
     */
    static PoolStats stats(List<PoolStats> all, int waiting, boolean down, @Nullable Throwable failure) {
        PoolStats any = all.get(0);
        return new PoolStats(
                sum(all, PoolStats::minSize),
                sum(all, PoolStats::maxSize),
                sum(all, PoolStats::size),
                sum(all, PoolStats::idle),
                sum(all, PoolStats::inUse),
                sum(all, PoolStats::connecting),
                sum(all, PoolStats::cleaning),
                waiting + sum(all, PoolStats::waiting),
                any.maxWaiting(),
                count(all, PoolStats::acquired),
                count(all, PoolStats::acquireTimeouts),
                count(all, PoolStats::rejected),
                count(all, PoolStats::cancelled),
                count(all, PoolStats::created),
                count(all, PoolStats::createFailed),
                count(all, PoolStats::closed),
                any.suspended(),
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
