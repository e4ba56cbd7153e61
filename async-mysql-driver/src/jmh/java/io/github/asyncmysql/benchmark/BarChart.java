package io.github.asyncmysql.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Groups of horizontal bars around the value 1, on a logarithmic scale. Used by one thread. */
final class BarChart {

    private static final double WIDTH = 900;
    private static final double LEFT = 290;
    private static final double RIGHT = 60;
    private static final double TOP = 44;
    private static final double BAR = 13;
    private static final double GAP = 12;

    private final String title;
    private final Map<String, Map<String, Double>> groups = new LinkedHashMap<>();

    BarChart(String title) {
        this.title = title;
    }

    void add(String group, Map<String, Double> bars) {
        if (bars.size() > 1) {
            groups.put(group, bars);
        }
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    String svg() {
        Svg svg = new Svg();
        svg.text(LEFT, 20, "start", 15, title);
        double least = extreme(true);
        double greatest = extreme(false);
        double one = position(1, least, greatest);
        List<String> names = new ArrayList<>();
        double y = TOP;
        for (Map.Entry<String, Map<String, Double>> group : groups.entrySet()) {
            svg.text(4, y + BAR - 2, "start", 12, group.getKey());
            y += BAR + 3;
            for (Map.Entry<String, Double> bar : group.getValue().entrySet()) {
                if (!names.contains(bar.getKey())) {
                    names.add(bar.getKey());
                }
                double end = position(bar.getValue(), least, greatest);
                String colour = Svg.colour(names.indexOf(bar.getKey()));
                svg.text(LEFT - 6, y + BAR - 3, "end", 10, bar.getKey());
                svg.rectangle(Math.min(one, end), y, Math.max(1.5, Math.abs(end - one)), BAR - 2, colour);
                svg.text(
                        Math.max(one, end) + 4,
                        y + BAR - 3,
                        "start",
                        10,
                        String.format(Locale.ROOT, "%.2f", bar.getValue()));
                y += BAR;
            }
            y += GAP;
        }
        svg.line(one, TOP - 6, one, y - GAP, "#222", 1);
        return svg.picture(WIDTH, y);
    }

    private double extreme(boolean least) {
        double result = 1;
        for (Map<String, Double> bars : groups.values()) {
            for (double value : bars.values()) {
                result = least ? Math.min(result, value) : Math.max(result, value);
            }
        }
        return result;
    }

    private static double position(double value, double least, double greatest) {
        double range = Math.max(0.01, Math.log(greatest) - Math.log(least));
        return LEFT + (WIDTH - LEFT - RIGHT) * (Math.log(value) - Math.log(least)) / range;
    }
}
