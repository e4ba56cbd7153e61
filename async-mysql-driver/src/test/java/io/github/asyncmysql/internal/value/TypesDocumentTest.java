package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.UNSIGNED;
import static io.github.asyncmysql.internal.value.RowBytes.column;
import static io.github.asyncmysql.internal.value.RowBytes.text;
import static io.github.asyncmysql.internal.value.RowBytes.textColumn;
import static io.github.asyncmysql.internal.value.RowBytes.withLength;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.ExactValues;
import io.github.asyncmysql.Geometry;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keeps the tables in {@code docs/types.md} in step with the code; {@code -Dtypes.refresh} rewrites them. */
class TypesDocumentTest {

    private static final String BEGIN = "<!-- generated from the code: begin -->\n";
    private static final String END = "<!-- generated from the code: end -->\n";
    private static final Path DOCUMENT = Path.of(
                    System.getProperty("basedir", Path.of("").toAbsolutePath().toString()))
            .resolveSibling("docs")
            .resolve("types.md");

    private static final String[] NUMBERS = {"1", "a\0\0\0"};
    private static final String[] BITS = {"\u0001", "\u0001\u0001"};
    private static final String[] DATES = {"2024-02-29", "2024-02-29 00:00:00"};
    private static final String[] TEXTS = {
        "1",
        "a",
        "2024-02-29",
        "2024-02-29 01:02:03",
        "01:02:03",
        "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        "192.0.2.1",
        "DAYS"
    };
    private static final String[] BYTES = {"1", "0123456789abcdef", "2024-02-29", "2024-02-29 01:02:03", "01:02:03"};

    private static final String VECTOR = "\0\0\u0080\u003f";
    private static final String POINT = "\0\0\0\0\u0001\u0001\0\0\0" + ("\0\0\0\0\0\0\u00f0\u003f").repeat(2);

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private enum Unit {
        DAYS
    }

    /** A type of columns, with values as they come in text rows. */
    private record Type(ColumnDefinition column, String... values) {}

    private static List<Type> types() {
        return List.of(
                new Type(column(ColumnType.TINY), NUMBERS),
                new Type(column(ColumnType.TINY, UNSIGNED), NUMBERS),
                new Type(column(ColumnType.SHORT), NUMBERS),
                new Type(column(ColumnType.SHORT, UNSIGNED), NUMBERS),
                new Type(column(ColumnType.INT24), NUMBERS),
                new Type(column(ColumnType.INT24, UNSIGNED), NUMBERS),
                new Type(column(ColumnType.LONG), NUMBERS),
                new Type(column(ColumnType.LONG, UNSIGNED), NUMBERS),
                new Type(column(ColumnType.LONGLONG), NUMBERS),
                new Type(column(ColumnType.LONGLONG, UNSIGNED), NUMBERS),
                new Type(column(ColumnType.NEWDECIMAL), NUMBERS),
                new Type(column(ColumnType.FLOAT), NUMBERS),
                new Type(column(ColumnType.DOUBLE), NUMBERS),
                new Type(withLength(ColumnType.BIT, UNSIGNED, 1), BITS),
                new Type(withLength(ColumnType.BIT, UNSIGNED, 64), BITS),
                new Type(column(ColumnType.YEAR), "2024"),
                new Type(column(ColumnType.DATE), "2024-02-29"),
                new Type(column(ColumnType.DATETIME), DATES),
                new Type(column(ColumnType.TIMESTAMP), DATES),
                new Type(column(ColumnType.TIME), "01:02:03"),
                new Type(textColumn(ColumnType.STRING), TEXTS),
                new Type(textColumn(ColumnType.VAR_STRING), TEXTS),
                new Type(textColumn(ColumnType.BLOB), TEXTS),
                new Type(column(ColumnType.ENUM), TEXTS),
                new Type(column(ColumnType.SET), TEXTS),
                new Type(column(ColumnType.JSON), TEXTS),
                new Type(column(ColumnType.STRING), BYTES),
                new Type(column(ColumnType.VAR_STRING), BYTES),
                new Type(column(ColumnType.BLOB), BYTES),
                new Type(column(ColumnType.GEOMETRY), POINT),
                new Type(column(ColumnType.VECTOR), VECTOR));
    }

