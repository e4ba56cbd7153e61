package io.github.asyncmysql;

import io.github.asyncmysql.Geometry.GeometryCollection;
import io.github.asyncmysql.Geometry.LineString;
import io.github.asyncmysql.Geometry.MultiLineString;
import io.github.asyncmysql.Geometry.MultiPoint;
import io.github.asyncmysql.Geometry.MultiPolygon;
import io.github.asyncmysql.Geometry.Point;
import io.github.asyncmysql.Geometry.Polygon;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads a geometry from bytes that nobody vouches for: counts are believed only as far as there are bytes for them, and
 * nesting is limited.
 *
 * <p>Not thread-safe.
 */
final class GeometryReader {

    static final int POINT = 1;
    static final int LINE_STRING = 2;
    static final int POLYGON = 3;
    static final int MULTI_POINT = 4;
    static final int MULTI_LINE_STRING = 5;
    static final int MULTI_POLYGON = 6;
    static final int COLLECTION = 7;

    static final int SRID_LENGTH = 4;
    static final int HEADER_LENGTH = 5;
    static final int COUNT_LENGTH = 4;
    static final int POINT_LENGTH = 16;

    private final ByteBuffer in;
    private int srid;

    GeometryReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    Geometry read() {
        need(SRID_LENGTH);
        srid = in.order(ByteOrder.LITTLE_ENDIAN).getInt();
        Geometry geometry = geometry(1);
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("there are bytes left behind the geometry");
        }
        return geometry;
    }

    private Geometry geometry(int depth) {
        if (depth > Geometry.MAX_DEPTH) {
            throw new IllegalArgumentException("the geometry is nested too deeply");
        }
        int type = header();
        return switch (type) {
            case POINT -> point();
            case LINE_STRING -> lineString();
            case POLYGON -> polygon();
            case MULTI_POINT ->
                new MultiPoint(srid, list(HEADER_LENGTH + POINT_LENGTH, () -> {
                    expect(POINT);
                    return point();
                }));
            case MULTI_LINE_STRING ->
                new MultiLineString(srid, list(HEADER_LENGTH + COUNT_LENGTH, () -> {
                    expect(LINE_STRING);
                    return lineString();
                }));
            case MULTI_POLYGON ->
                new MultiPolygon(srid, list(HEADER_LENGTH + COUNT_LENGTH, () -> {
                    expect(POLYGON);
                    return polygon();
                }));
            case COLLECTION ->
                new GeometryCollection(srid, list(HEADER_LENGTH + COUNT_LENGTH, () -> geometry(depth + 1)));
            default -> throw new IllegalArgumentException("the type of the geometry is unknown");
        };
    }

    /** Reads byte order and type; the order holds until the next header. */
    private int header() {
        need(HEADER_LENGTH);
        byte order = in.get();
        if (order != 0 && order != 1) {
            throw new IllegalArgumentException("the byte order of the geometry is unknown");
        }
        in.order(order == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        return in.getInt();
    }

    private void expect(int type) {
        if (header() != type) {
            throw new IllegalArgumentException("the geometry has a part of the wrong type");
        }
    }

    private Point point() {
        need(POINT_LENGTH);
        return new Point(srid, in.getDouble(), in.getDouble());
    }

    private LineString lineString() {
        return new LineString(srid, list(POINT_LENGTH, this::point));
    }

    private Polygon polygon() {
        return new Polygon(srid, list(COUNT_LENGTH, this::lineString));
    }

    private <G> List<G> list(int minLength, Supplier<G> element) {
        need(COUNT_LENGTH);
        ByteOrder order = in.order();
        int count = in.getInt();
        if (count < 0 || count > in.remaining() / minLength) {
            throw new IllegalArgumentException("the geometry announces more parts than it has bytes for");
        }
        List<G> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            parts.add(element.get());
        }
        in.order(order);
        return parts;
    }

    private void need(int length) {
        if (in.remaining() < length) {
            throw new IllegalArgumentException("the geometry is cut off");
        }
    }
}
