package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.BatchBinder;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.ParamSink;
import io.github.asyncmysql.internal.value.EncodedSize;
import io.github.asyncmysql.internal.value.ParamEncoder;
import io.github.asyncmysql.internal.value.ValueSettings;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one row of a batch, checked. Immutable, as long as nobody writes into its array.
 *
 * @param values one value per placeholder
 * @param size the bytes they need at most
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record BatchRow(@Nullable Object[] values, long size) {

    /**
     * Has an item turned into parameters.
     *
     * @param index the row's number, for messages
     * @param expectedValues how many there probably are: as many as in the row before
     * @throws MySqlMappingException if a value cannot be sent
     */
    static <E> BatchRow bind(
            long index, E item, BatchBinder<? super E> binder, ValueSettings settings, int expectedValues) {
        Values collected = new Values(expectedValues);
        binder.bind(item, collected);
        @Nullable Object[] values = collected.toArray();
        try {
            settings.prepare(values);
        } catch (MySqlMappingException e) {
            throw new MySqlMappingException("Row " + index + " of the batch: " + e.getMessage(), Outcome.NOT_SENT, e);
        }
        int large = ParamEncoder.indexOfLarge(values, 0);
        if (large >= 0) {
            throw new MySqlMappingException(
                    "Row " + index + " of the batch: Parameter " + (large + 1)
                            + " is a LargeValue, which batches cannot send; run the statement once for each row",
                    Outcome.NOT_SENT,
                    null);
        }
        return new BatchRow(values, EncodedSize.of(values));
    }

    /** Confined to one call of a binder. */
    private static final class Values implements ParamSink {

        private static final int MIN_CAPACITY = 8;

        private @Nullable Object[] values;
        private int count;

        Values(int expected) {
            values = new Object[expected];
        }

        @Override
        public ParamSink add(@Nullable Object value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, Math.max(MIN_CAPACITY, 2 * count));
            }
            values[count++] = value;
            return this;
        }

        @Nullable
        Object[] toArray() {
            return count == values.length ? values : Arrays.copyOf(values, count);
        }
    }
}
