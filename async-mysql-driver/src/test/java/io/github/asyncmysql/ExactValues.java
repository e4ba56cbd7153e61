package io.github.asyncmysql;

import static java.util.Map.entry;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a column's value is as each Java type, or that it cannot be had as this type: computed from the server's own text
 * with nothing but the JDK, so that it may differ from what the driver thinks. Thread-safe.
 */
public final class ExactValues {

    /** Every Java type that columns can be read as, apart from primitive ones, {@code Object} and those of {@code Geometry}. */
    public static final Set<Class<?>> TARGETS;

    private static final Map<Class<?>, Function<Sample, @Nullable Object>> RULES = Map.ofEntries(
            entry(Boolean.class, sample -> {
                BigInteger value = integer(sample, 0, 1);
                return value == null ? null : value.signum() != 0;
            }),
            entry(Byte.class, sample -> integral(sample, 8, BigInteger::byteValueExact)),
            entry(Short.class, sample -> integral(sample, 16, BigInteger::shortValueExact)),
            entry(Integer.class, sample -> integral(sample, 32, BigInteger::intValueExact)),
            entry(Long.class, sample -> integral(sample, 64, BigInteger::longValueExact)),
            entry(BigInteger.class, sample -> integral(sample, Integer.MAX_VALUE, i -> i)),
            entry(BigDecimal.class, ExactValues::decimal),
            entry(Number.class, ExactNumbers::number),
            entry(Double.class, ExactNumbers::doubleValue),
            entry(Float.class, ExactNumbers::floatValue),
            entry(Year.class, sample -> {
                BigInteger value = integer(sample, 0, 9999);
                return value == null ? null : Year.of(value.intValue());
            }),
            entry(String.class, Sample::shown),
            entry(byte[].class, Sample::raw),
            entry(ByteBuffer.class, sample -> ByteBuffer.wrap(sample.raw())),
            entry(Character.class, sample -> sample.isString() ? character(sample.text()) : null),
            entry(BitSet.class, ExactValues::bitSet),
            entry(float[].class, ExactValues::floats),
            entry(UUID.class, ExactValues::uuid),
            entry(Set.class, sample -> sample.isString() ? set(sample.text()) : null),
            entry(InetAddress.class, ExactValues::address),
            entry(Inet4Address.class, sample -> address(sample) instanceof Inet4Address four ? four : null),
            entry(Inet6Address.class, sample -> address(sample) instanceof Inet6Address six ? six : null),
            entry(Word.class, sample -> sample.isString() ? Word.of(sample.text()) : null),
            entry(LocalDate.class, ExactTimes::localDate),
            entry(LocalDateTime.class, ExactTimes::localDateTime),
            entry(Instant.class, sample -> ExactTimes.pointInTime(sample, ZonedDateTime::toInstant)),
            entry(OffsetDateTime.class, sample -> ExactTimes.pointInTime(sample, ZonedDateTime::toOffsetDateTime)),
            entry(ZonedDateTime.class, sample -> ExactTimes.pointInTime(sample, zoned -> zoned)),
            entry(LocalTime.class, ExactTimes::localTime),
            entry(Duration.class, ExactTimes::duration));

    static {
        TARGETS = RULES.keySet();
    }

    private ExactValues() {}

    /** Names of constants that some texts have. */
    public enum Word {
        a,
        abc;

        static @Nullable Word of(@Nullable String name) {
            return "a".equals(name) ? a : "abc".equals(name) ? abc : null;
        }
    }

    /**
     * A value in the words of the server.
     *
     * @param kind how it is read
     * @param text what the server shows; {@code null} if it is no text
     * @param shown what {@code getString} must give; {@code null} if it must fail
     * @param raw what {@code getBytes} must give
     */
    record Sample(
            SampleValues.Kind kind,
            @Nullable String text,
            @Nullable String shown,
            byte[] raw) {

        boolean isString() {
            return switch (kind) {
                case TEXT, SET, UUID, ADDRESS, JSON, BYTES, VECTOR -> true;
                default -> false;
            };
        }

        boolean isBinary() {
            return kind == SampleValues.Kind.BYTES || kind == SampleValues.Kind.VECTOR;
        }

        boolean isNumber() {
            return switch (kind) {
                case INTEGER, DECIMAL, FLOAT, DOUBLE, BIT, YEAR -> true;
                default -> isString() && text != null && ExactNumbers.isNumber(text);
            };
        }
    }

