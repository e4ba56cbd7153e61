package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Values of all types on real servers: what we read must be what Connector/J reads and what the server itself shows as
 * text; what we read and write again must be equal for the server.
 */
@Covers("guarantee:5")
class ValuesIT {

    /** {@code -Dvalues.seed} makes other random values. */
    private static final long SEED = Long.getLong("values.seed", 42);

    private static final int ROWS_PER_INSERT = 50;

    @EveryServer
    void readsWhatConnectorJReadsAndWritesWhatTheServerHas(TestServer server, Protocol protocol) throws SQLException {
        String table = "values_" + protocol.name().toLowerCase(Locale.ROOT);
        ValueComparison comparison = new ValueComparison();
        int written = 0;
        try (MySqlPool pool = pool(server);
                Connection oracle = oracle(server, protocol)) {
            List<SampleValues> types = SampleValues.of(server, SEED);
            for (int i = 0; i < types.size(); i++) {
                SampleValues values = types.get(i);
                comparison.start(values.type());
                // A table each: servers convert the parameters of a statement that they know to the character set that
                // the column had when they met it first.
                Subject subject = new Subject(pool, oracle, protocol, table + i, comparison);
                subject.fill(values);
                written += subject.writeBack(values.kind(), subject.readAndCompare(values.kind()));
                execute(oracle, "drop table " + table + i);
            }
        }
        System.out.println(comparison.count() + " values compared and " + written + " written back on " + server.name()
                + ", " + protocol + ", seed " + SEED);
        assertThat(comparison.differences()).as("seed " + SEED).isEmpty();
        assertThat(comparison.count()).isGreaterThan(20_000);
        assertThat(written).isGreaterThan(5_000);
    }

    /** A table with values of one type, which both drivers read. */
    private record Subject(
            MySqlPool pool, Connection oracle, Protocol protocol, String table, ValueComparison comparison) {

        void fill(SampleValues values) throws SQLException {
            execute(oracle, "drop table if exists " + table);
            StringBuilder columns = new StringBuilder(", v " + values.type());
            for (int i = 0; i < readers(values.kind()).size(); i++) {
                columns.append(", w").append(i).append(' ').append(values.type());
            }
            execute(oracle, "create table " + table + " (id int primary key" + columns + ")");
            StringBuilder rows = new StringBuilder("(0, null)");
            for (int i = 0; i < values.literals().size(); i++) {
                rows.append(", (").append(i + 1).append(", ");
                rows.append(values.literals().get(i)).append(')');
            }
            execute(oracle, "insert into " + table + " (id, v) values " + rows);
        }

        private String select(String value, SampleValues.Kind kind) {
            String text =
                    switch (kind) {
                        case BYTES -> "null";
                        case VECTOR -> "hex(v)";
                        default -> "cast(v as char)";
                    };
            return "select id, " + value + ", " + text + " as text from " + table + " order by id";
        }

        List<Row> readAndCompare(SampleValues.Kind kind) throws SQLException {
            List<Row> rows = pool.sql(select("v", kind))
                    .prepared(protocol == Protocol.PREPARED)
                    .query()
                    .list()
                    .join();
            // The oracle does not know vectors in prepared statements; it reads the server's hexadecimal digits.
            String expectedValue = kind == SampleValues.Kind.VECTOR ? "hex(v)" : "v";
            try (PreparedStatement statement = oracle.prepareStatement(select(expectedValue, kind));
                    ResultSet expected = statement.executeQuery()) {
                for (Row row : rows) {
                    assertThat(expected.next()).isTrue();
                    comparison.compare(kind, row, expected);
                }
                assertThat(expected.next()).isFalse();
            }
            return rows;
        }

        int writeBack(SampleValues.Kind kind, List<Row> rows) throws SQLException {
            List<BiFunction<Row, Integer, @Nullable Object>> readers = readers(kind);
            for (int reader = 0; reader < readers.size(); reader++) {
                String column = "w" + reader;
                for (int from = 0; from < rows.size(); from += ROWS_PER_INSERT) {
                    List<Row> some = rows.subList(from, Math.min(rows.size(), from + ROWS_PER_INSERT));
                    List<@Nullable Object> parameters = new ArrayList<>();
                    for (Row row : some) {
                        parameters.add(row.getInt(0));
                        parameters.add(readers.get(reader).apply(row, 1));
                    }
                    pool.sql("insert into " + table + " (id, " + column + ") values (?, ?)"
                                    + ", (?, ?)".repeat(some.size() - 1) + " on duplicate key update " + column
                                    + " = values(" + column + ")")
                            .params(parameters)
                            .update()
                            .join();
                }
                checkWritten(kind, column);
            }
            return rows.size() * readers.size();
        }

        private void checkWritten(SampleValues.Kind kind, String column) throws SQLException {
            String form =
                    switch (kind) {
                        case TEXT, SET, UUID, ADDRESS, BYTES, VECTOR -> "hex(%s)";
                        // In text rows a FLOAT has the digits that the server prints, and no more.
                        case FLOAT -> protocol == Protocol.TEXT ? "concat(%s)" : "%s";
                        default -> "%s";
                    };
            String value = form.formatted("v");
            String written = form.formatted(column);
            try (Statement statement = oracle.createStatement();
                    ResultSet result = statement.executeQuery("select " + value + ", " + written + " from " + table
                            + " where not (" + value + " <=> " + written + ")")) {
                while (result.next()) {
                    comparison.differs("written back by " + column, result.getString(2), result.getString(1));
                }
            }
        }
    }

