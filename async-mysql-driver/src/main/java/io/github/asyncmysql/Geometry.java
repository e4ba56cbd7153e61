package io.github.asyncmysql;

import java.util.List;

/**
 * A value of a spatial column. Read with {@code row.get(i, Geometry.class)}, or as one of its records, and sent as a
 * parameter. Immutable; lists are copied.
 *
 * <p>The parts of a geometry have its reference system. Coordinates are finite, and in the order in which servers store
 * them, whatever the reference system says about axes: MySQL stores the longitude first.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/gis-data-formats.html">Spatial data formats</a>
 */
public sealed interface Geometry {

    /** How deep collections may lie in each other: 32. */
    int MAX_DEPTH = 32;

    /** The spatial reference system; 0 for a plane without units. */
    int srid();

    /**
     * Reads what servers send: four bytes of SRID, the lowest first, and then WKB.
     *
     * @throws IllegalArgumentException if the bytes are not that
     */
    static Geometry parse(byte[] bytes) {
        return new GeometryReader(bytes).read();
    }

    /**
     * The form in which servers store it: four bytes of SRID, the lowest first, and then WKB.
     *
     * @throws IllegalArgumentException if collections lie in each other deeper than {@value #MAX_DEPTH}
     */
    default byte[] toBytes() {
        return GeometryWriter.write(this);
    }

    /** A point. */
    record Point(int srid, double x, double y) implements Geometry {

        public Point {
            if (!Double.isFinite(x) || !Double.isFinite(y)) {
                throw new IllegalArgumentException("coordinates must be finite");
            }
        }

        /** A point of reference system 0. */
        public Point(double x, double y) {
            this(0, x, y);
        }
    }

    /** Points joined by straight lines; also a ring of a polygon. */
    record LineString(int srid, List<Point> points) implements Geometry {

        public LineString {
            points = copy(srid, points);
        }
    }

    /** An area: the outer ring, and then the holes. */
    record Polygon(int srid, List<LineString> rings) implements Geometry {

        public Polygon {
            rings = copy(srid, rings);
        }
    }

    /** Several points. */
    record MultiPoint(int srid, List<Point> points) implements Geometry {

        public MultiPoint {
            points = copy(srid, points);
        }
    }

    /** Several lines. */
    record MultiLineString(int srid, List<LineString> lines) implements Geometry {

        public MultiLineString {
            lines = copy(srid, lines);
        }
    }

    /** Several areas. */
    record MultiPolygon(int srid, List<Polygon> polygons) implements Geometry {

        public MultiPolygon {
            polygons = copy(srid, polygons);
        }
    }

    /** Geometries of any kind. */
    record GeometryCollection(int srid, List<Geometry> geometries) implements Geometry {

        public GeometryCollection {
            geometries = copy(srid, geometries);
        }
    }

    private static <G extends Geometry> List<G> copy(int srid, List<G> parts) {
        for (Geometry part : parts) {
            if (part.srid() != srid) {
                throw new IllegalArgumentException(
                        "all parts must have the srid of the whole, " + srid + ", but one has " + part.srid());
            }
        }
        return List.copyOf(parts);
    }
}
