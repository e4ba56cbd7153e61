package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.concurrent.CompletionException;

/**
 * Points in time in sessions whose clocks are set forward and back: each is stored and read exactly, or refused.
 * The server's own tables of zones are filled from Java's.
 */
@Covers("guarantee:5")
class TimeZoneIT {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant FROM = Instant.parse("2022-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-01-01T00:00:00Z");

    private static void install(TestServer server) throws SQLException {
        try (Connection connection = server.connectWithJdbc();
                Statement statement = connection.createStatement()) {
            try (ResultSet known =
                    statement.executeQuery("select count(*) from mysql.time_zone_name where name = '" + BERLIN + "'")) {
                known.next();
                if (known.getInt(1) > 0) {
                    return;
                }
            }
            statement.execute("insert into mysql.time_zone (use_leap_seconds) values ('N')");
            statement.execute("set @zone = last_insert_id()");
            statement.execute("insert into mysql.time_zone_transition_type values (@zone, 0, 3600, 0, 'CET'),"
                    + " (@zone, 1, 7200, 1, 'CEST')");
            ZoneOffsetTransition next = BERLIN.getRules().nextTransition(FROM);
            while (next.getInstant().isBefore(TO)) {
                statement.execute("insert into mysql.time_zone_transition values (@zone, " + next.toEpochSecond() + ", "
                        + (next.isGap() ? 1 : 0) + ")");
                next = BERLIN.getRules().nextTransition(next.getInstant());
            }
            statement.execute("insert into mysql.time_zone_name values ('" + BERLIN + "', @zone)");
        }
    }

    private static MySqlPool pool(TestServer server, ZoneId zone) {
        MySqlConfig.Builder config = Pools.config(server).sessionTimeZone(zone);
        return Pools.pool(config, 1);
    }

    @EveryServer
    void pointsInTimeAreExactOrRefused(TestServer server, Protocol protocol) throws SQLException {
        install(server);
        String table = "zone_" + protocol;
        try (MySqlPool berlin = pool(server, BERLIN);
                MySqlPool utc = pool(server, ZoneOffset.UTC)) {
            utc.sql("drop table if exists " + table).update().join();
            utc.sql("create table " + table + " (id int primary key, t timestamp(6) null)")
                    .update()
                    .join();
            int stored = 0;
            int refused = 0;
            int id = 0;
            Instant set = Instant.parse("2023-03-26T01:00:00Z");
            Instant back = Instant.parse("2023-10-29T01:00:00Z");
            for (Instant change : new Instant[] {set, back}) {
                for (int minutes = -150; minutes <= 150; minutes += 15) {
                    Instant instant = change.plus(Duration.ofMinutes(minutes)).plusNanos(123_456_000);
                    id++;
                    if (store(berlin, table, id, instant)) {
                        stored++;
                        assertThat(read(utc, protocol, table, id)).isEqualTo(instant);
                    } else {
                        refused++;
                        utc.sql("insert into " + table + " values (?, ?)")
                                .params(id, instant)
                                .update()
                                .join();
                    }
                    assertExactOrRefused(berlin, protocol, table, id, instant);
                }
            }
            assertThat(stored).isEqualTo(38);
            assertThat(refused).as("the later quarters of the repeated hour").isEqualTo(4);
            utc.sql("drop table " + table).update().join();
        }
    }

    private static boolean store(MySqlPool pool, String table, int id, Instant instant) {
        try {
            pool.sql("insert into " + table + " values (?, ?)")
                    .params(id, instant)
                    .update()
                    .join();
            return true;
        } catch (CompletionException e) {
            assertThat(e.getCause())
                    .isInstanceOfSatisfying(MySqlMappingException.class, refused -> assertThat(refused.outcome())
                            .isEqualTo(Outcome.NOT_SENT))
                    .hasMessageContaining("occurs twice");
            return false;
        }
    }

    private static Instant read(MySqlPool pool, Protocol protocol, String table, int id) {
        return pool.sql("select t from " + table + " where id = " + id)
                .prepared(protocol == Protocol.PREPARED)
                .query(Instant.class)
                .single()
                .join();
    }

    private static void assertExactOrRefused(
            MySqlPool berlin, Protocol protocol, String table, int id, Instant instant) {
        LocalDateTime local = LocalDateTime.ofInstant(instant, BERLIN);
        if (BERLIN.getRules().getValidOffsets(local).size() == 1) {
            assertThat(read(berlin, protocol, table, id)).isEqualTo(instant);
            return;
        }
        CompletionException refused =
                catchThrowableOfType(CompletionException.class, () -> read(berlin, protocol, table, id));
        assertThat(refused.getCause())
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("'t' (TIMESTAMP)")
                .hasMessageContaining("Instant")
                .hasMessageContaining("occurs twice");
        assertThat(berlin.sql("select t from " + table + " where id = " + id)
                        .prepared(protocol == Protocol.PREPARED)
                        .query(LocalDateTime.class)
                        .single()
                        .join())
                .isEqualTo(local);
    }
}
