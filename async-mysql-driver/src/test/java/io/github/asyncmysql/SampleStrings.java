package io.github.asyncmysql;

import io.github.asyncmysql.SampleValues.Kind;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** Values of the types of text and of bytes. Thread-safe. */
final class SampleStrings {

    private static final String UTF8 = " character set utf8mb4";
    private static final List<String> POINTS = List.of(
            "POINT(1 2)",
            "LINESTRING(0 0,1 1,2.5 -3)",
            "POLYGON((0 0,10 0,10 10,0 10,0 0),(1 1,2 1,2 2,1 2,1 1))",
            "MULTIPOINT((0 0),(1 1))",
            "MULTILINESTRING((0 0,1 1),(2 2,3 3,4 4))",
            "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
            "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))");

    private SampleStrings() {}

    static void addTo(List<SampleValues> all, Random random, TestServer server) {
        addTexts(all, random);
        addChoices(all, random);
        addBytes(all, random);
        if (server.isMariaDb()) {
            addOfMariaDb(all, random);
        } else if (server.versionAtLeast(9, 0)) {
            addVectors(all, random);
        }
    }

    private static void addTexts(List<SampleValues> all, Random random) {
        List<String> texts = new ArrayList<>(
                List.of("''", "'abc'", "'Grüße'", "'日本語'", "'😀👍🏽'", "'a\\0b'", "'it''s \\\\ \"q\"'", "'\uFFFD'"));
        for (int i = 0; i < SampleValues.RANDOM_VALUES; i++) {
            texts.add(text(random, 1 + random.nextInt(15), 0x20, 0x10ffff));
        }
        for (String type : new String[] {"varchar(255)", "char(20)", "tinytext", "text", "mediumtext"}) {
            all.add(new SampleValues(type + UTF8, Kind.TEXT, texts));
        }
        all.add(new SampleValues(
                "longtext" + UTF8,
                Kind.TEXT,
                List.of("''", "repeat('é', 200)", "repeat('x', 65535)", "repeat('日', 100000)", "repeat('😀', 63)")));
        // The server converts: what is stored in another character set arrives as UTF-8.
        all.add(new SampleValues("varchar(50) character set latin1", Kind.TEXT, texts(random, 0xa1, 0xff)));
        all.add(new SampleValues("varchar(50) character set ascii", Kind.TEXT, texts(random, 0x20, 0x7e)));
        all.add(new SampleValues("varchar(50) character set gbk", Kind.TEXT, texts(random, 0x4e00, 0x4eff)));
        all.add(new SampleValues("varchar(50) character set sjis", Kind.TEXT, texts(random, 0x3041, 0x3093)));
        all.add(new SampleValues("varchar(50) character set ucs2", Kind.TEXT, texts(random, 0x20, 0xd7ff)));
        all.add(new SampleValues("varchar(50) character set utf16", Kind.TEXT, texts(random, 0x20, 0x10ffff)));
        all.add(new SampleValues("varchar(50) character set utf32", Kind.TEXT, texts(random, 0x20, 0x10ffff)));
    }

    private static List<String> texts(Random random, int first, int last) {
        List<String> texts = new ArrayList<>(List.of("''", "'abc'"));
        for (int i = 0; i < SampleValues.RANDOM_VALUES / 2; i++) {
            texts.add(text(random, 1 + random.nextInt(15), first, last));
        }
        return texts;
    }

    // CHAR cuts blanks at the end, and some collations refuse characters that are not assigned; letters are neither.
    private static String text(Random random, int length, int first, int last) {
        StringBuilder text = new StringBuilder("'");
        for (int i = 0; i < length; ) {
            int c = first + random.nextInt(last - first + 1);
            if (Character.isDefined(c) && Character.isLetter(c)) {
                text.appendCodePoint(c);
                i++;
            }
        }
        return text.append('\'').toString();
    }