    /** The value as {@code target}; {@code null} if reading it so must fail. */
    static @Nullable Object expected(Sample sample, Class<?> target) {
        return RULES.get(target).apply(sample);
    }

    /** Equal in content; decimals with all their digits. */
    static boolean equal(@Nullable Object one, @Nullable Object other) {
        if (one instanceof InetAddress a && other instanceof InetAddress b) {
            return a.getClass() == b.getClass() && a.equals(b);
        }
        return Objects.deepEquals(one, other);
    }

    static @Nullable BigDecimal decimal(Sample sample) {
        return sample.isNumber() ? ExactNumbers.decimal(sample) : null;
    }

    private static @Nullable Object integral(Sample sample, int bits, Function<BigInteger, Object> narrow) {
        BigInteger value = sample.isNumber() ? ExactNumbers.integer(sample) : null;
        return value == null || value.bitLength() >= bits ? null : narrow.apply(value);
    }

    private static @Nullable BigInteger integer(Sample sample, int min, int max) {
        BigInteger value = sample.isNumber() ? ExactNumbers.integer(sample) : null;
        return value == null
                        || value.compareTo(BigInteger.valueOf(min)) < 0
                        || value.compareTo(BigInteger.valueOf(max)) > 0
                ? null
                : value;
    }

    private static @Nullable Character character(@Nullable String text) {
        return text != null && text.length() == 1 ? (Character) text.charAt(0) : null;
    }

    private static @Nullable BitSet bitSet(Sample sample) {
        return sample.kind() == SampleValues.Kind.BIT
                ? BitSet.valueOf(new long[] {new BigInteger(sample.text()).longValue()})
                : null;
    }

    private static float @Nullable [] floats(Sample sample) {
        if (!sample.isBinary() || sample.raw().length % 4 != 0) {
            return null;
        }
        float[] floats = new float[sample.raw().length / 4];
        ByteBuffer.wrap(sample.raw())
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(floats);
        return floats;
    }

    private static @Nullable UUID uuid(Sample sample) {
        if (sample.isBinary() && sample.raw().length == 16) {
            ByteBuffer bytes = ByteBuffer.wrap(sample.raw());
            return new UUID(bytes.getLong(), bytes.getLong());
        }
        String text = sample.text();
        return sample.isString() && text != null && text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
                ? UUID.fromString(text)
                : null;
    }

    private static @Nullable Set<String> set(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return text == null ? null : Set.of();
        }
        List<String> members = List.of(text.split(",", -1));
        Set<String> set = members.stream().collect(Collectors.toSet());
        return set.size() == members.size() ? set : null;
    }

    private static @Nullable InetAddress address(Sample sample) {
        byte[] bytes = sample.raw();
        if (!sample.isString()) {
            return null;
        }
        try {
            if (sample.isBinary() && (bytes.length == 4 || bytes.length == 16)) {
                return bytes.length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
            }
            String text = sample.text();
            if (text == null
                    || !text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|(?=.*:.*:)[0-9a-fA-F:]+(\\d+(\\.\\d+){3})?")) {
                return null;
            }
            InetAddress address = InetAddress.getByName(text);
            if (address instanceof Inet4Address && text.contains(":")) {
                byte[] mapped = new byte[16];
                mapped[10] = mapped[11] = -1;
                System.arraycopy(address.getAddress(), 0, mapped, 12, 4);
                return Inet6Address.getByAddress(null, mapped, -1);
            }
            return address;
        } catch (java.net.UnknownHostException e) {
            return null;
        }
    }
}
