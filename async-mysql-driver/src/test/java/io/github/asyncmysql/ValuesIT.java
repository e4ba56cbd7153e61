package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
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

    @EveryServer
    void readsWhatConnectorJReadsAndWritesWhatTheServerHas(TestServer server, Protocol protocol) throws SQLException {
        String table = "values_" + protocol.name().toLowerCase(Locale.ROOT);
        Comparison comparison = new Comparison();
        int written = 0;
        try (MySqlPool pool = pool(server);
                Connection oracle = oracle(server, protocol)) {
            for (SampleValues values : SampleValues.of(server)) {
                comparison.type = values.type();
                fill(oracle, table, values);
                List<Row> rows = read(pool, table, values.kind(), protocol);
                compare(comparison, values.kind(), rows, oracle, table);
                written += writeBack(pool, oracle, table, values, rows);
            }
            execute(oracle, "drop table " + table);
        }
        System.out.println(comparison.count + " values compared and " + written + " written back on " + server.name()
                + ", " + protocol);
        assertThat(comparison.count).isGreaterThan(1000);
    }

    private static void fill(Connection oracle, String table, SampleValues values) throws SQLException {
        execute(oracle, "drop table if exists " + table);
        execute(
                oracle,
                "create table " + table + " (id int primary key, v " + values.type() + ", w " + values.type() + ")");
        execute(oracle, "insert into " + table + " values (0, null, null)");
        for (int i = 0; i < values.literals().size(); i++) {
            String literal = values.literals().get(i);
            execute(oracle, "insert into " + table + " values (" + (i + 1) + ", " + literal + ", null)");
        }
    }

    private static String select(String table, SampleValues.Kind kind) {
        String text = kind == SampleValues.Kind.BYTES ? "null" : "cast(v as char)";
        return "select id, v, " + text + " as text from " + table + " order by id";
    }

    private static List<Row> read(MySqlPool pool, String table, SampleValues.Kind kind, Protocol protocol) {
        return pool.sql(select(table, kind))
                .prepared(protocol == Protocol.PREPARED)
                .query()
                .list()
                .join();
    }

    private static void compare(Comparison to, SampleValues.Kind kind, List<Row> rows, Connection oracle, String table)
            throws SQLException {
        try (PreparedStatement statement = oracle.prepareStatement(select(table, kind));
                ResultSet expected = statement.executeQuery()) {
            for (Row row : rows) {
                assertThat(expected.next()).isTrue();
                to.equal("id", row.getInt(0), expected.getInt(1));
                to.equal("null", row.isNull(1), expected.getBytes(2) == null);
                if (row.isNull(1)) {
                    to.equal("object", row.get(1), null);
                    to.equal("string", row.getString("v"), null);
                } else {
                    compare(to, kind, row, expected);
                }
            }
            assertThat(expected.next()).isFalse();
        }
    }

    private static void compare(Comparison to, SampleValues.Kind kind, Row row, ResultSet expected)
            throws SQLException {
        switch (kind) {
            case INTEGER -> {
                BigDecimal number = expected.getBigDecimal(2);
                to.equal("decimal", row.getBigDecimal(1), number);
                to.equal("integer", row.getBigInteger(1), number.toBigIntegerExact());
                to.equal("object", new BigDecimal(row.get(1).toString()), number);
                to.equal("string", row.getString(1), row.getString(2));
                if (number.toBigInteger().bitLength() < 64) {
                    to.equal("long", row.getLong(1), expected.getLong(2));
                }
                if (number.toBigInteger().bitLength() < 32) {
                    to.equal("int", row.getInt(1), expected.getInt(2));
                }
            }
            case DECIMAL -> {
                to.equal("decimal", row.getBigDecimal(1), expected.getBigDecimal(2));
                to.equal("string", row.getString(1), row.getString(2));
                to.equal("double", row.getDouble(1), expected.getDouble(2));
            }
            case FLOAT -> to.equal("float", row.getFloat(1), expected.getFloat(2));
            case DOUBLE -> to.equal("double", row.getDouble(1), expected.getDouble(2));
            case BIT -> to.equal("bytes", row.getBytes(1), expected.getBytes(2));
            case YEAR -> to.equal("int", row.getInt(1), expected.getInt(2));
            case TEXT -> {
                to.equal("string", row.getString(1), expected.getString(2));
                to.equal("object", row.get(1), expected.getString(2));
            }
            case BYTES -> to.equal("bytes", row.getBytes(1), expected.getBytes(2));
            default -> compareTemporal(to, kind, row, expected);
        }
    }

    private static void compareTemporal(Comparison to, SampleValues.Kind kind, Row row, ResultSet expected)
            throws SQLException {
        String shown = row.getString(2);
        to.equal("string", row.getString(1), shown);
        switch (kind) {
            case DATE -> {
                to.equal("date", row.getLocalDate(1), expected.getObject(2, LocalDate.class));
                to.equal("object", row.get(1), LocalDate.parse(shown));
            }
            case TIME -> {
                boolean negative = shown.startsWith("-");
                String[] parts = (negative ? shown.substring(1) : shown).split(":");
                Duration time = Duration.ofHours(Integer.parseInt(parts[0]))
                        .plusMinutes(Integer.parseInt(parts[1]))
                        .plusNanos(new BigDecimal(parts[2]).movePointRight(9).longValueExact());
                to.equal("duration", row.getDuration(1), negative ? time.negated() : time);
            }
            default -> {
                to.equal("datetime", row.getLocalDateTime(1), expected.getObject(2, LocalDateTime.class));
                to.equal("object", row.get(1), LocalDateTime.parse(shown.replace(' ', 'T')));
                Instant instant = LocalDateTime.parse(shown.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
                to.equal("instant", row.getInstant(1), instant);
            }
        }
    }

    private static int writeBack(MySqlPool pool, Connection oracle, String table, SampleValues values, List<Row> rows)
            throws SQLException {
        boolean exact = values.kind() == SampleValues.Kind.TEXT || values.kind() == SampleValues.Kind.BYTES;
        String different = exact ? "not (hex(v) <=> hex(w))" : "not (v <=> w)";
        int written = 0;
        for (BiFunction<Row, Integer, @Nullable Object> read : readers(values.kind())) {
            execute(oracle, "update " + table + " set w = null");
            for (Row row : rows) {
                pool.sql("update " + table + " set w = ? where id = ?")
                        .params(read.apply(row, 1), row.getInt(0))
                        .update()
                        .join();
                written++;
            }
            try (Statement statement = oracle.createStatement();
                    ResultSet result = statement.executeQuery("select id, " + (exact ? "hex(v), hex(w)" : "v, w")
                            + " from " + table + " where " + different)) {
                if (result.next()) {
                    assertThat(result.getString(3))
                            .as("%s written back", values.type())
                            .isEqualTo(result.getString(2));
                    throw new AssertionError(values.type() + " differs in row " + result.getInt(1));
                }
            }
        }
        return written;
    }

    /** The Java types that values are read and written back as. */
    private static List<BiFunction<Row, Integer, @Nullable Object>> readers(SampleValues.Kind kind) {
        return switch (kind) {
            case INTEGER -> List.of(Row::get, Row::getString, Row::getBigDecimal, Row::getBigInteger);
            case DECIMAL -> List.of(Row::get, Row::getString);
            case BIT -> List.of(Row::get, Row::getBytes, (row, i) -> row.get(i, BitSet.class));
            case DATE, TIME -> List.of(Row::get, Row::getString);
            case DATE_TIME, TIMESTAMP -> List.of(Row::get, Row::getString, Row::getInstant);
            case TEXT -> List.of(Row::get);
            case BYTES -> List.of(Row::get, Row::getBytes);
            case FLOAT, DOUBLE, YEAR -> List.of(Row::get);
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

    /** Counts what has been found equal. */
    private static final class Comparison {

        private int count;
        private String type = "";

        void equal(String what, @Nullable Object actual, @Nullable Object expected) {
            assertThat(actual).as("%s of %s", what, type).isEqualTo(expected);
            count++;
        }
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
                PoolConfig.builder().maxSize(2).build());
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
