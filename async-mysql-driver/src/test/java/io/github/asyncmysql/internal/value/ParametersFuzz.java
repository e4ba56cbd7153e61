package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.fuzz.FuzzTarget.check;
import static io.github.asyncmysql.fuzz.FuzzTarget.same;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.fuzz.FuzzInput;
import io.github.asyncmysql.fuzz.FuzzTarget;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.testsupport.FakePackets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values of every type that can be a parameter, written and read back as a row: equal, or refused before anything is sent;
 * and the size foretold is never too small. Thread-safe.
 */
public final class ParametersFuzz implements FuzzTarget {

    private static final List<@Nullable ZoneId> ZONES = Arrays.asList(ZoneOffset.UTC, ZoneId.of("Europe/Berlin"), null);
    private static final int KINDS = 24;
    private static final int MAX_DIGITS = 65;

    private enum Constant {
        ACTIVE,
        ÜBER
    }

    @Override
    public String name() {
        return "parameters";
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        byte[] all = {0};
        for (int kind = 0; kind < KINDS; kind++) {
            byte[] one = FakePackets.concat(
                    new byte[] {(byte) kind}, FakePackets.hex("05 00 31 32 33 34 35 00 00 00 00 00 00"));
            seeds.put("kind " + kind, FakePackets.concat(new byte[] {(byte) (kind % 3)}, one));
            all = FakePackets.concat(all, one);
        }
        seeds.put("all kinds", all);
        return seeds;
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        ZoneId zone = ZONES.get(input.next(ZONES.size()));
        List<@Nullable Object> accepted = new ArrayList<>();
        while (!input.isEmpty() && accepted.size() < 20) {
            Object value = value(input);
            if (canBeSent(value, zone)) {
                accepted.add(value);
            }
        }
        Object[] values = accepted.toArray();
        if (values.length > 0) {
            checkRow(values, zone);
        }
    }

    private static boolean canBeSent(@Nullable Object value, @Nullable ZoneId zone) {
        try {
            ParamEncoder.check(new @Nullable Object[] {value});
            if (ParamEncoder.type(value) != ColumnType.NULL) {
                ParamEncoder.writeValue(new PacketWriter(), value, zone);
            }
            return true;
        } catch (MySqlMappingException e) {
            check(e.outcome() == Outcome.NOT_SENT, "what is refused was not sent");
            return false;
        }
    }

    private static void checkRow(@Nullable Object[] values, @Nullable ZoneId zone) {
        ColumnDefinition[] columns = new ColumnDefinition[values.length];
        byte[] bitmap = new byte[(values.length + 9) / 8];
        PacketWriter out = new PacketWriter();
        for (int i = 0; i < values.length; i++) {
            int type = ParamEncoder.type(values[i]);
            boolean binary = type == ColumnType.BLOB;
            columns[i] = new ColumnDefinition(
                    "t",
                    "c",
                    binary ? ColumnDefinition.CHARSET_BINARY : RowBytes.UTF8MB4,
                    20,
                    type & 0xff,
                    (type & ParamEncoder.UNSIGNED) != 0 ? RowBytes.UNSIGNED : 0,
                    6);
            if (type == ColumnType.NULL) {
                bitmap[(i + 2) / 8] |= (byte) (1 << (i + 2) % 8);
            } else {
                ParamEncoder.writeValue(out, values[i], zone);
            }
        }
        // Bitmap and types are counted too; without them the values alone must fit.
        check(EncodedSize.of(values) >= out.size() + 2L * values.length, "the size foretold is not too small");
        byte[] written = Arrays.copyOf(out.array(), out.size());
        WireRow row = RowBytes.binary(new RowDescriptor(columns, zone), bitmap, written);
        for (int i = 0; i < values.length; i++) {
            checkValue(row, i, ParamEncoder.unwrap(values[i]));
        }
    }

    private static void checkValue(WireRow row, int index, @Nullable Object sent) {
        if (sent == null) {
            check(row.isNull(index), "null");
            return;
        }
        Object expected = stored(sent);
        Object read;
        try {
            read = read(row, index, expected);
        } catch (MySqlMappingException e) {
            // No DECIMAL has more digits, so no server sends such a number back.
            check(
                    sent instanceof BigDecimal decimal && decimal.precision() + Math.abs(decimal.scale()) > MAX_DIGITS,
                    "what was sent can be read: " + e.getMessage());
            return;
        }
        boolean equal = expected instanceof BigDecimal decimal
                ? decimal.compareTo((BigDecimal) read) == 0
                : expected instanceof byte[] array
                        ? Arrays.equals(array, (byte[]) read)
                        : expected instanceof float[] floats
                                ? Arrays.equals(floats, (float[]) read)
                                : expected.equals(read);
        if (!equal) {
            same(
                    String.valueOf(read),
                    String.valueOf(expected),
                    "a " + sent.getClass().getSimpleName() + " comes back");
            throw new AssertionError("a " + sent.getClass().getSimpleName() + " comes back");
        }
    }

