package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.asyncmysql.Geometry.GeometryCollection;
import io.github.asyncmysql.Geometry.LineString;
import io.github.asyncmysql.Geometry.MultiLineString;
import io.github.asyncmysql.Geometry.MultiPoint;
import io.github.asyncmysql.Geometry.MultiPolygon;
import io.github.asyncmysql.Geometry.Point;
import io.github.asyncmysql.Geometry.Polygon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeometryTest {

    private static final Point A = new Point(0, 0);
    private static final Point B = new Point(4.5, 0);
    private static final Point C = new Point(0, -3);
    private static final LineString RING = new LineString(0, List.of(A, B, C, A));

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static List<Geometry> all() {
        Polygon polygon = new Polygon(0, List.of(RING, RING));
        List<Geometry> all = new ArrayList<>(List.of(
                A,
                new Point(1e300, -0.0),
                RING,
                polygon,
                new MultiPoint(0, List.of(A, B)),
                new MultiLineString(0, List.of(RING, new LineString(0, List.of(A, B)))),
                new MultiPolygon(0, List.of(polygon, polygon))));
        all.add(new GeometryCollection(0, List.copyOf(all)));
        all.add(new GeometryCollection(0, List.of()));
        all.add(new Point(4326, 13.4, 52.5));
        return all;
    }

    private static Geometry nested(int depth) {
        Geometry geometry = A;
        for (int i = 1; i < depth; i++) {
            geometry = new GeometryCollection(0, List.of(geometry));
        }
        return geometry;
    }

    @Test
    void readsWhatItWrites() {
        for (Geometry geometry : all()) {
            assertThat(Geometry.parse(geometry.toBytes())).isEqualTo(geometry);
        }
    }

    @Test
    void writesReferenceSystemAndLittleEndianWkb() {
        assertThat(new Point(4326, 1, 2).toBytes())
                .isEqualTo(hex("e6100000 01 01000000 000000000000f03f 0000000000000040"));
    }

    @Test
    void readsBothByteOrdersAlsoMixed() {
        assertThat(Geometry.parse(hex("00000000 00 00000001 3ff0000000000000 4000000000000000")))
                .isEqualTo(new Point(1, 2));
        assertThat(Geometry.parse(hex("00000000 00 00000004 00000002"
                        + "01 01000000 000000000000f03f 0000000000000040"
                        + "00 00000001 3ff0000000000000 4000000000000000")))
                .isEqualTo(new MultiPoint(0, List.of(new Point(1, 2), new Point(1, 2))));
    }

    @Test
    void limitsNestingBothWays() {
        Geometry deepest = nested(Geometry.MAX_DEPTH);
        assertThat(Geometry.parse(deepest.toBytes())).isEqualTo(deepest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nested(Geometry.MAX_DEPTH + 1).toBytes())
                .withMessageContaining("32");
        byte[] endless = hex("00000000" + "01 07000000 01000000".repeat(100_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Geometry.parse(endless))
                .withMessageContaining("too deeply");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "000000",
                "00000000",
                "00000000 02 01000000 000000000000f03f 0000000000000040",
                "00000000 01 00000000",
                "00000000 01 08000000 00000000",
                "00000000 01 e9030000 000000000000f03f 0000000000000040",
                "00000000 01 01000020 000000000000f03f 0000000000000040",
                "00000000 01 01000000 000000000000f03f 00000000000000",
                "00000000 01 01000000 000000000000f03f 0000000000000040 00",
                "00000000 01 01000000 000000000000f07f 0000000000000040",
                "00000000 01 02000000 ffffff7f",
                "00000000 01 02000000 ffffffff",
                "00000000 01 03000000 00000010 00000000",
                "00000000 01 04000000 ffffff0f 00",
                "00000000 01 07000000 ffffff7f",
                "00000000 01 04000000 01000000 01 02000000 00000000 000000000000000000000000"
            })
    void refusesWhatIsNoGeometry(String bytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> Geometry.parse(hex(bytes)));
    }

    @Test
    void neverFailsInAnotherWayOnSpoiltBytes() {
        Random random = new Random(7);
        for (Geometry geometry : all()) {
            byte[] bytes = geometry.toBytes();
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatIllegalArgumentException().isThrownBy(() -> Geometry.parse(cut));
            }
            for (int i = 0; i < 2_000; i++) {
                byte[] spoilt = bytes.clone();
                spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 << random.nextInt(8));
                assertThat(parsesOrIsRefused(spoilt)).isTrue();
            }
        }
    }

    private static boolean parsesOrIsRefused(byte[] bytes) {
        try {
            return Geometry.parse(bytes).toBytes().length == bytes.length;
        } catch (IllegalArgumentException e) {
            return e.getMessage() != null;
        }
    }

    @Test
    void refusesCoordinatesThatAreNotFiniteAndPartsOfAnotherReferenceSystem() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Point(Double.NaN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Point(0, Double.NEGATIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MultiPoint(4326, List.of(A)))
                .withMessageContaining("4326");
    }
}