    /** The Java types that values are read and written back as. */
    private static List<BiFunction<Row, Integer, @Nullable Object>> readers(SampleValues.Kind kind) {
        return switch (kind) {
            case INTEGER -> List.of(Row::get, Row::getString, Row::getBigDecimal, Row::getBigInteger);
            case DECIMAL -> List.of(Row::get, Row::getString);
            case BIT -> List.of(Row::get, Row::getBytes, (row, i) -> row.get(i, BitSet.class));
            case DATE, TIME -> List.of(Row::get, Row::getString);
            case DATE_TIME, TIMESTAMP -> List.of(Row::get, Row::getString, Row::getInstant);
            case BYTES -> List.of(Row::get, (row, i) -> row.get(i, ByteBuffer.class));
            case SET -> List.of(Row::get, (row, i) -> row.getSet(i, String.class));
            case UUID -> List.of(Row::get, (row, i) -> row.get(i, UUID.class));
            case ADDRESS -> List.of(Row::get, (row, i) -> row.get(i, InetAddress.class));
            case TEXT, JSON, FLOAT, DOUBLE, YEAR, VECTOR -> List.of(Row::get);
        };
    }

    @EveryServer
    void readsZeroDatesAsText(TestServer server, Protocol protocol) throws SQLException {
        String table = "values_zero_" + protocol.name().toLowerCase(Locale.ROOT);
        try (MySqlPool pool = pool(server);
                Connection oracle = oracle(server, protocol)) {
            execute(oracle, "set sql_mode = ''");
            execute(oracle, "drop table if exists " + table);
            execute(oracle, "create table " + table + " (d date, t datetime(3), s timestamp(6) null)");
            execute(oracle, "insert into " + table + " values ('0000-00-00', '0000-00-00', '0000-00-00')");
            execute(oracle, "insert into " + table + " values ('2023-00-10', '2023-10-00 01:02:03.004', null)");
            List<Row> rows = pool.sql("select d, t, s from " + table + " order by d")
                    .prepared(protocol == Protocol.PREPARED)
                    .query()
                    .list()
                    .join();

            assertThat(rows.get(0).getString(0)).isEqualTo("0000-00-00");
            assertThat(rows.get(0).getString(1)).isEqualTo("0000-00-00 00:00:00.000");
            assertThat(rows.get(0).getString(2)).isEqualTo("0000-00-00 00:00:00.000000");
            assertThat(rows.get(1).getString(0)).isEqualTo("2023-00-10");
            assertThat(rows.get(1).getString(1)).isEqualTo("2023-10-00 01:02:03.004");
            for (int i = 0; i < 5; i++) {
                Row row = rows.get(i / 3);
                int index = i % 3;
                assertThat(row.isNull(index)).isFalse();
                assertThatThrownBy(() -> row.get(index)).isInstanceOf(MySqlMappingException.class);
            }
            execute(oracle, "drop table " + table);
        }
    }