    private static List<Object> parameters() {
        return List.of(
                true,
                (byte) 1,
                (short) 1,
                1,
                1L,
                BigInteger.ONE,
                BigInteger.ONE.shiftLeft(63),
                BigInteger.ONE.shiftLeft(64),
                BigDecimal.ONE,
                1f,
                1d,
                "text",
                'c',
                Unit.DAYS,
                new UUID(0, 0),
                Set.of("a"),
                LOOPBACK,
                new byte[1],
                ByteBuffer.allocate(1),
                new float[1],
                new Geometry.Point(1, 2),
                new BitSet(),
                Year.of(2024),
                LocalDate.of(2024, 2, 29),
                LocalTime.NOON,
                Duration.ZERO,
                LocalDateTime.of(2024, 2, 29, 0, 0),
                Instant.EPOCH,
                Instant.EPOCH.atOffset(ZoneOffset.UTC),
                Instant.EPOCH.atZone(ZoneOffset.UTC));
    }

    @Test
    void theTablesAreCurrent() throws IOException {
        String document = Files.readString(DOCUMENT);
        assertThat(document).contains(BEGIN).contains(END);
        String before = document.substring(0, document.indexOf(BEGIN) + BEGIN.length());
        String current =
                before + "\n" + readTable() + "\n" + writeTable() + "\n" + document.substring(document.indexOf(END));
        if (System.getProperty("types.refresh") != null) {
            Files.writeString(DOCUMENT, current);
            return;
        }
        assertThat(document)
                .as("docs/types.md is stale; refresh it with"
                        + " ./mvnw -pl async-mysql-driver test -Dtest=TypesDocumentTest -Dtypes.refresh")
                .isEqualTo(current);
    }

    @Test
    void everyTypeThatCanBeReadCanBeSent() {
        Set<String> sent =
                parameters().stream().map(value -> name(value.getClass())).collect(Collectors.toSet());
        Set<String> read = ValueConversion.Conversions.types().stream()
                .filter(type -> !type.isPrimitive() && type != Object.class && type != Number.class)
                .map(TypesDocumentTest::name)
                .collect(Collectors.toSet());
        assertThat(sent).containsAll(read);
    }

    @Test
    void theMatrixOfConversionsHasEveryTypeThatCanBeRead() {
        Set<Class<?>> read = new HashSet<>(ValueConversion.Conversions.types());
        read.removeIf(type -> type.isPrimitive() || type == Object.class);
        read.add(ExactValues.Word.class);
        assertThat(ExactValues.TARGETS).isEqualTo(read);
    }

    private static String readTable() {
        StringBuilder table =
                new StringBuilder("| Column | `Row.get(i)` gives | can also be read as |\n|---|---|---|\n");
        for (Type type : types()) {
            Object natural = row(type, type.values()[0]).get(0);
            String naturalName = natural == null ? "null" : name(natural.getClass());
            Set<String> others = Stream.concat(
                            ValueConversion.Conversions.types().stream(), Stream.of(Unit.class, Geometry.class))
                    .filter(target -> !target.isPrimitive() && target != Object.class && isReadable(type, target))
                    .map(TypesDocumentTest::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            others.remove(naturalName);
            boolean bits = type.column().type() == ColumnType.BIT;
            table.append("| `").append(TypeNames.of(type.column()));
            table.append(bits ? "(" + type.column().length() + ")" : "").append("` | `");
            table.append(naturalName)
                    .append("` | ")
                    .append(String.join(", ", others))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static boolean isReadable(Type type, Class<?> target) {
        for (String value : type.values()) {
            try {
                if (row(type, value).get(0, target) != null) {
                    return true;
                }
            } catch (MySqlMappingException e) {
                continue;
            }
        }
        return false;
    }

    private static WireRow row(Type type, String value) {
        return text(RowBytes.descriptor(type.column()), value.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String writeTable() {
        StringBuilder table = new StringBuilder("| Parameter | is sent as |\n|---|---|\n");
        for (Object value : parameters()) {
            @Nullable Object[] sent = {value};
            ValueSettings.DEFAULT.prepare(sent);
            int type = ParamEncoder.type(sent[0]);
            boolean unsigned = (type & ParamEncoder.UNSIGNED) != 0;
            int wireType = type & ~ParamEncoder.UNSIGNED;
            boolean isText = wireType == ColumnType.VAR_STRING;
            String sql =
                    TypeNames.of(isText ? textColumn(wireType) : column(wireType, unsigned ? RowBytes.UNSIGNED : 0));
            String size = value instanceof BigInteger integer ? " of " + integer.bitLength() + " bits" : "";
            table.append("| `").append(name(value.getClass())).append('`').append(size);
            table.append(" | `").append(sql).append("` |\n");
        }
        return table.toString();
    }

    private static String name(Class<?> type) {
        for (Class<?> family : List.of(Geometry.class, Set.class, InetAddress.class)) {
            if (family.isAssignableFrom(type)) {
                return family.getSimpleName();
            }
        }
        return Enum.class.isAssignableFrom(type)
                ? "enums"
                : ByteBuffer.class.isAssignableFrom(type) ? "ByteBuffer" : type.getSimpleName();
    }
}
