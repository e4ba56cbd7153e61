package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.Compression;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.Random;

/** Sessions that are compressed with Zstandard. */
class ZstdIT {

    private static MySqlConfig.Builder compressed(TestServer server) {
        return Pools.config(server).compression(Compression.ZSTD).compressionLevel(5);
    }

    private static String status(MySqlPool pool, String variable) {
        return pool.sql("show session status like '" + variable + "'")
                .query(row -> row.getString(1))
                .single()
                .join();
    }

    @EveryServer(flavors = Flavor.MYSQL, mySqlSince = "8.0.18")
    void bothSidesCompress(TestServer server) {
        try (MySqlPool pool = Pools.pool(compressed(server), 1)) {
            assertThat(status(pool, "Compression")).isEqualTo("ON");
            assertThat(status(pool, "Compression_algorithm")).isEqualTo("zstd");
            assertThat(status(pool, "Compression_level")).isEqualTo("5");
            String text = "Zstandard ".repeat(2_000_000);
            long received = Long.parseLong(status(pool, "Bytes_received"));
            assertThat(pool.sql("select ?")
                            .params(text)
                            .query(String.class)
                            .single()
                            .join())
                    .isEqualTo(text);
            assertThat(Long.parseLong(status(pool, "Bytes_received")) - received)
                    .isLessThan(text.length() / 10);
        }
    }

    @EveryServer(flavors = Flavor.MYSQL, mySqlSince = "8.0.18")
    void whatCannotBeCompressedTravelsAsItIs(TestServer server) {
        byte[] noise = new byte[17 << 20];
        new Random(42).nextBytes(noise);
        try (MySqlPool pool = Pools.pool(compressed(server), 1)) {
            for (int i = 0; i < 3; i++) {
                assertThat(pool.sql("select ?")
                                .params(noise)
                                .query(byte[].class)
                                .single()
                                .join())
                        .isEqualTo(noise);
                assertThat(pool.sql("select 1").query(Integer.class).single().join())
                        .isEqualTo(1);
            }
        }
    }

    @EveryServer(flavors = Flavor.MARIADB)
    void aServerWithoutItIsTalkedToWithout(TestServer server) {
        try (MySqlPool pool = Pools.pool(compressed(server), 1)) {
            assertThat(status(pool, "Compression")).isEqualTo("OFF");
        }
    }
}