    @EveryServer
    void readsZeroDatesAsTheSettingSays(TestServer server, Protocol protocol) throws SQLException {
        String table = "values_zero_setting_" + protocol.name().toLowerCase(Locale.ROOT);
        try (Connection oracle = oracle(server, protocol)) {
            execute(oracle, "set sql_mode = ''");
            execute(oracle, "drop table if exists " + table);
            execute(oracle, "create table " + table + " (d date, t datetime(3))");
            execute(oracle, "insert into " + table + " values ('0000-00-00', '2023-00-10 01:02:03.004')");
            for (ZeroDates zeroDates : List.of(ZeroDates.NULL, ZeroDates.ROUND)) {
                try (MySqlPool pool = pool(config(server).zeroDates(zeroDates).build())) {
                    Row row = pool.sql("select d, t from " + table)
                            .prepared(protocol == Protocol.PREPARED)
                            .query()
                            .single()
                            .join();

                    boolean round = zeroDates == ZeroDates.ROUND;
                    assertThat(row.getLocalDate(0)).isEqualTo(round ? LocalDate.of(1, 1, 1) : null);
                    assertThat(row.get(1)).isEqualTo(round ? LocalDateTime.parse("2023-01-10T01:02:03.004") : null);
                    assertThat(row.getString(0)).isEqualTo("0000-00-00");
                }
            }
            execute(oracle, "drop table " + table);
        }
    }

    private record Place(int id, Geometry.@Nullable Point location, Geometry shape) {}

