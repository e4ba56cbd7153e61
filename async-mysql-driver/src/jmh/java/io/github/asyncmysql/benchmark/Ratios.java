package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.client.Contender;
import io.github.asyncmysql.benchmark.load.Sample;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Compares clients round by round, since rounds differ more from each other than neighbours in one round. */
final class Ratios {

    private final Results results;

    Ratios(Results results) {
        this.results = results;
    }

    static List<Contender> peersIn(Workload workload) {
        return Arrays.stream(Contender.values())
                .filter(contender -> contender.role() == Contender.Role.PEER && contender.does(workload))
                .toList();
    }

    /** One client against the best of others; empty if no round has measured it and one of them. */
    Optional<Spread> against(Workload workload, Contender ours, List<Contender> peers, Figure figure) {
        Scenario scenario = Scenario.of(workload);
        List<Double> ratios = new ArrayList<>();
        results.ofRounds(new Run(ours, scenario, null)).forEach((round, sample) -> {
            double best = Double.NaN;
            for (Contender peer : peers) {
                Sample other = results.ofRounds(new Run(peer, scenario, null)).get(round);
                if (other != null) {
                    best = Double.isNaN(best) ? figure.of(other) : figure.better(best, figure.of(other));
                }
            }
            if (!Double.isNaN(best)) {
                ratios.add(figure.of(sample) / best);
            }
        });
        return spread(ratios);
    }

    /** How a figure of one client grows from one scenario to another. */
    Optional<Spread> growth(Contender contender, Curve curve, int from, int to, Figure figure) {
        List<Double> ratios = new ArrayList<>();
        var before = results.ofRounds(new Run(contender, curve.scenario(from), curve));
        results.ofRounds(new Run(contender, curve.scenario(to), curve)).forEach((round, sample) -> {
            if (before.containsKey(round)) {
                ratios.add(figure.of(sample) / figure.of(before.get(round)));
            }
        });
        return spread(ratios);
    }

    private static Optional<Spread> spread(List<Double> numbers) {
        return numbers.isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(
                        numbers.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
