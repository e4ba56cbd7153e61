package io.github.asyncmysql;

import io.github.asyncmysql.testsupport.TestServer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A column type and values for it: the limits, the odd ones, and random ones that are the same in each run. Immutable.
 *
 * @param type the type as in {@code CREATE TABLE}
 * @param kind how its values are compared
 * @param literals the values as SQL
 */
record SampleValues(String type, Kind kind, List<String> literals) {

    private static final int RANDOM_VALUES = 25;

    /** How the values of a type are compared. */
    enum Kind {
        INTEGER,
        DECIMAL,
        FLOAT,
        DOUBLE,
        BIT,
        YEAR,
        DATE,
        DATE_TIME,
        TIMESTAMP,
        TIME,
        TEXT,
        BYTES
    }

    /** Values of all types that the server has. */
    static List<SampleValues> of(TestServer server) {
        List<SampleValues> all = new ArrayList<>();
        Random random = new Random(42);
        addNumbers(all, random);
        addDatesAndTimes(all, random);
        addStrings(all);
        if (server.isMariaDb()) {
            all.add(new SampleValues("uuid", Kind.TEXT, List.of("'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'")));
            all.add(new SampleValues("inet6", Kind.TEXT, List.of("'2001:db8::1'", "'::'")));
        }
        return all;
    }

    private static void addNumbers(List<SampleValues> all, Random random) {
        for (Object[] type :
                new Object[][] {{"tinyint", 8}, {"smallint", 16}, {"mediumint", 24}, {"int", 32}, {"bigint", 64}}) {
            int bits = (Integer) type[1];
            all.add(new SampleValues(type[0].toString(), Kind.INTEGER, integers(random, bits, false)));
            all.add(new SampleValues(type[0] + " unsigned", Kind.INTEGER, integers(random, bits, true)));
        }
        all.add(new SampleValues("int(8) unsigned zerofill", Kind.INTEGER, List.of("0", "42", "123456789")));
        all.add(new SampleValues("boolean", Kind.INTEGER, List.of("0", "1")));
        all.add(new SampleValues(
                "decimal(65,30)",
                Kind.DECIMAL,
                decimals(random, "99999999999999999999999999999999999.1234567890", 35, 30)));
        all.add(new SampleValues("decimal(10,0)", Kind.DECIMAL, decimals(random, "-9999999999", 10, 0)));
        all.add(new SampleValues("decimal(5,2) unsigned", Kind.DECIMAL, List.of("0", "999.99", "0.01")));
        all.add(new SampleValues(
                "float", Kind.FLOAT, List.of("0", "0.1", "-1.5", "3.40282e38", "1.17549e-38", "123456")));
        all.add(new SampleValues("double", Kind.DOUBLE, doubles(random)));
        all.add(new SampleValues("bit(1)", Kind.BIT, List.of("b'0'", "b'1'")));
        all.add(new SampleValues("bit(9)", Kind.BIT, List.of("b'0'", "b'100000001'", "b'111111111'")));
        all.add(new SampleValues(
                "bit(64)", Kind.BIT, List.of("0", "1", "18446744073709551615", "9223372036854775808")));
        all.add(new SampleValues("year", Kind.YEAR, List.of("1901", "2155", "0", "2026")));
    }

    private static List<String> integers(Random random, int bits, boolean unsigned) {
        List<String> literals = new ArrayList<>(List.of("0", "1", "100"));
        BigInteger half = BigInteger.ONE.shiftLeft(bits - 1);
        literals.add(
                unsigned
                        ? half.shiftLeft(1).subtract(BigInteger.ONE).toString()
                        : half.negate().toString());
        literals.add(unsigned ? half.toString() : half.subtract(BigInteger.ONE).toString());
        for (int i = 0; i < RANDOM_VALUES; i++) {
            BigInteger value = new BigInteger(random.nextInt(bits), random);
            literals.add(
                    unsigned || random.nextBoolean()
                            ? value.toString()
                            : value.negate().toString());
        }
        return literals;
    }

    private static List<String> decimals(Random random, String extreme, int digits, int scale) {
        List<String> literals = new ArrayList<>(List.of("0", "1", "-1", extreme));
        for (int i = 0; i < RANDOM_VALUES; i++) {
            BigInteger unscaled = new BigInteger(random.nextInt((int) (digits * 3.3)), random);
            literals.add(new BigDecimal(unscaled, scale == 0 ? 0 : random.nextInt(scale)).toPlainString());
        }
        return literals;
    }

