package io.github.asyncmysql.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Lines through points, both scales logarithmic. Used by one thread. */
final class LineChart {

    private static final double WIDTH = 720;
    private static final double HEIGHT = 400;
    private static final double LEFT = 64;
    private static final double RIGHT = 20;
    private static final double TOP = 44;
    private static final double BOTTOM = 70;

    private final String title;
    private final String across;
    private final String upwards;
    private final Map<String, List<Point>> lines = new LinkedHashMap<>();

    /** One value. Immutable. */
    record Point(double x, double y) {}

    LineChart(String title, String across, String upwards) {
        this.title = title;
        this.across = across;
        this.upwards = upwards;
    }

    void add(String line, List<Point> points) {
        if (!points.isEmpty()) {
            lines.put(line, points);
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    String svg() {
        Svg svg = new Svg();
        TreeSet<Double> xs = new TreeSet<>();
        TreeSet<Double> ys = new TreeSet<>();
        lines.values()
                .forEach(points -> points.forEach(point -> {
                    xs.add(point.x());
                    ys.add(point.y());
                }));
        double bottom = Math.pow(2, Math.floor(Math.log(ys.first()) / Math.log(2)));
        double top = Math.pow(2, Math.ceil(Math.log(ys.last() * 1.01) / Math.log(2)));
        svg.text(LEFT, 20, "start", 15, title);
        svg.text(4, TOP - 10, "start", 11, upwards);
        svg.text(WIDTH - RIGHT, HEIGHT - BOTTOM + 32, "end", 11, across);
        for (double x : xs) {
            double at = across(x, xs.first(), xs.last());
            svg.line(at, TOP, at, HEIGHT - BOTTOM, "#eee", 1);
            svg.text(at, HEIGHT - BOTTOM + 16, "middle", 11, String.format(Locale.ROOT, "%,.0f", x));
        }
        for (double y = bottom; y <= top * 1.01; y *= 2) {
            double at = up(y, bottom, top);
            svg.line(LEFT, at, WIDTH - RIGHT, at, "#ddd", 1);
            svg.text(LEFT - 6, at + 4, "end", 11, String.format(Locale.ROOT, y < 10 ? "%.1f" : "%,.0f", y));
        }
        int index = 0;
        for (Map.Entry<String, List<Point>> line : lines.entrySet()) {
            String colour = Svg.colour(index == 0 ? 0 : index * 2);
            List<Point> placed = new ArrayList<>();
            line.getValue()
                    .forEach(point -> placed.add(
                            new Point(across(point.x(), xs.first(), xs.last()), up(point.y(), bottom, top))));
            for (int next = 0; next < placed.size(); next++) {
                svg.circle(placed.get(next).x(), placed.get(next).y(), colour);
                if (next > 0) {
                    Point from = placed.get(next - 1);
                    svg.line(
                            from.x(),
                            from.y(),
                            placed.get(next).x(),
                            placed.get(next).y(),
                            colour,
                            2);
                }
            }
            double legend = LEFT + index * 220.0;
            svg.rectangle(legend, HEIGHT - 22, 12, 12, colour);
            svg.text(legend + 17, HEIGHT - 12, "start", 11, line.getKey());
            index++;
        }
        return svg.picture(WIDTH, HEIGHT);
    }

    private static double across(double value, double least, double greatest) {
        return LEFT + 20 + (WIDTH - LEFT - RIGHT - 40) * share(value, least, greatest);
    }

    private static double up(double value, double least, double greatest) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share(value, least, greatest);
    }

    private static double share(double value, double least, double greatest) {
        double range = Math.log(greatest) - Math.log(least);
        return range == 0 ? 0.5 : (Math.log(value) - Math.log(least)) / range;
    }
}
