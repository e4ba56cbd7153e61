package io.github.asyncmysql.internal.client;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the keys of all rows of one {@code INSERT} from the one number in its answer, where that is certain.
 *
 * <p>A simple insert of rows without keys of their own gets consecutive keys. But the same number comes when all rows had
 * keys of their own (then it is the last one's), and when only some had. Both show in the parameters: a column holds that
 * very number in the last row, or holds numbers in some rows and none in others.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/innodb-auto-increment-handling.html">AUTO_INCREMENT in InnoDB</a>
 */
final class GeneratedKeys {

    private static final int MAX_DIGITS = 20;

    private GeneratedKeys() {}

    /**
     * Whether the rows have the keys {@code first}, {@code first + 1} and so on.
     *
     * @param rows the parameters of a statement with nothing but placeholders and literals
     * @param first the number in the answer
     */
    static boolean areConsecutive(List<BatchRow> rows, long first) {
        if (first == 0) {
            return false;
        }
        int columns = rows.get(0).values().length;
        for (int column = 0; column < columns; column++) {
            if (mayHoldKeys(rows, column, first)) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayHoldKeys(List<BatchRow> rows, int column, long first) {
        boolean numbers = false;
        boolean none = false;
        for (BatchRow row : rows) {
            Object value = row.values()[column];
            if (isNone(value)) {
                none = true;
            } else if (mayBeNumber(value)) {
                numbers = true;
            }
        }
        return numbers && (none || mayBe(rows.get(rows.size() - 1).values()[column], first));
    }

    // In place of these the server generates a key.
    private static boolean isNone(@Nullable Object value) {
        Object content = content(value);
        return content == null || mayBe(content, 0);
    }

    private static @Nullable Object content(@Nullable Object value) {
        return value instanceof Optional<?> optional ? content(optional.orElse(null)) : value;
    }

    private static boolean mayBeNumber(@Nullable Object value) {
        Object content = content(value);
        return content instanceof Number
                || content instanceof Boolean
                || content instanceof CharSequence
                || content instanceof Character;
    }

    private static boolean mayBe(@Nullable Object value, long number) {
        Object content = content(value);
        if (content instanceof Boolean b) {
            return number == (b ? 1 : 0);
        }
        if (content instanceof Long
                || content instanceof Integer
                || content instanceof Short
                || content instanceof Byte) {
            return ((Number) content).longValue() == number;
        }
        if (content instanceof BigDecimal exact) {
            return isWithinOne(exact, number);
        }
        if (content instanceof Number || content instanceof CharSequence || content instanceof Character) {
            return mayBe(content.toString().strip(), number);
        }
        return false;
    }

    private static boolean mayBe(String text, long number) {
        if (looksLikeNumber(text)) {
            try {
                return isWithinOne(new BigDecimal(text), number);
            } catch (NumberFormatException e) {
                // It only looked like one.
            }
        }
        // The server may read a number from the beginning of a text, if it does not refuse it.
        boolean digits = !text.isEmpty() && Character.isDigit(text.charAt(0));
        return digits == (number != 0);
    }

    // Most texts do not, and an exception for each would cost more than everything else that is done with a row.
    private static boolean looksLikeNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isDigit(c) && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return !text.isEmpty();
    }

    // Numbers with many zeros are told by their magnitude, since writing those out could need all memory.
    private static boolean isWithinOne(BigDecimal exact, long number) {
        long magnitude = (long) exact.precision() - exact.scale();
        if (magnitude > MAX_DIGITS) {
            return false;
        }
        if (number == 0) {
            return exact.signum() == 0 || magnitude <= 0;
        }
        return magnitude >= 0
                && exact.subtract(BigDecimal.valueOf(number)).abs().compareTo(BigDecimal.ONE) < 0;
    }
}
