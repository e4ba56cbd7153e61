package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.Column;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.internal.wire.PacketReader;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row as a view over the bytes of its packet. One object serves all rows of a result: it is bound to each packet in
 * turn, which finds the fields but reads no value, so that only what is asked for is converted.
 *
 * <p>Confined to the event loop, except for {@linkplain #detach() detached} rows, which are immutable.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_row.html">Text row</a>
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html">Binary row</a>
 */
public final class WireRow implements Row {

    /** What {@link #bindLeading} returns as long as more of the row has to come first. */
    public static final long INCOMPLETE = LeadingFields.INCOMPLETE;

    private static final int NULL = PacketReader.NULL_LENGTH;

    private final RowDescriptor descriptor;
    private final int[] offsets;
    private final int[] lengths;
    private byte @Nullable [] array;
    private int start;
    private int end;
    private boolean binary;
    private final boolean detached;
    private ValueSettings settings = ValueSettings.DEFAULT;

    /** A row that is not bound to a packet yet. */
    public WireRow(RowDescriptor descriptor) {
        this.descriptor = descriptor;
        this.offsets = new int[descriptor.size()];
        this.lengths = new int[descriptor.size()];
        this.detached = false;
    }

    private WireRow(WireRow row, byte[] array) {
        this.descriptor = row.descriptor;
        this.binary = row.binary;
        this.settings = row.settings;
        this.array = array;
        this.end = array.length;
        this.lengths = row.lengths.clone();
        this.offsets = row.offsets.clone();
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] -= row.start;
        }
        this.detached = true;
        // The fields that a bound row changes cannot be final, but a detached row may be handed over by a data race.
        VarHandle.storeStoreFence();
    }

    /** What this row has in common with the others of its result. */
    public RowDescriptor descriptor() {
        return descriptor;
    }

    /** Says how values are read; before the first row is. */
    public void settings(ValueSettings valueSettings) {
        settings = valueSettings;
    }

    /**
     * Points this row at a text row, positioned at its start, which must hold exactly the fields described.
     *
     * @throws io.github.asyncmysql.MySqlProtocolException if it does not
     */
    public void bindText(PacketReader in) {
        RowLayout.findText(in, offsets, lengths);
        bound(in, in.end(), false);
    }

    /**
     * Points this row at a binary row, positioned at its start, which must hold exactly the fields described.
     *
     * @throws io.github.asyncmysql.MySqlProtocolException if it does not
     */
    public void bindBinary(PacketReader in) {
        RowLayout.findBinary(in, descriptor.kinds(), offsets, lengths);
        bound(in, in.end(), true);
    }

    /**
     * Points this row at the fields in front of the last one, which then reads as NULL, and the reader at the value of the
     * last one.
     *
     * @param in what has come of the row, positioned at its start
     * @return the length of the last value, {@link PacketReader#NULL_LENGTH} or {@link #INCOMPLETE}
     */
    public long bindLeading(PacketReader in, boolean isBinary) {
        long length = LeadingFields.find(in, descriptor.kinds(), offsets, lengths, isBinary);
        if (length != INCOMPLETE) {
            bound(in, in.position(), isBinary);
            lengths[lengths.length - 1] = NULL;
        }
        return length;
    }

    /** Takes the bytes of the last field out of this row; it reads as NULL then. {@code null} if it was NULL already. */
    public byte @Nullable [] takeLast() {
        int last = lengths.length - 1;
        if (isNull(last)) {
            return null;
        }
        byte[] value = Arrays.copyOfRange(bytes(), offsets[last], offsets[last] + lengths[last]);
        lengths[last] = NULL;
        return value;
    }

    /** Fails unless the last field is text or bytes, whatever length it has. */
    public void checkLastIsString() {
        int last = lengths.length - 1;
        if (!kind(last).isString()) {
            throw failure(last, "a large value", new ConversionException("only text and bytes can be"));
        }
    }

    private void bound(PacketReader in, int rowEnd, boolean isBinary) {
        array = in.array();
        start = in.start();
        end = rowEnd;
        binary = isBinary;
    }

    /** Ends the view: from now on until the next binding every access fails. */
    public void unbind() {
        array = null;
    }

    private byte[] bytes() {
        byte[] bytes = array;
        if (bytes == null) {
            throw new IllegalStateException(
                    "This row was used after its row mapper had returned. A row is a view that is"
                            + " valid only inside the mapper; use Row.detach() to keep a copy.");
        }
        return bytes;
    }

    @Override
    public Row detach() {
        return detached ? this : new WireRow(this, Arrays.copyOfRange(bytes(), start, end));
    }

    @Override
    public int size() {
        return lengths.length;
    }

    @Override
    public List<Column> columns() {
        return descriptor.columns();
    }

    @Override
    public int indexOf(String name) {
        return descriptor.indexOf(name);
    }

    @Override
    public boolean isNull(int index) {
        bytes();
        return lengths[index] == NULL;
    }

    // What follows up to the accessors is for the conversions of this package; the row is bound while they run.

    byte[] array() {
        return bytes();
    }

    int offset(int index) {
        return offsets[index];
    }

    int length(int index) {
        return lengths[index];
    }

    ValueSettings settings() {
        return settings;
    }

    boolean isBinary() {
        return binary;
    }

    FieldKind kind(int index) {
        return descriptor.kinds()[index];
    }

    /** The value as a whole number, for accessors that cannot return {@code null}. */
    private long longValue(int index) {
        if (isNull(index)) {
            throw ConversionException.isNull();
        }
        return FieldValues.longValue(this, index);
    }

    @Override
    public boolean getBoolean(int index) {
        try {
            return FieldValues.toBoolean(longValue(index));
        } catch (ConversionException e) {
            throw failure(index, "boolean", e);
        }
    }

    @Override
    public int getInt(int index) {
        try {
            return FieldValues.toInt(longValue(index));
        } catch (ConversionException e) {
            throw failure(index, "int", e);
        }
    }

    @Override
    public long getLong(int index) {
        try {
            return longValue(index);
        } catch (ConversionException e) {
            throw failure(index, "long", e);
        }
    }

    @Override
    public float getFloat(int index) {
        try {
            if (isNull(index)) {
                throw ConversionException.isNull();
            }
            return FieldValues.floatValue(this, index);
        } catch (ConversionException e) {
            throw failure(index, "float", e);
        }
    }

    @Override
    public double getDouble(int index) {
        try {
            if (isNull(index)) {
                throw ConversionException.isNull();
            }
            return FieldValues.doubleValue(this, index);
        } catch (ConversionException e) {
            throw failure(index, "double", e);
        }
    }

    @Override
    public @Nullable String getString(int index) {
        return convert(index, String.class, FieldValues::string);
    }

    @Override
    public byte @Nullable [] getBytes(int index) {
        return convert(index, byte[].class, FieldValues::bytes);
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(int index) {
        return convert(index, BigDecimal.class, FieldValues::decimal);
    }

    @Override
    public @Nullable BigInteger getBigInteger(int index) {
        return convert(index, BigInteger.class, FieldValues::bigInteger);
    }

    @Override
    public @Nullable LocalDate getLocalDate(int index) {
        return convert(index, LocalDate.class, FieldValues::localDate);
    }

    @Override
    public @Nullable LocalTime getLocalTime(int index) {
        return convert(index, LocalTime.class, FieldValues::localTime);
    }

    @Override
    public @Nullable LocalDateTime getLocalDateTime(int index) {
        return convert(index, LocalDateTime.class, FieldValues::localDateTime);
    }

    @Override
    public @Nullable Instant getInstant(int index) {
        return convert(index, Instant.class, FieldValues::instant);
    }

    @Override
    public @Nullable Duration getDuration(int index) {
        return convert(index, Duration.class, FieldValues::duration);
    }

    @Override
    public <T> @Nullable T get(int index, Class<T> type) {
        ValueConversion<T> conversion = settings.conversion(type);
        if (conversion == null) {
            throw new MySqlMappingException("Column " + descriptor.label(index) + " cannot be read as "
                    + type.getTypeName() + ": columns are not read as this Java type");
        }
        return convert(index, type, conversion);
    }

    @Override
    public boolean knows(Class<?> type) {
        return settings.conversion(type) != null;
    }

    @Override
    public @Nullable Object get(int index) {
        return convert(index, Object.class, FieldValues::natural);
    }

    @Override
    public <E> @Nullable Set<E> getSet(int index, Class<E> elementType) {
        ValueConversion<?> conversion = SetValues.conversion(Set.class, elementType);
        if (conversion == null) {
            throw new MySqlMappingException("Column " + descriptor.label(index) + " cannot be read as a set of "
                    + elementType.getTypeName() + ": sets have strings or enums as members");
        }
        @SuppressWarnings("unchecked")
        Set<E> members = (Set<E>) read(index, "Set<" + elementType.getSimpleName() + ">", conversion);
        return members;
    }

    private <T> @Nullable T convert(int index, Class<T> type, ValueConversion<T> conversion) {
        return isNull(index) ? null : readValue(index, type.getSimpleName(), conversion);
    }

    /** The value by a conversion that is known already; {@code null} for NULL. */
    <T> @Nullable T read(int index, String javaType, ValueConversion<T> conversion) {
        return isNull(index) ? null : readValue(index, javaType, conversion);
    }

    private <T> @Nullable T readValue(int index, String javaType, ValueConversion<T> conversion) {
        try {
            return conversion.read(this, index);
        } catch (ConversionException e) {
            throw failure(index, javaType, e);
        }
    }

    private MySqlMappingException failure(int index, String javaType, ConversionException reason) {
        return new MySqlMappingException("Column " + descriptor.label(index) + " ("
                + TypeNames.of(descriptor.column(index)) + ") cannot be read as " + javaType + ": "
                + reason.getMessage());
    }
}