    private static List<String> doubles(Random random) {
        List<String> literals = new ArrayList<>(List.of(
                "0",
                "0.1",
                "-1e-10",
                "1e22",
                "1e23",
                "1.7976931348623157e308",
                "2.2250738585072014e-308",
                "9007199254740993"));
        while (literals.size() < 3 * RANDOM_VALUES) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value) && Math.abs(value) > 1e-300) {
                literals.add(Double.toString(value));
            }
        }
        return literals;
    }

    private static void addDatesAndTimes(List<SampleValues> all, Random random) {
        all.add(new SampleValues(
                "date", Kind.DATE, List.of("'1000-01-01'", "'9999-12-31'", "'2024-02-29'", "'1969-12-31'")));
        for (int decimals : new int[] {0, 1, 3, 6}) {
            List<String> dateTimes = new ArrayList<>(List.of("'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'"));
            List<String> timestamps = new ArrayList<>(List.of("'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'"));
            List<String> times = new ArrayList<>(List.of(
                    "'838:59:59'",
                    "'-838:59:59'",
                    "'00:00:00'",
                    "'23:59:59'",
                    "'24:00:00'",
                    "'-00:00:01'",
                    "'100:00:00'"));
            for (int i = 0; i < RANDOM_VALUES; i++) {
                String fraction = decimals == 0
                        ? ""
                        : "."
                                + String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000))
                                        .substring(0, decimals);
                LocalDateTime time = LocalDateTime.ofEpochSecond(random.nextInt(Integer.MAX_VALUE), 0, ZoneOffset.UTC);
                String literal = "'" + time.toLocalDate() + " "
                        + String.format(
                                Locale.ROOT, "%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond())
                        + fraction + "'";
                dateTimes.add(literal);
                timestamps.add(literal);
                times.add(String.format(
                        Locale.ROOT,
                        "'%s%02d:%02d:%02d%s'",
                        random.nextBoolean() ? "-" : "",
                        random.nextInt(838),
                        time.getMinute(),
                        time.getSecond(),
                        fraction));
            }
            all.add(new SampleValues("datetime(" + decimals + ")", Kind.DATE_TIME, dateTimes));
            all.add(new SampleValues("timestamp(" + decimals + ") null", Kind.TIMESTAMP, timestamps));
            all.add(new SampleValues("time(" + decimals + ")", Kind.TIME, times));
        }
    }

    private static void addStrings(List<SampleValues> all) {
        List<String> texts =
                List.of("''", "'abc'", "'Grüße'", "'日本語'", "'😀👍🏽'", "'a\\0b'", "'it''s \\\\ \"q\"'", "'\uFFFD'");
        all.add(new SampleValues("varchar(255) character set utf8mb4", Kind.TEXT, texts));
        all.add(new SampleValues("char(20) character set utf8mb4", Kind.TEXT, texts));
        all.add(new SampleValues("tinytext character set utf8mb4", Kind.TEXT, texts));
        all.add(new SampleValues(
                "longtext character set utf8mb4",
                Kind.TEXT,
                List.of("''", "repeat('é', 200)", "repeat('x', 65535)", "repeat('日', 100000)")));
        all.add(new SampleValues("varchar(50) character set latin1", Kind.TEXT, List.of("'Grüße'", "'abc'")));
        all.add(new SampleValues("varchar(50) character set utf16", Kind.TEXT, List.of("'Grüße'", "'😀'")));
        all.add(new SampleValues("enum('small', 'größer')", Kind.TEXT, List.of("'small'", "'größer'")));
        all.add(new SampleValues("set('a', 'b', 'ü')", Kind.TEXT, List.of("''", "'a'", "'a,ü'")));
        all.add(new SampleValues(
                "json", Kind.TEXT, List.of("'{\"a\": [1, 2.5, null, \"é😀\"]}'", "'[]'", "'\"x\"'", "'1'")));
        all.add(new SampleValues("binary(4)", Kind.BYTES, List.of("x'00ff0010'", "'ab'")));
        all.add(new SampleValues(
                "varbinary(300)", Kind.BYTES, List.of("''", "x'00'", "x'fffefd'", "repeat(x'fb', 251)")));
        all.add(new SampleValues("blob", Kind.BYTES, List.of("''", "x'c328'", "repeat(x'00', 65535)")));
        all.add(new SampleValues("longblob", Kind.BYTES, List.of("repeat(x'fe', 70000)")));
        all.add(new SampleValues("geometry", Kind.BYTES, List.of("st_geomfromtext('POINT(1 2)')")));
    }
}