    private static Object read(WireRow row, int index, Object expected) {
        // Bits travel as a number, and so do years.
        if (expected instanceof BitSet) {
            long[] bits = {
                java.util.Objects.requireNonNull(row.getBigInteger(index)).longValue()
            };
            return BitSet.valueOf(bits);
        }
        Class<?> type = expected instanceof Enum<?> constant ? constant.getDeclaringClass() : expected.getClass();
        return java.util.Objects.requireNonNull(row.get(index, type));
    }

    /** What servers keep of a value: microseconds, and of a buffer what is left in it. */
    private static Object stored(Object sent) {
        if (sent instanceof LocalDateTime dateTime) {
            return dateTime.truncatedTo(ChronoUnit.MICROS);
        }
        if (sent instanceof Instant instant) {
            return instant.truncatedTo(ChronoUnit.MICROS);
        }
        if (sent instanceof LocalTime time) {
            return time.truncatedTo(ChronoUnit.MICROS);
        }
        if (sent instanceof Duration duration) {
            return Duration.of(duration.toNanos() / 1000, ChronoUnit.MICROS);
        }
        if (sent instanceof ByteBuffer buffer) {
            byte[] left = new byte[buffer.remaining()];
            buffer.duplicate().get(left);
            return left;
        }
        return sent;
    }

    // There may be fewer bytes left than asked for, none even.
    private static BigInteger integer(FuzzInput input) {
        byte[] bytes = input.nextBytes(1 + input.next(20));
        return bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    }

    private static @Nullable Object value(FuzzInput input) {
        int kind = input.next(KINDS);
        return switch (kind) {
            case 0 -> null;
            case 1 -> new String(input.nextBlock(), StandardCharsets.UTF_8);
            // Unpaired surrogates can be among these.
            case 2 -> new String(input.nextBlock(), StandardCharsets.UTF_16LE) + (char) input.nextShort();
            case 3 -> input.nextLong();
            case 4 -> input.nextInt();
            case 5 -> (short) input.nextShort();
            case 6 -> (byte) input.nextByte();
            case 7 -> Double.longBitsToDouble(input.nextLong());
            case 8 -> Float.intBitsToFloat(input.nextInt());
            case 9 -> new BigDecimal(integer(input), (short) input.nextShort());
            case 10 -> new BigInteger(FakePackets.concat(new byte[1], input.nextBytes(input.next(20))));
            case 11 -> input.nextBoolean();
            case 12 -> Constant.values()[input.next(2)];
            case 13 -> (char) input.nextShort();
            case 14 -> new UUID(input.nextLong(), input.nextLong());
            case 15 -> input.nextBlock();
            case 16 -> buffer(input);
            case 17 -> floats(input);
            case 18 -> BitSet.valueOf(input.nextBytes(input.next(10)));
            case 19 -> Optional.of(Optional.ofNullable(input.nextBoolean() ? (Object) input.nextLong() : null));
            case 20 -> LocalDate.ofEpochDay(input.nextInt() >> 4);
            case 21 ->
                LocalDateTime.ofEpochSecond(input.nextLong() >> 24, input.nextInt() & 0x1fff_ffff, ZoneOffset.UTC);
            case 22 -> input.nextBoolean() ? Duration.ofNanos(input.nextLong()) : time(input);
            default -> input.nextBoolean() ? Year.of((short) input.nextShort()) : instant(input);
        };
    }

    private static ByteBuffer buffer(FuzzInput input) {
        byte[] block = input.nextBlock();
        ByteBuffer buffer = input.nextBoolean()
                ? ByteBuffer.wrap(block)
                : ByteBuffer.wrap(block).asReadOnlyBuffer();
        return buffer.position(block.length == 0 ? 0 : input.next(Math.min(255, block.length)));
    }

    private static float[] floats(FuzzInput input) {
        float[] floats = new float[input.next(8)];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.intBitsToFloat(input.nextInt());
        }
        return floats;
    }

    private static LocalTime time(FuzzInput input) {
        return LocalTime.ofNanoOfDay(Math.floorMod(input.nextLong(), 86_400_000_000_000L));
    }

    private static Instant instant(FuzzInput input) {
        return Instant.ofEpochSecond(input.nextLong() >> 26, input.nextInt() & 0x1fff_ffff);
    }
}
