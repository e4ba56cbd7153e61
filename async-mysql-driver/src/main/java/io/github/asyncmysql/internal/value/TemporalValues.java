package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.ZeroDates;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Dates and times in text and in binary rows. Both are first read into one number: for dates all fields packed into one
 * {@code long} (so that zero dates have a form), for times the microseconds.
 *
 * <p>Thread-safe.
 */
final class TemporalValues {

    private static final int MAX_DECIMALS = 6;
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_DAY = 86_400L * MICROS_PER_SECOND;
    private static final int DATE_LENGTH = 10;
    private static final int DATE_TIME_LENGTH = 19;

    /** The greatest TIME, 838:59:59.999999, in microseconds. */
    static final long MAX_TIME = ((838 * 60L + 59) * 60 + 59) * MICROS_PER_SECOND + 999_999;

    // Bits of the packed form, from the lowest: microseconds 20, second 6, minute 6, hour 5, day 5, month 4, year 14.
    private static final int SECOND = 20;
    private static final int MINUTE = 26;
    private static final int HOUR = 32;
    private static final int DAY = 37;
    private static final int MONTH = 42;
    private static final int YEAR = 46;
    /** Stands for a zero date that shall be read as {@code null}. */
    static final long NULL_DATE = -1;

    private static final long TIME_MASK = (1L << DAY) - 1;

    private TemporalValues() {}

    private static long packDate(int year, int month, int day) {
        if (year > 9999 || month > 12 || day > 31) {
            throw noDate();
        }
        return (long) year << YEAR | (long) month << MONTH | (long) day << DAY;
    }

    private static long packTime(int hour, int minute, int second, int micros) {
        if (hour > 23 || minute > 59 || second > 59 || micros < 0 || micros >= MICROS_PER_SECOND) {
            throw noDate();
        }
        return (long) hour << HOUR | (long) minute << MINUTE | (long) second << SECOND | micros;
    }

    private static ConversionException noDate() {
        return new ConversionException("it is not a valid date");
    }

    private static ConversionException noTime() {
        return new ConversionException("it is not a valid time");
    }

    /** DATE, DATETIME or TIMESTAMP of a binary row: 0, 4, 7 or 11 bytes, which has been checked. */
    static long dateFromBinary(byte[] array, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        long packed = packDate(BinaryValues.int2(array, offset), array[offset + 2] & 0xff, array[offset + 3] & 0xff);
        if (length > 4) {
            int micros = length > 7 ? BinaryValues.int4(array, offset + 7) : 0;
            packed |= packTime(array[offset + 4] & 0xff, array[offset + 5] & 0xff, array[offset + 6] & 0xff, micros);
        }
        return packed;
    }

    /** {@code YYYY-MM-DD} or {@code YYYY-MM-DD HH:MM:SS[.ffffff]}. */
    static long dateFromText(byte[] array, int offset, int length) {
        boolean hasTime = length >= DATE_TIME_LENGTH && length <= DATE_TIME_LENGTH + 1 + MAX_DECIMALS;
        if (length != DATE_LENGTH && !hasTime || array[offset + 4] != '-' || array[offset + 7] != '-') {
            throw noDate();
        }
        long packed = packDate(
                digits(array, offset, 2) * 100 + digits(array, offset + 2, 2),
                digits(array, offset + 5, 2),
                digits(array, offset + 8, 2));
        if (hasTime) {
            int separator = array[offset + DATE_LENGTH];
            if (separator != ' ' && separator != 'T' || array[offset + 13] != ':' || array[offset + 16] != ':') {
                throw noDate();
            }
            packed |= packTime(
                    digits(array, offset + 11, 2),
                    digits(array, offset + 14, 2),
                    digits(array, offset + 17, 2),
                    fraction(array, offset + DATE_TIME_LENGTH, offset + length));
        }
        return packed;
    }

    /** TIME of a binary row, in microseconds: 0, 8 or 12 bytes, which has been checked. */
    static long timeFromBinary(byte[] array, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int sign = array[offset];
        long days = BinaryValues.int4(array, offset + 1) & 0xffffffffL;
        int hours = array[offset + 5] & 0xff;
        int micros = length > 8 ? BinaryValues.int4(array, offset + 8) : 0;
        if (sign < 0 || sign > 1 || hours > 23) {
            throw noTime();
        }
        return time(sign == 1, days * 24 + hours, array[offset + 6] & 0xff, array[offset + 7] & 0xff, micros);
    }

    /** {@code [-]HH:MM:SS[.ffffff]} with two or three digits for the hours, in microseconds. */
    static long timeFromText(byte[] array, int offset, int length) {
        int end = offset + length;
        boolean negative = length > 0 && array[offset] == '-';
        int start = negative ? offset + 1 : offset;
        int colon = start;
        while (colon < end && array[colon] != ':') {
            colon++;
        }
        int hourDigits = colon - start;
        if (hourDigits < 2 || hourDigits > 3 || end - colon < 6 || array[colon + 3] != ':') {
            throw noTime();
        }
        int micros = fraction(array, colon + 6, end);
        return time(
                negative,
                digits(array, start, hourDigits),
                digits(array, colon + 1, 2),
                digits(array, colon + 4, 2),
                micros);
    }