    private static void addChoices(List<SampleValues> all, Random random) {
        all.add(new SampleValues(
                "enum('small', 'größer', '', '大')" + UTF8, Kind.TEXT, List.of("'small'", "'größer'", "''", "'大'")));
        List<String> sets = new ArrayList<>(List.of("''", "'a'", "'a,ü'", "'a,b,ü,日'"));
        all.add(new SampleValues("set('a', 'b', 'ü', '日')" + UTF8, Kind.SET, sets));
        List<String> documents = new ArrayList<>(List.of(
                "'{\"a\": [1, 2.5, null, \"é😀\"]}'",
                "'[]'",
                "'{}'",
                "'\"x\"'",
                "'1'",
                "'true'",
                "'null'",
                "'18446744073709551615'",
                "concat(repeat('[', 30), repeat(']', 30))"));
        for (int i = 0; i < SampleValues.RANDOM_VALUES; i++) {
            documents.add("'{\"k" + i + "\": " + random.nextInt() + ", \"t\": [" + random.nextInt(1000) / 8.0 + ", \""
                    + text(random, 5, 0xa1, 0xffff).replace("'", "") + "\"]}'");
        }
        all.add(new SampleValues("json", Kind.JSON, documents));
    }

    private static void addBytes(List<SampleValues> all, Random random) {
        List<String> bytes = new ArrayList<>(List.of("''", "x'00'", "x'fffefd'", "x'c328'", "repeat(x'fb', 251)"));
        for (int i = 0; i < SampleValues.RANDOM_VALUES; i++) {
            bytes.add(bytes(random, 1 + random.nextInt(250)));
        }
        for (String type : new String[] {"varbinary(300)", "tinyblob", "blob", "mediumblob"}) {
            all.add(new SampleValues(type, Kind.BYTES, bytes));
        }
        List<String> four = new ArrayList<>(List.of("x'00ff0010'", "'ab'", "''"));
        for (int i = 0; i < SampleValues.RANDOM_VALUES; i++) {
            four.add(bytes(random, 4));
        }
        all.add(new SampleValues("binary(4)", Kind.BYTES, four));
        all.add(new SampleValues(
                "longblob", Kind.BYTES, List.of("''", "repeat(x'fe', 70000)", "repeat(x'00', 65536)")));
        all.add(new SampleValues(
                "geometry",
                Kind.BYTES,
                POINTS.stream().map(text -> "st_geomfromtext('" + text + "')").toList()));
        all.add(new SampleValues(
                "point",
                Kind.BYTES,
                List.of("st_geomfromtext('POINT(-1.5 1e300)', 0)", "st_geomfromtext('POINT(0 0)')")));
    }

    private static String bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return "x'" + HexFormat.of().formatHex(bytes) + "'";
    }

    private static void addOfMariaDb(List<SampleValues> all, Random random) {
        List<String> uuids = new ArrayList<>(List.of(
                "'00000000-0000-0000-0000-000000000000'",
                "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                "'f81d4fae-7dec-11d0-a765-00a0c91e6bf6'"));
        List<String> addresses = new ArrayList<>(List.of("'2001:db8::1'", "'::'", "'::ffff:192.0.2.1'"));
        for (int i = 0; i < SampleValues.RANDOM_VALUES; i++) {
            byte[] name = new byte[16];
            random.nextBytes(name);
            uuids.add("'" + UUID.nameUUIDFromBytes(name) + "'");
            addresses.add(String.format(
                    Locale.ROOT, "'2001:db8:%x:%x::%x'", random.nextInt(65536), i, random.nextInt(65536)));
        }
        all.add(new SampleValues("uuid", Kind.UUID, uuids));
        all.add(new SampleValues("inet6", Kind.ADDRESS, addresses));
        all.add(new SampleValues("inet4", Kind.ADDRESS, List.of("'192.0.2.1'", "'0.0.0.0'", "'255.255.255.255'")));
    }

    private static void addVectors(List<SampleValues> all, Random random) {
        List<String> vectors = new ArrayList<>(List.of("string_to_vector('[1,-2.5,3e10]')", "string_to_vector('[0]')"));
        for (int i = 0; i < SampleValues.RANDOM_VALUES; i++) {
            StringBuilder vector = new StringBuilder("string_to_vector('[").append(random.nextFloat());
            for (int j = random.nextInt(8); j > 0; j--) {
                vector.append(',').append(random.nextFloat() - 0.5f);
            }
            vectors.add(vector.append("]')").toString());
        }
        all.add(new SampleValues("vector(16)", Kind.VECTOR, vectors));
    }
}
