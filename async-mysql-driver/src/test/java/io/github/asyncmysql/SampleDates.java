package io.github.asyncmysql;

import io.github.asyncmysql.SampleValues.Kind;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Values of the types of date and time. Thread-safe. */
final class SampleDates {

    private static final long FIRST_SECOND = LocalDateTime.of(1, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
    private static final long LAST_SECOND =
            LocalDateTime.of(9999, 12, 31, 23, 59).toEpochSecond(ZoneOffset.UTC);

    private SampleDates() {}

    static void addTo(List<SampleValues> all, Random random) {
        List<String> dates = new ArrayList<>(List.of(
                "'0001-01-01'",
                "'1000-01-01'",
                "'9999-12-31'",
                "'2024-02-29'",
                "'1969-12-31'",
                "'1582-10-10'",
                "'1900-02-28'"));
        for (int i = 0; i < SampleValues.RANDOM_VALUES; i++) {
            dates.add("'" + dateTime(random, FIRST_SECOND, LAST_SECOND).toLocalDate() + "'");
        }
        all.add(new SampleValues("date", Kind.DATE, dates));
        for (int decimals = 0; decimals <= 6; decimals++) {
            addDateTimes(all, random, decimals);
            addTimes(all, random, decimals);
        }
    }

    private static void addDateTimes(List<SampleValues> all, Random random, int decimals) {
        String nines = decimals == 0 ? "" : "." + "9".repeat(decimals);
        List<String> dateTimes = new ArrayList<>(List.of(
                "'0001-01-01 00:00:00'",
                "'1000-01-01 00:00:00'",
                "'9999-12-31 23:59:59" + nines + "'",
                "'2024-02-29 00:00:00'",
                "'1969-12-31 23:59:59" + nines + "'"));
        List<String> timestamps =
                new ArrayList<>(List.of("'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'", "'2000-01-01 00:00:00'"));
        for (int i = 0; i < SampleValues.RANDOM_VALUES; i++) {
            dateTimes.add(literal(dateTime(random, FIRST_SECOND, LAST_SECOND), fraction(random, decimals)));
            timestamps.add(literal(dateTime(random, 1, Integer.MAX_VALUE), fraction(random, decimals)));
        }
        all.add(new SampleValues("datetime(" + decimals + ")", Kind.DATE_TIME, dateTimes));
        all.add(new SampleValues("timestamp(" + decimals + ") null", Kind.TIMESTAMP, timestamps));
    }

    private static void addTimes(List<SampleValues> all, Random random, int decimals) {
        // The greatest TIME has no fraction that would round it up.
        List<String> times = new ArrayList<>(List.of(
                "'838:59:59'",
                "'-838:59:59'",
                "'00:00:00'",
                "'23:59:59'",
                "'24:00:00'",
                "'-00:00:01'",
                "'100:00:00'",
                "'-23:59:59.999999'"));
        for (int i = 0; i < SampleValues.RANDOM_VALUES; i++) {
            times.add(String.format(
                    Locale.ROOT,
                    "'%s%02d:%02d:%02d%s'",
                    random.nextBoolean() ? "-" : "",
                    random.nextInt(random.nextBoolean() ? 24 : 838),
                    random.nextInt(60),
                    random.nextInt(60),
                    fraction(random, decimals)));
        }
        all.add(new SampleValues("time(" + decimals + ")", Kind.TIME, times));
    }

    private static LocalDateTime dateTime(Random random, long first, long last) {
        long second = first + (long) (random.nextDouble() * (last - first));
        return LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
    }

    private static String literal(LocalDateTime value, String fraction) {
        LocalDate date = value.toLocalDate();
        return String.format(
                Locale.ROOT,
                "'%s %02d:%02d:%02d%s'",
                date,
                value.getHour(),
                value.getMinute(),
                value.getSecond(),
                fraction);
    }

    private static String fraction(Random random, int decimals) {
        return decimals == 0
                ? ""
                : "."
                        + String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000))
                                .substring(0, decimals);
    }
}
