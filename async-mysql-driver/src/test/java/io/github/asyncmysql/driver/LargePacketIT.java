package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Statements and rows around the limits of real servers and of the settings. */
class LargePacketIT {

    private static final int MIB = 1 << 20;

    private static Throwable failure(CompletableFuture<?> future) {
        return catchThrowableOfType(CompletionException.class, future::join).getCause();
    }

    private static void assertRefusedUnsent(CompletableFuture<?> future) {
        assertThat(failure(future)).isInstanceOfSatisfying(MySqlMappingException.class, refused -> {
            assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(refused).hasMessageContaining("max_allowed_packet");
        });
    }

    private static long connectionId(MySqlConnection connection) {
        return connection
                .sql("select connection_id()")
                .query(Long.class)
                .single()
                .join();
    }

    @EveryServer(restartable = true)
    @Covers({"hostile:T86", "fault:F26"})
    void statementBeyondTheLimitIsRefusedBeforeItIsSent(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--max-allowed-packet=1M");
                MySqlPool pool = Pools.pool(server, 1);
                MySqlConnection connection = pool.acquire().join()) {
            long id = connectionId(connection);
            // Prepared, so that nothing but the text and a byte of command is in the packet.
            String before = "select length('";
            String after = "')";
            int longest = MIB - 1 - 1 - before.length() - after.length();
            assertThat(connection
                            .sql(before + "x".repeat(longest) + after)
                            .prepared(true)
                            .query(Integer.class)
                            .single()
                            .join())
                    .isEqualTo(longest);
            assertRefusedUnsent(connection
                    .sql(before + "x".repeat(longest + 1) + after)
                    .prepared(true)
                    .query(Integer.class)
                    .single());
            assertRefusedUnsent(connection
                    .sql("select length(?)")
                    .params("x".repeat(4 * MIB))
                    .query(Integer.class)
                    .single());
            assertRefusedUnsent(connection
                    .sql(before + "ü".repeat(2 * MIB) + after)
                    .query(Integer.class)
                    .single());
            assertThat(connectionId(connection)).isEqualTo(id);
        }
    }

    @EveryServer(restartable = true)
    @Covers("fault:F27")
    void limitsThatAreLoweredHitTheirOwnConnectionsAlone(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--max-allowed-packet=16M");
                MySqlPool pool = Pools.pool(Pools.config(server).maxPacketSize(8 * MIB), 2);
                MySqlConnection before = pool.acquire().join()) {
            before.sql("set global max_allowed_packet = 1048576").update().join();
            String large = "x".repeat(4 * MIB);
            // The limit of a session is that of its login.
            assertThat(before.sql("select length(?)")
                            .params(large)
                            .query(Integer.class)
                            .single()
                            .join())
                    .isEqualTo(large.length());
            try (MySqlConnection after = pool.acquire().join()) {
                assertRefusedUnsent(after.sql("select length(?)")
                        .params(large)
                        .query(Integer.class)
                        .single());
                assertThat(after.sql("select 1").query(Integer.class).single().join())
                        .isEqualTo(1);
                // The row is longer than max-packet-size.
                assertThat(failure(before.sql("select repeat('x', 9000000)")
                                .query(String.class)
                                .single()))
                        .isInstanceOf(MySqlProtocolException.class)
                        .hasMessageContaining("8388608");
                assertThat(before.isOpen()).isFalse();
                assertThat(after.sql("select 2").query(Integer.class).single().join())
                        .isEqualTo(2);
            }
        }
    }
}
