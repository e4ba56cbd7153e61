package io.github.asyncmysql;

import io.github.asyncmysql.testsupport.TestServer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A column type and values for it: the limits, zero, the odd ones, and random ones that are the same for the same seed.
 * Immutable.
 *
 * @param type the type as in {@code CREATE TABLE}
 * @param kind how its values are compared
 * @param literals the values as SQL
 */
record SampleValues(String type, Kind kind, List<String> literals) {

    static final int RANDOM_VALUES = 60;

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
        SET,
        UUID,
        ADDRESS,
        JSON,
        BYTES,
        VECTOR
    }

    /** Values of all types that the server has. */
    static List<SampleValues> of(TestServer server, long seed) {
        List<SampleValues> all = new ArrayList<>();
        Random random = new Random(seed);
        addIntegers(all, random);
        addDecimals(all, random);
        addFloats(all, random);
        addBits(all, random);
        SampleDates.addTo(all, random);
        SampleStrings.addTo(all, random, server);
        return all;
    }

    private static void addIntegers(List<SampleValues> all, Random random) {
        for (Object[] type :
                new Object[][] {{"tinyint", 8}, {"smallint", 16}, {"mediumint", 24}, {"int", 32}, {"bigint", 64}}) {
            int bits = (Integer) type[1];
            all.add(new SampleValues(type[0].toString(), Kind.INTEGER, integers(random, bits, false)));
            all.add(new SampleValues(type[0] + " unsigned", Kind.INTEGER, integers(random, bits, true)));
        }
        all.add(new SampleValues("int(8) unsigned zerofill", Kind.INTEGER, List.of("0", "42", "123456789")));
        all.add(new SampleValues("boolean", Kind.INTEGER, List.of("0", "1", "-128", "127")));
        all.add(new SampleValues("year", Kind.YEAR, List.of("1901", "2155", "0", "2026", "1970", "2000", "1999")));
    }

    private static List<String> integers(Random random, int bits, boolean unsigned) {
        List<String> literals = new ArrayList<>(List.of("0", "1", "100"));
        BigInteger half = BigInteger.ONE.shiftLeft(bits - 1);
        BigInteger max = (unsigned ? half.shiftLeft(1) : half).subtract(BigInteger.ONE);
        BigInteger min = unsigned ? BigInteger.ONE : half.negate();
        literals.addAll(List.of(max.toString(), min.toString()));
        literals.addAll(List.of(
                max.subtract(BigInteger.ONE).toString(),
                min.add(BigInteger.ONE).toString(),
                half.subtract(BigInteger.ONE).toString()));
        if (unsigned) {
            literals.add(half.toString());
        } else {
            literals.add("-1");
        }
        for (int i = 0; i < RANDOM_VALUES; i++) {
            BigInteger value = new BigInteger(random.nextInt(bits), random);
            literals.add((unsigned || random.nextBoolean() ? value : value.negate()).toString());
        }
        return literals;
    }

    private static void addDecimals(List<SampleValues> all, Random random) {
        int[][] sizes = {{65, 30}, {65, 0}, {38, 10}, {30, 30}, {18, 9}, {10, 0}, {1, 0}};
        for (int[] size : sizes) {
            String type = "decimal(" + size[0] + "," + size[1] + ")";
            all.add(new SampleValues(type, Kind.DECIMAL, decimals(random, size[0], size[1])));
        }
        all.add(new SampleValues(
                "decimal(5,2) unsigned", Kind.DECIMAL, List.of("0", "999.99", "0.01", "1.00", "100.10")));
    }

    private static List<String> decimals(Random random, int digits, int scale) {
        BigDecimal max = new BigDecimal(BigInteger.TEN.pow(digits).subtract(BigInteger.ONE), scale);
        BigDecimal tiny = new BigDecimal(BigInteger.ONE, scale);
        List<String> literals = new ArrayList<>(List.of("0", max.toPlainString(), "-" + max.toPlainString()));
        literals.add(tiny.toPlainString());
        literals.add("-" + tiny.toPlainString());
        for (int i = 0; i < RANDOM_VALUES; i++) {
            BigInteger unscaled = new BigInteger(1 + random.nextInt((int) (digits * 3.32)), random);
            BigInteger value = unscaled.mod(BigInteger.TEN.pow(digits));
            literals.add((random.nextBoolean() ? "-" : "") + new BigDecimal(value, scale).toPlainString());
        }
        return literals;
    }

    private static void addFloats(List<SampleValues> all, Random random) {
        List<String> floats = new ArrayList<>(List.of(
                "0",
                "0.1",
                "-1.5",
                "3.40282e38",
                "-3.40282e38",
                "1.17549e-38",
                "123456",
                "16777217",
                "0.333333343",
                "1e-7"));
        while (floats.size() < 2 * RANDOM_VALUES) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value) && Math.abs(value) > Float.MIN_NORMAL && Math.abs(value) < 3.4e38f) {
                floats.add(Float.toString(value));
            }
        }
        all.add(new SampleValues("float", Kind.FLOAT, floats));
        List<String> doubles = new ArrayList<>(List.of(
                "0",
                "0.1",
                "-1e-10",
                "1e22",
                "1e23",
                "1.7976931348623157e308",
                "-1.7976931348623157e308",
                "2.2250738585072014e-308",
                "9007199254740993",
                "9223372036854775807",
                "18446744073709551615",
                "0.30000000000000004"));
        while (doubles.size() < 3 * RANDOM_VALUES) {
            double value = random.nextBoolean()
                    ? Double.longBitsToDouble(random.nextLong())
                    : random.nextInt() / Math.pow(10, random.nextInt(9));
            if (Double.isFinite(value) && (value == 0 || Math.abs(value) > 1e-300)) {
                doubles.add(Double.toString(value));
            }
        }
        all.add(new SampleValues("double", Kind.DOUBLE, doubles));
    }

    private static void addBits(List<SampleValues> all, Random random) {
        for (int bits = 1; bits <= Long.SIZE; bits++) {
            BigInteger max = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
            List<String> literals = new ArrayList<>(List.of(
                    "0", "1", max.toString(), BigInteger.ONE.shiftLeft(bits - 1).toString()));
            for (int i = 0; i < 4; i++) {
                literals.add(new BigInteger(bits, random).toString());
            }
            all.add(new SampleValues("bit(" + bits + ")", Kind.BIT, literals));
        }
    }
}