    private static long time(boolean negative, long hours, int minutes, int seconds, int micros) {
        if (hours > 838 || minutes > 59 || seconds > 59 || micros < 0 || micros >= MICROS_PER_SECOND) {
            throw noTime();
        }
        long value = ((hours * 60 + minutes) * 60 + seconds) * MICROS_PER_SECOND + micros;
        return negative ? -value : value;
    }

    private static int digits(byte[] array, int offset, int count) {
        int value = 0;
        for (int i = offset; i < offset + count; i++) {
            int digit = array[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new ConversionException("it is not a valid date or time");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** {@code .f} to {@code .ffffff}, or nothing, as microseconds. */
    private static int fraction(byte[] array, int offset, int end) {
        int count = end - offset - 1;
        if (count < 0) {
            return 0;
        }
        if (array[offset] != '.' || count == 0 || count > MAX_DECIMALS) {
            throw new ConversionException("it is not a valid date or time");
        }
        int value = digits(array, offset + 1, count);
        for (int i = count; i < MAX_DECIMALS; i++) {
            value *= 10;
        }
        return value;
    }

    /** A date as Java knows it, or {@link #NULL_DATE}, or as it is where that shall be an error. */
    static long known(long packed, ZeroDates zeroDates) {
        boolean noMonth = (packed >> MONTH & 0xf) == 0;
        boolean noDay = (packed >> DAY & 0x1f) == 0;
        if (!noMonth && !noDay || zeroDates == ZeroDates.ERROR) {
            return packed;
        }
        if (zeroDates == ZeroDates.NULL) {
            return NULL_DATE;
        }
        long year = packed >> YEAR == 0 && noMonth && noDay ? 1L << YEAR : 0;
        return packed | year | (noMonth ? 1L << MONTH : 0) | (noDay ? 1L << DAY : 0);
    }

    static LocalDate toLocalDate(long packed) {
        if ((packed & TIME_MASK) != 0) {
            throw new ConversionException("its time of day would be cut");
        }
        return date(packed);
    }

    private static LocalDate date(long packed) {
        int month = (int) (packed >> MONTH) & 0xf;
        int day = (int) (packed >> DAY) & 0x1f;
        if (month == 0 || day == 0) {
            throw new ConversionException(
                    "it is a zero date, or has a month or day of zero, which Java does not" + " know; see zero-dates");
        }
        try {
            return LocalDate.of((int) (packed >> YEAR), month, day);
        } catch (DateTimeException e) {
            throw noDate();
        }
    }

    static LocalDateTime toLocalDateTime(long packed) {
        int micros = (int) packed & 0xfffff;
        LocalTime time = LocalTime.of(
                (int) (packed >> HOUR) & 0x1f,
                (int) (packed >> MINUTE) & 0x3f,
                (int) (packed >> SECOND) & 0x3f,
                micros * 1000);
        return LocalDateTime.of(date(packed), time);
    }

    /** When clocks are set back, local times occur twice: nobody can tell then which of two points in time is meant. */
    static ZonedDateTime toZoned(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.size() != 1) {
            throw new ConversionException(
                    offsets.isEmpty()
                            ? "this time does not exist in the session's time zone"
                            : "this time occurs twice in the session's time zone; set session-time-zone to a fixed"
                                    + " offset such as UTC");
        }
        return ZonedDateTime.ofLocal(local, zone, offsets.get(0));
    }

    static Duration toDuration(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    static LocalTime toLocalTime(long micros) {
        if (micros < 0 || micros >= MICROS_PER_DAY) {
            throw new ConversionException("it is negative or not shorter than a day");
        }
        return LocalTime.ofNanoOfDay(micros * 1000);
    }

    /** The text that the server would send for this date. */
    static String formatDate(long packed, boolean withTime, int decimals) {
        StringBuilder text = new StringBuilder(DATE_TIME_LENGTH + 1 + MAX_DECIMALS);
        append(text, packed >> YEAR, 4);
        append(text.append('-'), packed >> MONTH & 0xf, 2);
        append(text.append('-'), packed >> DAY & 0x1f, 2);
        if (withTime) {
            append(text.append(' '), packed >> HOUR & 0x1f, 2);
            append(text.append(':'), packed >> MINUTE & 0x3f, 2);
            append(text.append(':'), packed >> SECOND & 0x3f, 2);
            appendFraction(text, packed & 0xfffff, decimals);
        }
        return text.toString();
    }

    /** The text that the server would send for this time. */
    static String formatTime(long micros, int decimals) {
        StringBuilder text = new StringBuilder(17);
        if (micros < 0) {
            text.append('-');
        }
        long rest = Math.abs(micros);
        long seconds = rest / MICROS_PER_SECOND;
        append(text, seconds / 3600, 2);
        append(text.append(':'), seconds / 60 % 60, 2);
        append(text.append(':'), seconds % 60, 2);
        appendFraction(text, rest % MICROS_PER_SECOND, decimals);
        return text.toString();
    }

    private static void append(StringBuilder text, long value, int width) {
        String digits = Long.toString(value);
        text.append("0".repeat(Math.max(0, width - digits.length()))).append(digits);
    }

    private static void appendFraction(StringBuilder text, long micros, int decimals) {
        // 31 stands for "not fixed": expressions, some of which have fractions and some not.
        int shown = decimals <= MAX_DECIMALS ? decimals : micros == 0 ? 0 : MAX_DECIMALS;
        if (shown > 0) {
            int length = text.length() + 1;
            append(text.append('.'), micros, MAX_DECIMALS);
            text.setLength(length + shown);
        }
    }
}
