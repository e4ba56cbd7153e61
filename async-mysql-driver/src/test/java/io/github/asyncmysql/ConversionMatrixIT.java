package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.ExactValues.Sample;
import io.github.asyncmysql.SampleValues.Kind;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every column type as every Java type, with limits, odd values and random ones: the exact value, or a failure that names
 * the column and both types. What is exact is said by {@link ExactValues}, from the server's own text.
 */
@Covers("guarantee:5")
class ConversionMatrixIT {

    private static final long SEED = Long.getLong("values.seed", 42);

    private final Map<String, String> wrong = new TreeMap<>();
    private int exact;
    private int refused;

    @EveryServer
    void everyConversionIsExactOrFailsByName(TestServer server, Protocol protocol) throws SQLException {
        List<SampleValues> types = new ArrayList<>(SampleValues.of(server, SEED));
        types.addAll(oddOnes());
        String table = "matrix_" + protocol.name().toLowerCase(Locale.ROOT);
        try (MySqlPool pool = pool(server);
                Connection oracle = server.connectWithJdbc();
                Statement statement = oracle.createStatement()) {
            statement.execute("set time_zone = '+00:00', sql_mode = ''");
            for (int i = 0; i < types.size(); i++) {
                fill(statement, table + i, types.get(i));
                compare(pool, statement, table + i, types.get(i), protocol);
                statement.execute("drop table " + table + i);
            }
        }
        System.out.println(
                exact + " exact conversions and " + refused + " refused on " + server.name() + ", " + protocol);
        assertThat(wrong).isEmpty();
        assertThat(exact).isGreaterThan(20_000);
        assertThat(refused).isGreaterThan(50_000);
    }

    /** What strict servers would not store, and text that looks like numbers, dates and addresses. */
    private static List<SampleValues> oddOnes() {
        return List.of(
                new SampleValues("date", Kind.DATE, List.of("'0000-00-00'", "'2023-00-10'", "'2023-10-00'")),
                new SampleValues(
                        "datetime(6)", Kind.DATE_TIME, List.of("'0000-00-00'", "'2023-00-10 01:02:03.000004'")),
                new SampleValues("timestamp null", Kind.TIMESTAMP, List.of("'0000-00-00'")),
                new SampleValues("year", Kind.YEAR, List.of("'0000'", "1901")),
                new SampleValues("time(6)", Kind.TIME, List.of("'838:59:59.000000'", "'-838:59:58.999999'")),
                text("127", "128", "-128", "-129", "32767", "32768", "2147483647", "2147483648", "-2147483649"),
                text("9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e18", "1e19", "1e400"),
                text(
                        "1.0",
                        "1.5",
                        "0",
                        "1",
                        "2",
                        "-0",
                        "00012",
                        "+1",
                        ".5",
                        "5.",
                        "1e-400",
                        "3.5e38",
                        "16777217",
                        "1e99999"),
                text("", " 1", "1 ", "1_000", "0x10", "NaN", "Infinity", "1e", "1d", "--1", "1,2", "a,b,a", "a", "abc"),
                text("١", "１", "2024-02-29", "2023-02-29", "2024-02-29 00:00:00", "2024-02-29T23:59:59.999999"),
                text("2024-02-29 24:00:00", "2024-2-29", "0000-00-00", "24:00:00", "838:59:59.999999", "839:00:00"),
                text(
                        "-01:02:03",
                        "1:02:03",
                        "01:02:60",
                        "9999",
                        "10000",
                        "127.0.0.1",
                        "::1",
                        "::ffff:1.2.3.4",
                        "1.2.3"),
                text("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6", "f81d4fae"),
                new SampleValues(
                        "varbinary(40)", Kind.BYTES, List.of("'1'", "'127.0.0.1'", "repeat('x', 16)", "'1234'")));
    }

    private static SampleValues text(String... values) {
        return new SampleValues(
                "varchar(40) character set utf8mb4",
                Kind.TEXT,
                Arrays.stream(values).map(value -> "'" + value + "'").toList());
    }

    private static void fill(Statement statement, String table, SampleValues values) throws SQLException {
        statement.execute("drop table if exists " + table);
        statement.execute("create table " + table + " (id int primary key, v " + values.type() + ")");
        StringBuilder rows = new StringBuilder("(0, null)");
        for (int i = 0; i < values.literals().size(); i++) {
            rows.append(", (")
                    .append(i + 1)
                    .append(", ")
                    .append(values.literals().get(i))
                    .append(')');
        }
        statement.execute("insert into " + table + " values " + rows);
    }

