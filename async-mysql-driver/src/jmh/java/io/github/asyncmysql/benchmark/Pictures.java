package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.client.Contender;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The results as pictures. Immutable but for the results. */
final class Pictures {

    private static final List<Figure> FIGURES = List.of(Figure.CPU, Figure.THROUGHPUT, Figure.ALLOCATION);

    private final Results results;

    Pictures(Results results) {
        this.results = results;
    }

    /** Of the pictures that there is something to show in, without the ending. */
    List<String> names() {
        return List.copyOf(draw().keySet());
    }

    void writeInto(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> picture : draw().entrySet()) {
            Files.writeString(folder.resolve(picture.getKey() + ".svg"), picture.getValue());
        }
    }

    private Map<String, String> draw() {
        Map<String, String> pictures = new LinkedHashMap<>();
        for (Figure figure : FIGURES) {
            BarChart chart = new BarChart(String.format(
                    "%s of each client ÷ that of async-mysql (%s is better; logarithmic scale)",
                    figure == Figure.CPU ? "CPU time" : capitalized(figure.title()),
                    figure.moreIsBetter() ? "more" : "less"));
            for (Workload workload : Workload.values()) {
                chart.add(workload.title(), ratiosTo(Contender.ASYNC_MYSQL, workload, figure));
            }
            if (!chart.isEmpty()) {
                pictures.put("performance-" + figure.title().toLowerCase(Locale.ROOT), chart.svg());
            }
        }
        for (Curve curve : Curve.values()) {
            LineChart chart = new LineChart(curve.title(), curve.size(), "CPU per operation, µs");
            for (Contender contender : Curve.CONTENDERS) {
                chart.add(contender.title(), points(contender, curve));
            }
            if (!chart.isEmpty()) {
                pictures.put("performance-by-" + curve.size(), chart.svg());
            }
        }
        return pictures;
    }

    private static String capitalized(String title) {
        return title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
    }

    private Map<String, Double> ratiosTo(Contender ours, Workload workload, Figure figure) {
        Map<String, Double> bars = new LinkedHashMap<>();
        Optional<Spread> base = results.spread(new Run(ours, Scenario.of(workload), null), figure::of);
        if (base.isEmpty()) {
            return bars;
        }
        for (Contender contender : Contender.values()) {
            if (contender.role() != Contender.Role.FLOOR) {
                results.spread(new Run(contender, Scenario.of(workload), null), figure::of)
                        .ifPresent(spread -> bars.put(
                                contender.title(), spread.median() / base.get().median()));
            }
        }
        return bars;
    }

    private List<LineChart.Point> points(Contender contender, Curve curve) {
        List<LineChart.Point> points = new ArrayList<>();
        for (Scenario scenario : curve.scenarios()) {
            results.spread(new Run(contender, scenario, curve), Figure.CPU::of)
                    .ifPresent(
                            spread -> points.add(new LineChart.Point(curve.sizeOf(scenario), spread.median() / 1e3)));
        }
        return points;
    }
}
