package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.client.Contender;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One client in one scenario, measured once in each round. Immutable.
 *
 * @param curve what it is a point of, null for the tables
 */
record Run(Contender contender, Scenario scenario, @Nullable Curve curve) {

    /** What {@code benchmark.only} is compared with. */
    String name() {
        String place = curve == null ? scenario.workload().name() : "CURVE-" + curve + "-" + curve.sizeOf(scenario);
        return place + "-" + contender;
    }

    /** All runs of the tables whose names match, workload by workload, so that rivals run one after the other. */
    static List<Run> ofTables(Settings settings) {
        List<Run> runs = new ArrayList<>();
        for (Workload workload : Workload.values()) {
            for (Contender contender : Contender.values()) {
                if (contender.does(workload)) {
                    runs.add(new Run(contender, Scenario.of(workload), null));
                }
            }
        }
        return matching(runs, settings.only());
    }

    static List<Run> ofCurves(Settings settings) {
        List<Run> runs = new ArrayList<>();
        for (Curve curve : Curve.values()) {
            for (Scenario scenario : curve.scenarios()) {
                for (Contender contender : Curve.CONTENDERS) {
                    runs.add(new Run(contender, scenario, curve));
                }
            }
        }
        return matching(runs, settings.only());
    }

    private static List<Run> matching(List<Run> runs, String words) {
        List<String> wanted = Arrays.stream(words.toUpperCase(Locale.ROOT).split(","))
                .map(String::trim)
                .toList();
        return runs.stream()
                .filter(run -> wanted.stream().anyMatch(alternative -> Arrays.stream(alternative.split("\\+"))
                        .allMatch(word -> ("-" + run.name()).contains("-" + word))))
                .toList();
    }
}
