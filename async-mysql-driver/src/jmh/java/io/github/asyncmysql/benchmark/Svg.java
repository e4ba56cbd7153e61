package io.github.asyncmysql.benchmark;

import java.util.Locale;

/** Shapes and texts of one picture. Used by one thread. */
final class Svg {

    /** Told apart by people who confuse red and green, too. */
    private static final String[] COLOURS = {
        "#0072b2", "#56b4e9", "#e69f00", "#f0c000", "#a06000", "#009e73", "#cc79a7", "#d55e00", "#888888", "#444444"
    };

    private final StringBuilder shapes = new StringBuilder();

    static String colour(int index) {
        return COLOURS[index % COLOURS.length];
    }

    void rectangle(double x, double y, double width, double height, String colour) {
        add("<rect x='%.1f' y='%.1f' width='%.1f' height='%.1f' fill='%s'/>", x, y, width, height, colour);
    }

    void line(double x1, double y1, double x2, double y2, String colour, double width) {
        add(
                "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s' stroke-width='%.1f'/>",
                x1, y1, x2, y2, colour, width);
    }

    void circle(double x, double y, String colour) {
        add("<circle cx='%.1f' cy='%.1f' r='3.5' fill='%s'/>", x, y, colour);
    }

    /** @param anchor {@code start}, {@code middle} or {@code end} */
    void text(double x, double y, String anchor, int size, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        add("<text x='%.1f' y='%.1f' text-anchor='%s' font-size='%d'>%s</text>", x, y, anchor, size, escaped);
    }

    private void add(String format, Object... values) {
        shapes.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    String picture(double width, double height) {
        return String.format(
                Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %.0f %.0f' width='%.0f'"
                        + " font-family='sans-serif' fill='#222'>%n<rect width='100%%' height='100%%' fill='white'/>%n%s</svg>%n",
                width,
                height,
                width,
                shapes);
    }
}
