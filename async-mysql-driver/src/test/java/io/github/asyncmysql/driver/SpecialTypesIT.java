package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.ValueCodec;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Sets, internet addresses, UUIDs and records within records on real servers. */
class SpecialTypesIT {

    private static final UUID ID = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");

    enum Tag {
        RED,
        GREEN,
        BLUE
    }

    record Shirt(int id, @Nullable Set<Tag> tags, Set<String> words, EnumSet<Tag> more) {}

    record Address(String street, int zip) {}

    record Person(long id, @Nullable Address address, Optional<Address> work) {}

    private static String table(String name, Protocol protocol, MySqlPool pool, String columns) {
        String table = "special_" + name + "_" + protocol.name().toLowerCase(Locale.ROOT);
        pool.sql("drop table if exists " + table).update().join();
        pool.sql("create table " + table + " (" + columns + ")").update().join();
        return table;
    }

    private static <T> List<T> read(MySqlPool pool, Protocol protocol, String sql, Class<T> type) {
        return pool.sql(sql)
                .prepared(protocol == Protocol.PREPARED)
                .query(type)
                .list()
                .join();
    }

    @EveryServer
    void setsAreReadAsTheyWereWritten(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            String table = table(
                    "set",
                    protocol,
                    pool,
                    "id int primary key, tags set('GREEN', 'RED', 'BLUE'), words set('a', 'ü', '日') character set utf8mb4,"
                            + " more set('BLUE', 'GREEN', 'RED')");
            List<Shirt> shirts = List.of(
                    new Shirt(1, Set.of(Tag.RED), Set.of("a", "日"), EnumSet.allOf(Tag.class)),
                    new Shirt(2, Set.of(), Set.of(), EnumSet.noneOf(Tag.class)),
                    new Shirt(3, null, Set.of("ü"), EnumSet.of(Tag.BLUE)));
            for (Shirt shirt : shirts) {
                pool.sql("insert into " + table + " values (?, ?, ?, ?)")
                        .params(shirt.id(), shirt.tags(), shirt.words(), shirt.more())
                        .update()
                        .join();
            }
            String all = "select * from " + table + " order by id";
            assertThat(read(pool, protocol, all, Shirt.class)).isEqualTo(shirts);
            assertThat(pool.sql("select id from " + table + " where more = ?")
                            .params(EnumSet.of(Tag.BLUE))
                            .query(Integer.class)
                            .single()
                            .join())
                    .isEqualTo(3);
            CompletionException refused = catchThrowableOfType(
                    CompletionException.class, () -> pool.sql("insert into " + table + " (id, words) values (9, ?)")
                            .params(Set.of("b"))
                            .update()
                            .join());
            assertThat(refused.getCause()).isInstanceOf(MySqlServerException.class);
            pool.sql("drop table " + table).update().join();
        }
    }

    @EveryServer(flavors = Flavor.MARIADB)
    void addressesAreReadAsTheyWereWritten(TestServer server, Protocol protocol) throws Exception {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            String table = table("inet", protocol, pool, "id int primary key auto_increment, four inet4, six inet6");
            byte[] mapped = new byte[16];
            mapped[10] = mapped[11] = (byte) 0xff;
            mapped[15] = 7;
            List<Inet6Address> sixes = List.of(
                    (Inet6Address) InetAddress.getByName("2001:db8:0:1::ff"),
                    (Inet6Address) InetAddress.getByName("::"),
                    (Inet6Address) InetAddress.getByName("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
                    Inet6Address.getByAddress(null, mapped, -1));
            List<InetAddress> fours = List.of(
                    InetAddress.getByName("192.0.2.1"),
                    InetAddress.getByName("0.0.0.0"),
                    InetAddress.getByName("255.255.255.255"),
                    InetAddress.getByName("127.0.0.1"));
            for (int i = 0; i < sixes.size(); i++) {
                pool.sql("insert into " + table + " (four, six) values (?, ?)")
                        .params(fours.get(i), sixes.get(i))
                        .update()
                        .join();
            }
            String from = " from " + table + " order by id";
            assertThat(read(pool, protocol, "select six" + from, InetAddress.class))
                    .isEqualTo(sixes);
            assertThat(read(pool, protocol, "select six" + from, Inet6Address.class))
                    .isEqualTo(sixes);
            assertThat(read(pool, protocol, "select four" + from, Inet4Address.class))
                    .isEqualTo(fours);
            assertThat(pool.sql("select id from " + table + " where six = ?")
                            .params(sixes.get(2))
                            .query(Integer.class)
                            .single()
                            .join())
                    .isEqualTo(3);
            pool.sql("drop table " + table).update().join();
        }
    }

    @EveryServer
    void addressesAreReadFromTheBytesThatFunctionsMake(TestServer server, Protocol protocol) throws Exception {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            String table = table("aton", protocol, pool, "id int primary key auto_increment, a varbinary(16)");
            List<InetAddress> addresses =
                    List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1"));
            for (InetAddress address : addresses) {
                pool.sql("insert into " + table + " (a) values (inet6_aton(?))")
                        .params(address)
                        .update()
                        .join();
            }
            assertThat(read(pool, protocol, "select a from " + table + " order by id", InetAddress.class))
                    .isEqualTo(addresses);
            assertThat(read(pool, protocol, "select inet6_ntoa(a) from " + table + " order by id", InetAddress.class))
                    .isEqualTo(addresses);
            pool.sql("drop table " + table).update().join();
        }
    }

    @EveryServer
    void uuidsFitIntoBinaryColumnsAsBytes(TestServer server, Protocol protocol) {
        MySqlConfig.Builder config = Pools.config(server).codec(ValueCodec.uuidAsBytes());
        try (MySqlPool pool = Pools.pool(config, 1)) {
            String table = table("uuid", protocol, pool, "id binary(16) primary key");
            pool.sql("insert into " + table + " values (?)").params(ID).update().join();
            assertThat(read(pool, protocol, "select id from " + table, UUID.class))
                    .containsExactly(ID);
            assertThat(pool.sql("select hex(id) from " + table + " where id = ?")
                            .params(ID)
                            .query(String.class)
                            .single()
                            .join())
                    .isEqualToIgnoringCase(ID.toString().replace("-", ""));
            assertThat(read(pool, protocol, "select '" + ID + "'", UUID.class)).containsExactly(ID);
            pool.sql("drop table " + table).update().join();
        }
    }

    @EveryServer
    void oneUuidCanBeSentAsBytesWithoutTheCodec(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            String table = table("uuid_one", protocol, pool, "id binary(16) primary key, text char(36)");
            pool.sql("insert into " + table + " values (?, ?)")
                    .params(ValueCodec.uuidAsBytes().write(ID), ID)
                    .update()
                    .join();
            assertThat(read(pool, protocol, "select id from " + table, UUID.class))
                    .containsExactly(ID);
            assertThat(read(pool, protocol, "select text from " + table, UUID.class))
                    .containsExactly(ID);
            pool.sql("drop table " + table).update().join();
        }
    }

    /** What happens when 36 characters are sent for 16 bytes: nothing is cut without a word. */
    @EveryServer
    void uuidsAsTextDoNotFitIntoBinaryColumnsAndTheServerSaysSo(TestServer server) {
        for (String mode : List.of("STRICT_TRANS_TABLES", "")) {
            MySqlConfig.Builder config = Pools.config(server).initSql(List.of("set sql_mode = '" + mode + "'"));
            try (MySqlPool pool = Pools.pool(config, 1)) {
                String table = table("uuid_text", Protocol.PREPARED, pool, "id binary(16)");
                if (mode.isEmpty()) {
                    UpdateResult cut = pool.sql("insert into " + table + " values (?)")
                            .params(ID)
                            .update()
                            .join();
                    assertThat(cut.warnings()).isEqualTo(1);
                } else {
                    CompletionException refused = catchThrowableOfType(
                            CompletionException.class, () -> pool.sql("insert into " + table + " values (?)")
                                    .params(ID)
                                    .update()
                                    .join());
                    assertThat(refused.getCause())
                            .isInstanceOfSatisfying(MySqlServerException.class, e -> assertThat(e.errorCode())
                                    .isEqualTo(1406));
                }
                pool.sql("drop table " + table).update().join();
            }
        }
    }

    @EveryServer(flavors = Flavor.MARIADB)
    void uuidsOfMariaDbTakeBothForms(TestServer server, Protocol protocol) {
        for (boolean asBytes : new boolean[] {true, false}) {
            MySqlConfig.Builder config = Pools.config(server);
            if (asBytes) {
                config.codec(ValueCodec.uuidAsBytes());
            }
            try (MySqlPool pool = Pools.pool(config, 1)) {
                String table = table("uuid_type", protocol, pool, "id uuid primary key");
                pool.sql("insert into " + table + " values (?)")
                        .params(ID)
                        .update()
                        .join();
                assertThat(read(pool, protocol, "select id from " + table, UUID.class))
                        .containsExactly(ID);
                assertThat(pool.sql("select count(*) from " + table + " where id = ?")
                                .params(ID)
                                .query(Integer.class)
                                .single()
                                .join())
                        .isEqualTo(1);
                pool.sql("drop table " + table).update().join();
            }
        }
    }

    @EveryServer
    void recordsWithinRecordsTakeTheirColumnsAndAreNullAfterAnOuterJoin(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            String people = table("people", protocol, pool, "id bigint primary key");
            String places = table("places", protocol, pool, "owner bigint primary key, street varchar(20), zip int");
            pool.sql("insert into " + people + " values (1), (2)").update().join();
            pool.sql("insert into " + places + " values (1, 'High Street', 123)")
                    .update()
                    .join();
            String sql = "select p.id, a.street as address_street, a.zip as `address.zip`, a.street as workStreet,"
                    + " a.zip as work_zip from " + people + " p left join " + places
                    + " a on a.owner = p.id order by p.id";
            Address address = new Address("High Street", 123);
            assertThat(read(pool, protocol, sql, Person.class))
                    .containsExactly(
                            new Person(1, address, Optional.of(address)), new Person(2, null, Optional.empty()));
            pool.sql("drop table " + people + ", " + places).update().join();
        }
    }
}
