package io.github.asyncmysql;

import static io.github.asyncmysql.GeometryReader.COUNT_LENGTH;
import static io.github.asyncmysql.GeometryReader.HEADER_LENGTH;
import static io.github.asyncmysql.GeometryReader.POINT_LENGTH;
import static io.github.asyncmysql.GeometryReader.SRID_LENGTH;

import io.github.asyncmysql.Geometry.GeometryCollection;
import io.github.asyncmysql.Geometry.LineString;
import io.github.asyncmysql.Geometry.MultiLineString;
import io.github.asyncmysql.Geometry.MultiPoint;
import io.github.asyncmysql.Geometry.MultiPolygon;
import io.github.asyncmysql.Geometry.Point;
import io.github.asyncmysql.Geometry.Polygon;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Writes a geometry as SRID and WKB, in little-endian order. Thread-safe. */
final class GeometryWriter {

    private static final byte LITTLE_ENDIAN = 1;

    private GeometryWriter() {}

    static byte[] write(Geometry geometry) {
        int length = Math.addExact(SRID_LENGTH, length(geometry, 1));
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(geometry.srid());
        put(out, geometry);
        return out.array();
    }

    private static int length(Geometry geometry, int depth) {
        if (depth > Geometry.MAX_DEPTH) {
            throw new IllegalArgumentException("geometries must not be nested deeper than " + Geometry.MAX_DEPTH);
        }
        if (geometry instanceof Point) {
            return HEADER_LENGTH + POINT_LENGTH;
        }
        if (geometry instanceof LineString line) {
            return HEADER_LENGTH + pointsLength(line);
        }
        if (geometry instanceof Polygon polygon) {
            int length = HEADER_LENGTH + COUNT_LENGTH;
            for (LineString ring : polygon.rings()) {
                length = Math.addExact(length, pointsLength(ring));
            }
            return length;
        }
        int length = HEADER_LENGTH + COUNT_LENGTH;
        for (Geometry part : parts(geometry)) {
            length = Math.addExact(length, length(part, depth + 1));
        }
        return length;
    }

    private static int pointsLength(LineString line) {
        return Math.addExact(
                COUNT_LENGTH, Math.multiplyExact(POINT_LENGTH, line.points().size()));
    }

    private static List<? extends Geometry> parts(Geometry geometry) {
        if (geometry instanceof MultiPoint points) {
            return points.points();
        }
        if (geometry instanceof MultiLineString lines) {
            return lines.lines();
        }
        if (geometry instanceof MultiPolygon polygons) {
            return polygons.polygons();
        }
        return geometry instanceof GeometryCollection collection ? collection.geometries() : List.of();
    }

    private static int type(Geometry geometry) {
        if (geometry instanceof Point) {
            return GeometryReader.POINT;
        }
        if (geometry instanceof LineString) {
            return GeometryReader.LINE_STRING;
        }
        if (geometry instanceof Polygon) {
            return GeometryReader.POLYGON;
        }
        if (geometry instanceof MultiPoint) {
            return GeometryReader.MULTI_POINT;
        }
        if (geometry instanceof MultiLineString) {
            return GeometryReader.MULTI_LINE_STRING;
        }
        return geometry instanceof MultiPolygon ? GeometryReader.MULTI_POLYGON : GeometryReader.COLLECTION;
    }

    private static void put(ByteBuffer out, Geometry geometry) {
        out.put(LITTLE_ENDIAN); // byte order [1 byte]
        out.putInt(type(geometry)); // type [4 bytes]
        if (geometry instanceof Point point) {
            putPoint(out, point);
        } else if (geometry instanceof LineString line) {
            putPoints(out, line);
        } else if (geometry instanceof Polygon polygon) {
            out.putInt(polygon.rings().size()); // rings [4 bytes]
            polygon.rings().forEach(ring -> putPoints(out, ring));
        } else {
            List<? extends Geometry> parts = parts(geometry);
            out.putInt(parts.size()); // parts [4 bytes]
            parts.forEach(part -> put(out, part));
        }
    }

    private static void putPoints(ByteBuffer out, LineString line) {
        out.putInt(line.points().size()); // points [4 bytes]
        line.points().forEach(point -> putPoint(out, point));
    }

    private static void putPoint(ByteBuffer out, Point point) {
        out.putDouble(point.x()).putDouble(point.y());
    }
}
