package io.github.asyncmysql.benchmark;

import java.util.Arrays;
import java.util.Locale;

/** Middle, least and greatest of some numbers. Immutable. */
record Spread(double median, double least, double greatest) {

    /** @param numbers at least one */
    static Spread of(double[] numbers) {
        double[] sorted = Arrays.stream(numbers).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** @param format of one number that has been divided by the scale */
    String in(double scale, String format) {
        return String.format(
                Locale.ROOT,
                format + " (" + format + "–" + format + ")",
                median / scale,
                least / scale,
                greatest / scale);
    }
}
