package io.github.asyncmysql;

import io.github.asyncmysql.ExactValues.Sample;
import io.github.asyncmysql.SampleValues.Kind;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of {@link ExactValues} about dates and times; sessions run in UTC. Thread-safe. */
final class ExactTimes {

    private static final Pattern TIME = Pattern.compile("(-?)(\\d{2,3}):([0-5]\\d):([0-5]\\d)(?:\\.(\\d{1,6}))?");
    private static final Duration LIMIT =
            Duration.ofHours(838).plusMinutes(59).plusSeconds(59).plusNanos(999_999_000);

    private ExactTimes() {}

    static @Nullable LocalDateTime localDateTime(Sample sample) {
        String text = sample.text();
        boolean possible = sample.isString()
                || sample.kind() == Kind.DATE
                || sample.kind() == Kind.DATE_TIME
                || sample.kind() == Kind.TIMESTAMP;
        if (!possible || text == null) {
            return null;
        }
        try {
            if (text.matches("\\d{4}-\\d\\d-\\d\\d")) {
                return LocalDate.parse(text).atStartOfDay();
            }
            return text.matches("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,6})?")
                    ? LocalDateTime.parse(text.replace(' ', 'T'))
                    : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    static @Nullable LocalDate localDate(Sample sample) {
        LocalDateTime value = localDateTime(sample);
        return value == null || !value.toLocalTime().equals(LocalTime.MIDNIGHT) ? null : value.toLocalDate();
    }

    static @Nullable Object pointInTime(Sample sample, Function<ZonedDateTime, Object> form) {
        LocalDateTime value = sample.kind() == Kind.DATE ? null : localDateTime(sample);
        return value == null ? null : form.apply(value.atZone(ZoneOffset.UTC));
    }

    static @Nullable Duration duration(Sample sample) {
        if (sample.kind() != Kind.TIME && !sample.isString() || sample.text() == null) {
            return null;
        }
        Matcher parts = TIME.matcher(sample.text());
        if (!parts.matches()) {
            return null;
        }
        String fraction = parts.group(5) == null ? "" : parts.group(5);
        Duration value = Duration.ofHours(Long.parseLong(parts.group(2)))
                .plusMinutes(Long.parseLong(parts.group(3)))
                .plusSeconds(Long.parseLong(parts.group(4)))
                .plusNanos(Long.parseLong((fraction + "000000000").substring(0, 9)));
        return value.compareTo(LIMIT) > 0 ? null : parts.group(1).isEmpty() ? value : value.negated();
    }

    static @Nullable LocalTime localTime(Sample sample) {
        Duration value = duration(sample);
        return value == null || value.isNegative() || value.toHours() >= 24
                ? null
                : LocalTime.ofNanoOfDay(value.toNanos());
    }
}
