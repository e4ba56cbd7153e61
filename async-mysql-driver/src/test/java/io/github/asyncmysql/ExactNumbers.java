package io.github.asyncmysql;

import io.github.asyncmysql.ExactValues.Sample;
import io.github.asyncmysql.SampleValues.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The part of {@link ExactValues} about numbers. Thread-safe. */
final class ExactNumbers {

    private static final int MAX_DIGITS = 128;

    private ExactNumbers() {}

    static boolean isNumber(String text) {
        return text.matches("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?");
    }

    /** FLOAT and DOUBLE as Java writes them, everything else as it is. */
    static @Nullable BigDecimal decimal(Sample sample) {
        String text = String.valueOf(
                sample.kind() == Kind.FLOAT || sample.kind() == Kind.DOUBLE ? sample.shown() : sample.text());
        return text.length() > MAX_DIGITS ? null : new BigDecimal(text);
    }

    /** {@code null} if there is a fraction. FLOAT and DOUBLE are taken for exactly what they are. */
    static @Nullable BigInteger integer(Sample sample) {
        BigDecimal value =
                switch (sample.kind()) {
                    case FLOAT -> new BigDecimal(Float.parseFloat(String.valueOf(sample.shown())));
                    case DOUBLE -> new BigDecimal(Double.parseDouble(String.valueOf(sample.shown())));
                    default -> decimal(sample);
                };
        return value == null || value.stripTrailingZeros().scale() > 0 ? null : value.toBigIntegerExact();
    }

    private static boolean isWhole(Kind kind) {
        return kind == Kind.INTEGER || kind == Kind.BIT || kind == Kind.YEAR;
    }

    /** Decimals become the nearest one; whole numbers only those that are equal. */
    static @Nullable Double doubleValue(Sample sample) {
        if (!sample.isNumber()) {
            return null;
        }
        if (sample.kind() == Kind.FLOAT) {
            return (double) Float.parseFloat(String.valueOf(sample.shown()));
        }
        double value = Double.parseDouble(String.valueOf(sample.text()));
        if (Double.isInfinite(value)) {
            return null;
        }
        boolean equal = !isWhole(sample.kind())
                || new BigDecimal(value).compareTo(new BigDecimal(String.valueOf(sample.text()))) == 0;
        return equal ? value : null;
    }

    static @Nullable Float floatValue(Sample sample) {
        if (!sample.isNumber()) {
            return null;
        }
        if (sample.kind() == Kind.FLOAT) {
            return Float.parseFloat(String.valueOf(sample.shown()));
        }
        float value = Float.parseFloat(String.valueOf(sample.text()));
        if (Float.isInfinite(value)) {
            return null;
        }
        boolean equal = sample.kind() == Kind.DOUBLE
                ? value == Double.parseDouble(String.valueOf(sample.text()))
                : !isWhole(sample.kind())
                        || new BigDecimal(value).compareTo(new BigDecimal(String.valueOf(sample.text()))) == 0;
        return equal ? value : null;
    }

    /** The natural type of each kind of number, in one of its forms. */
    static @Nullable Object number(Sample sample) {
        BigDecimal decimal = ExactValues.decimal(sample);
        if (decimal == null) {
            return null;
        }
        return switch (sample.kind()) {
            case FLOAT -> Float.parseFloat(String.valueOf(sample.shown()));
            case DOUBLE -> Double.parseDouble(String.valueOf(sample.text()));
            default -> decimal;
        };
    }
}