    @EveryServer
    void writesAndReadsGeometries(TestServer server, Protocol protocol) {
        String table = "values_geometry_" + protocol.name().toLowerCase(Locale.ROOT);
        server.execute(
                "drop table if exists " + table,
                "create table " + table + " (id int primary key, location point, shape geometry)");
        Geometry.Point point = new Geometry.Point(13.5, -52.25);
        Geometry.LineString line = new Geometry.LineString(0, List.of(point, new Geometry.Point(0, 1e10)));
        Geometry.LineString ring = new Geometry.LineString(
                0,
                List.of(
                        new Geometry.Point(0, 0),
                        new Geometry.Point(5, 0),
                        new Geometry.Point(5, 5),
                        new Geometry.Point(0, 0)));
        Geometry.Polygon polygon = new Geometry.Polygon(0, List.of(ring));
        List<Geometry> shapes = List.of(
                point,
                line,
                polygon,
                new Geometry.MultiPoint(0, List.of(point, point)),
                new Geometry.MultiLineString(0, List.of(line, ring)),
                new Geometry.MultiPolygon(0, List.of(polygon)),
                new Geometry.GeometryCollection(0, List.of(point, line, polygon)));
        try (MySqlPool pool = pool(server)) {
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < shapes.size(); i++) {
                Place place = new Place(i, i == 0 ? null : point, shapes.get(i));
                places.add(place);
                pool.sql("insert into " + table + " values (?, ?, ?)")
                        .params(place.id(), place.location(), place.shape())
                        .update()
                        .join();
            }

            assertThat(pool.sql("select * from " + table + " order by id")
                            .prepared(protocol == Protocol.PREPARED)
                            .query(Place.class)
                            .list()
                            .join())
                    .isEqualTo(places);
            assertThat(pool.sql("select st_astext(shape) from " + table + " where id = 1")
                            .query(String.class)
                            .single()
                            .join())
                    .isEqualTo("LINESTRING(13.5 -52.25,0 10000000000)");
        }
        server.execute("drop table " + table);
    }

    private record Money(long cents) {}

    private record Invoice(int id, Money total) {}

    @EveryServer
    void usesCodecsForParametersAndRows(TestServer server, Protocol protocol) {
        ValueCodec<Money> codec = ValueCodec.of(Money.class, (row, i) -> new Money(row.getLong(i)), Money::cents);
        try (MySqlPool pool = pool(config(server).codec(codec).build())) {
            assertThat(pool.sql("select 7 as id, 250 as total")
                            .prepared(protocol == Protocol.PREPARED)
                            .query(Invoice.class)
                            .single()
                            .join())
                    .isEqualTo(new Invoice(7, new Money(250)));
            assertThat(pool.withTransaction(t -> t.sql("select cast(? as signed)")
                                    .params(new Money(99))
                                    .query(Money.class)
                                    .single())
                            .join())
                    .isEqualTo(new Money(99));
        }
    }

    // The oracle does not know this type in prepared statements.
    @EveryServer(flavors = Flavor.MYSQL, mySqlSince = "9.0.0")
    void readsAndWritesVectors(TestServer server, Protocol protocol) {
        try (MySqlPool pool = pool(server)) {
            float[] vector = {1f, -2.5f, 3e10f};

            assertThat(pool.sql("select string_to_vector('[1,-2.5,3e10]')")
                            .prepared(protocol == Protocol.PREPARED)
                            .query(float[].class)
                            .single()
                            .join())
                    .containsExactly(vector);
            assertThat(pool.sql("select ? = string_to_vector('[1,-2.5,3e10]')")
                            .params((Object) vector)
                            .query(Boolean.class)
                            .single()
                            .join())
                    .isTrue();
        }
    }

    private record Account(
            long id,
            @Nullable UUID publicId,
            String name,
            @Nullable Instant createdAt,
            boolean active) {}

    @EveryServer
    void writesAndReadsRecordsWithAllTheirTypes(TestServer server, Protocol protocol) throws SQLException {
        String table = "values_record_" + protocol.name().toLowerCase(Locale.ROOT);
        Account account = new Account(
                Long.MAX_VALUE, UUID.randomUUID(), "Zoë 😀", Instant.parse("2026-01-02T03:04:05.123456Z"), true);
        try (MySqlPool pool = pool(server);
                Connection oracle = oracle(server, protocol)) {
            execute(oracle, "drop table if exists " + table);
            execute(
                    oracle,
                    "create table " + table + " (id bigint, public_id char(36), name varchar(50) character set utf8mb4,"
                            + " created_at timestamp(6) null, active bit(1))");
            pool.sql("insert into " + table + " values (?, ?, ?, ?, ?)")
                    .params(account.id(), account.publicId(), account.name(), account.createdAt(), account.active())
                    .update()
                    .join();

            assertThat(pool.sql("select * from " + table)
                            .prepared(protocol == Protocol.PREPARED)
                            .query(Account.class)
                            .single()
                            .join())
                    .isEqualTo(account);
            execute(oracle, "drop table " + table);
        }
    }

    private static MySqlPool pool(TestServer server) {
        return pool(config(server).build());
    }

    private static MySqlPool pool(MySqlConfig config) {
        return AsyncMySql.pool(config, PoolConfig.builder().maxSize(2).build());
    }

    private static MySqlConfig.Builder config(TestServer server) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .database(server.database());
    }

    private static Connection oracle(TestServer server, Protocol protocol) throws SQLException {
        String url = server.jdbcUrl()
                + "&connectionTimeZone=UTC&yearIsDateType=false&tinyInt1isBit=false&useServerPrepStmts="
                + (protocol == Protocol.PREPARED);
        Connection connection = DriverManager.getConnection(url, server.username(), server.password());
        execute(connection, "set time_zone = '+00:00'");
        return connection;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
