package io.github.asyncmysql;

import static io.github.asyncmysql.fuzz.FuzzTarget.same;

import io.github.asyncmysql.Geometry.GeometryCollection;
import io.github.asyncmysql.Geometry.LineString;
import io.github.asyncmysql.Geometry.MultiLineString;
import io.github.asyncmysql.Geometry.MultiPoint;
import io.github.asyncmysql.Geometry.MultiPolygon;
import io.github.asyncmysql.Geometry.Point;
import io.github.asyncmysql.Geometry.Polygon;
import io.github.asyncmysql.fuzz.FuzzTarget;
import io.github.asyncmysql.internal.connection.MemoryBound;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Any bytes as a geometry: refused with an {@link IllegalArgumentException}, or read into one that is written and read again
 * as itself; memory follows the bytes, not the counts in them. Thread-safe.
 */
public final class GeometryFuzz implements FuzzTarget {

    @Override
    public String name() {
        return "geometry";
    }

    @Override
    public Map<String, byte[]> seeds() {
        Point point = new Point(1.5, -2);
        LineString line = new LineString(0, List.of(point, new Point(0, 0), point));
        Polygon polygon = new Polygon(0, List.of(line, line));
        Geometry nested = point;
        for (int depth = 1; depth < Geometry.MAX_DEPTH; depth++) {
            nested = new GeometryCollection(0, List.of(nested));
        }
        Map<String, byte[]> seeds = new TreeMap<>();
        List<Geometry> all = List.of(
                new Point(4326, 13.4, 52.5),
                line,
                polygon,
                new MultiPoint(0, List.of(point, point)),
                new MultiLineString(0, List.of(line)),
                new MultiPolygon(0, List.of(polygon)),
                new GeometryCollection(0, List.of(point, polygon, new GeometryCollection(0, List.of()))),
                nested);
        for (int i = 0; i < all.size(); i++) {
            seeds.put(
                    i + " " + all.get(i).getClass().getSimpleName(), all.get(i).toBytes());
        }
        seeds.put("highest byte first", FakePackets.hex("00000000 00 00000001 3ff0000000000000 4000000000000000"));
        seeds.put("announces too much", FakePackets.hex("00000000 01 02000000 ffffff7f"));
        return seeds;
    }

    @Override
    public void run(byte[] input) {
        Optional<Geometry> parsed = MemoryBound.within(
                (64 << 10) + 512L * input.length, "geometry of " + input.length + " bytes", () -> parse(input));
        parsed.ifPresent(geometry -> check(geometry, input));
    }

    private static Optional<Geometry> parse(byte[] input) {
        try {
            return Optional.of(Geometry.parse(input));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void check(Geometry geometry, byte[] input) {
        byte[] written = geometry.toBytes();
        same(written.length, input.length, "it is written as long as it was");
        Geometry again = Geometry.parse(written);
        same(again, geometry, "it is read as it was written");
        FuzzTarget.check(again.hashCode() == geometry.hashCode(), "equal ones have one hash");
        FuzzTarget.check(Arrays.equals(again.toBytes(), written), "and written as it was read");
    }
}