    private void compare(MySqlPool pool, Statement statement, String table, SampleValues values, Protocol protocol)
            throws SQLException {
        List<Row> rows = pool.sql("select v from " + table + " order by id")
                .prepared(protocol == Protocol.PREPARED)
                .query()
                .list()
                .join();
        boolean bytes = values.kind() == Kind.BYTES || values.kind() == Kind.VECTOR;
        String text = bytes
                ? "null"
                : values.kind() == Kind.FLOAT && protocol == Protocol.PREPARED
                        ? "cast(v + 0e0 as char)"
                        : "cast(v as char)";
        try (ResultSet expected =
                statement.executeQuery("select " + text + ", hex(v) from " + table + " order by id")) {
            for (Row row : rows) {
                expected.next();
                String hex = expected.getString(2);
                Sample sample = hex == null ? null : sample(values, expected.getString(1), hex);
                for (Class<?> target : ExactValues.TARGETS) {
                    check(values, row, sample, target);
                }
                checkNatural(values, row, sample);
                checkGeometry(values, row, sample);
            }
            assertThat(expected.next()).isFalse();
        }
    }

    private static Sample sample(SampleValues values, @Nullable String text, String hex) {
        byte[] bytes = values.kind() == Kind.BYTES || values.kind() == Kind.VECTOR
                ? HexFormat.of().parseHex(hex)
                : String.valueOf(text).getBytes(StandardCharsets.UTF_8);
        return switch (values.kind()) {
            case FLOAT -> {
                String shown = Float.toString(Float.parseFloat(text));
                yield new Sample(Kind.FLOAT, text, shown, shown.getBytes(StandardCharsets.UTF_8));
            }
            case DOUBLE -> {
                String shown = Double.toString(Double.parseDouble(text));
                yield new Sample(Kind.DOUBLE, text, shown, shown.getBytes(StandardCharsets.UTF_8));
            }
            case BIT -> {
                BigInteger bits = new BigInteger(hex, 16);
                int length = (Integer.parseInt(values.type().replaceAll("\\D", "")) + 7) / 8;
                byte[] raw = new byte[length];
                for (int i = 0; i < length; i++) {
                    raw[length - 1 - i] = bits.shiftRight(8 * i).byteValue();
                }
                yield new Sample(Kind.BIT, bits.toString(), bits.toString(), raw);
            }
            case BYTES, VECTOR -> {
                String decoded = decode(bytes);
                yield new Sample(values.kind(), decoded, decoded, bytes);
            }
            default -> new Sample(values.kind(), text, text, bytes);
        };
    }

    private static @Nullable String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private void check(SampleValues values, Row row, @Nullable Sample sample, Class<?> target) {
        Object expected = sample == null ? null : ExactValues.expected(sample, target);
        Object actual;
        try {
            actual = row.get(0, target);
        } catch (MySqlMappingException e) {
            String start = "Column 'v' (" + row.columns().get(0).typeName() + ") cannot be read as "
                    + target.getSimpleName() + ": ";
            if (sample == null
                    || expected != null
                    || !String.valueOf(e.getMessage()).startsWith(start)) {
                note(values, target, sample, expected, e.getMessage());
            }
            refused++;
            return;
        }
        // Number stands for whatever type of number the column has.
        boolean equal = target == Number.class && expected instanceof BigDecimal decimal && actual != null
                ? new BigDecimal(actual.toString()).compareTo(decimal) == 0
                : ExactValues.equal(actual, expected);
        if (!equal || sample != null && expected == null) {
            note(values, target, sample, expected, actual);
        }
        exact++;
    }

    private void checkNatural(SampleValues values, Row row, @Nullable Sample sample) {
        Object natural;
        try {
            natural = row.get(0);
        } catch (MySqlMappingException e) {
            boolean zeroDate =
                    sample != null && sample.text() != null && sample.text().matches("0000-.*|\\d{4}-00.*|.*-00.*");
            if (!zeroDate) {
                note(values, Object.class, sample, null, e.getMessage());
            }
            refused++;
            return;
        }
        Object expected = sample == null || natural == null ? null : ExactValues.expected(sample, natural.getClass());
        if (!ExactValues.equal(natural, expected)) {
            note(values, Object.class, sample, expected, natural);
        }
        exact++;
    }

    private void checkGeometry(SampleValues values, Row row, @Nullable Sample sample) {
        boolean isGeometry = values.type().equals("geometry") || values.type().equals("point");
        try {
            Geometry geometry = row.get(0, Geometry.class);
            if (sample == null ? geometry != null : !Arrays.equals(geometry.toBytes(), sample.raw())) {
                note(values, Geometry.class, sample, null, geometry);
            }
            exact++;
        } catch (MySqlMappingException e) {
            if (isGeometry || sample == null || !String.valueOf(e.getMessage()).startsWith("Column 'v' (")) {
                note(values, Geometry.class, sample, null, e.getMessage());
            }
            refused++;
        }
    }

    private void note(
            SampleValues values,
            Class<?> target,
            @Nullable Sample sample,
            @Nullable Object expected,
            @Nullable Object actual) {
        wrong.putIfAbsent(
                values.type() + " as " + target.getSimpleName(),
                "of " + (sample == null ? "NULL" : sample.shown()) + " expected " + expected + " but was " + actual);
    }

    private static MySqlPool pool(TestServer server) {
        return AsyncMySql.pool(
                MySqlConfig.builder()
                        .host(server.host())
                        .port(server.port())
                        .username(server.username())
                        .password(server.password())
                        .database(server.database())
                        .build(),
                PoolConfig.builder().maxSize(1).build());
    }
}
