package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.client.Contender;
import io.github.asyncmysql.benchmark.load.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What this project wants to reach, as a ratio. Immutable.
 *
 * @param subject what is measured
 * @param measure finds out how far we are; empty if it was not measured
 * @param limit the ratio wanted
 * @param atLeast whether the ratio has to reach the limit, or must not exceed it
 */
record Goal(String subject, Measure measure, double limit, boolean atLeast) {

    /** Computes the ratio. */
    interface Measure {
        Optional<Spread> in(Ratios ratios);
    }

    static List<Goal> all() {
        List<Goal> goals = new ArrayList<>();
        for (Workload workload : List.of(Workload.POINT, Workload.LIST)) {
            goals.add(best(Contender.EXCLUSIVE, workload, Figure.CPU, 0.75));
            goals.add(best(Contender.EXCLUSIVE, workload, Figure.THROUGHPUT, 1.1));
            goals.add(best(Contender.EXCLUSIVE, workload, Figure.ALLOCATION, 0.4));
        }
        goals.add(best(Workload.POINT, Figure.THROUGHPUT, 1.5));
        goals.add(best(Workload.POINT, Figure.CPU, 0.5));
        goals.add(against(Workload.MIXED, Contender.EXCLUSIVE, Figure.P99, 1.3));
        goals.add(best(Workload.TRANSACTION, Figure.CPU, 0.8));
        goals.add(best(Workload.TRANSACTION, Figure.THROUGHPUT, 1.1));
        goals.add(against(Workload.TWENTY, Contender.VERTX_PIPELINED, Figure.CPU, 0.6));
        goals.add(best(Workload.STREAM, Figure.THROUGHPUT, 1.3));
        goals.add(best(Workload.STREAM, Figure.CPU, 0.6));
        goals.add(best(Workload.STREAM, Figure.ALLOCATION, 0.3));
        goals.add(against(Workload.INSERT, Contender.JASYNC, Figure.THROUGHPUT, 1.1));
        goals.add(against(Workload.INSERT, Contender.JASYNC, Figure.CPU, 0.8));
        goals.add(best(Workload.ACQUIRE, Figure.THROUGHPUT, 1.2));
        goals.add(best(Workload.ONE_USER, Figure.P50, 1));
        goals.add(growth(Curve.USERS, 64, 2_000));
        goals.add(growth(Curve.CONNECTIONS, 16, 500));
        return goals;
    }

    private static Goal best(Workload workload, Figure figure, double limit) {
        return best(Contender.ASYNC_MYSQL, workload, figure, limit);
    }

    private static Goal best(Contender ours, Workload workload, Figure figure, double limit) {
        String who = ours == Contender.ASYNC_MYSQL ? "" : " (" + ours.title() + ")";
        return new Goal(
                workload.title() + who + ": " + figure.title() + " ÷ that of the best peer",
                ratios -> ratios.against(workload, ours, Ratios.peersIn(workload), figure),
                limit,
                figure.moreIsBetter());
    }

    private static Goal against(Workload workload, Contender peer, Figure figure, double limit) {
        return new Goal(
                workload.title() + ": " + figure.title() + " ÷ that of " + peer.title(),
                ratios -> ratios.against(workload, Contender.ASYNC_MYSQL, List.of(peer), figure),
                limit,
                figure.moreIsBetter());
    }

    private static Goal growth(Curve curve, int from, int to) {
        return new Goal(
                String.format(Locale.ROOT, "Point select: CPU with %,d %s ÷ that with %,d", to, curve.size(), from),
                ratios -> ratios.growth(Contender.ASYNC_MYSQL, curve, from, to, Figure.CPU),
                1.15,
                false);
    }

    /** One line of a Markdown table. */
    String row(Ratios ratios) {
        Optional<Spread> found = measure.in(ratios);
        String verdict = found.map(spread -> isMetBy(spread.median()) ? "met" : "**not met**")
                .orElse("not measured");
        String measured = found.map(spread -> spread.in(1, "%.2f")).orElse("");
        return String.format(
                Locale.ROOT, "| %s | %s %s | %s | %s |%n", subject, atLeast ? "≥" : "≤", limit, measured, verdict);
    }

    private boolean isMetBy(double ratio) {
        return atLeast ? ratio >= limit : ratio <= limit;
    }
}
