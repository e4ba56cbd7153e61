package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.Compression;
import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sessions that are handed to another account. */
class ChangeUserIT {

    private final Queue<CloseReason> closed = new ConcurrentLinkedQueue<>();

    private Credentials newAccount(TestServer server, String privileges) {
        String name = "changed_" + Long.toString(System.nanoTime(), 36);
        server.execute(
                "create user " + name + " identified by 'other secret'", "grant " + privileges + " on *.* to " + name);
        return new Credentials(name, "other secret");
    }

    private static MySqlConfig.Builder config(TestServer server) {
        return Pools.config(server).sslMode(SslMode.REQUIRED).initSql(List.of("set @started_as = current_user()"));
    }

    private MySqlPool pool(MySqlConfig.Builder config) {
        PoolListener listener = new PoolListener() {
            @Override
            public void onClosed(CloseReason reason) {
                closed.add(reason);
            }
        };
        return AsyncMySql.pool(
                config.build(),
                PoolConfig.builder().minSize(0).maxSize(1).listener(listener).build());
    }

    private static CompletableFuture<String> ask(MySqlConnection connection, String sql, Object... params) {
        return connection.sql(sql).params(params).query(String.class).single();
    }

    @EveryServer
    void theSessionIsThatOfTheOtherAccountAndNothingIsLeftOfTheOldOne(TestServer server) {
        Credentials other = newAccount(server, "select");
        try (MySqlPool pool = pool(config(server).compression(Compression.ZLIB))) {
            MySqlConnection connection = pool.acquire().join();
            connection.sql("set @left = 1, time_zone = '+05:00'").update().join();
            connection
                    .sql("create temporary table left_behind (id int)")
                    .update()
                    .join();
            assertThat(ask(connection, "select ?", "before").join()).isEqualTo("before");

            connection.changeUser(other, null).join();
            assertThat(ask(connection, "select current_user()").join()).startsWith(other.username() + "@");
            assertThat(ask(connection, "select concat_ws(' ', @left, database(), @@time_zone)")
                            .join())
                    .isEqualTo("+00:00");
            assertThat(ask(connection, "select @@character_set_client").join()).isEqualTo("utf8mb4");
            assertThat(ask(connection, "select @started_as").join())
                    .as("init-sql has run again")
                    .startsWith(other.username() + "@");
            assertThat(ask(connection, "select ?", "grün €").join())
                    .as("prepared anew")
                    .isEqualTo("grün €");
            assertThatThrownBy(() ->
                            ask(connection, "select count(*) from left_behind").join())
                    .hasCauseInstanceOf(MySqlServerException.class);
            connection.changeUser(other, server.database()).join();
            assertThat(ask(connection, "select database()").join()).isEqualTo(server.database());
            connection.close();
        }
    }

    @EveryServer
    void nobodyElseGetsItFromThePool(TestServer server) {
        Credentials other = newAccount(server, "select");
        try (MySqlPool pool = pool(config(server))) {
            MySqlConnection connection = pool.acquire().join();
            long id = connection.connectionId();
            connection.changeUser(other, null).join();
            connection.close();

            MySqlConnection next = pool.acquire().join();
            assertThat(next.connectionId()).isNotEqualTo(id);
            assertThat(ask(next, "select current_user()").join()).startsWith(server.username() + "@");
            await().until(() -> closed.contains(CloseReason.CREDENTIALS));
            next.close();
        }
    }

    @EveryServer
    void statementsKeepTheirOrderAroundIt(TestServer server) {
        Credentials other = newAccount(server, "select");
        try (MySqlPool pool = pool(config(server))) {
            MySqlConnection connection = pool.acquire().join();
            List<CompletableFuture<String>> before = new ArrayList<>();
            List<CompletableFuture<String>> after = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                before.add(ask(connection, "select concat(current_user(), ?)", i));
            }
            CompletableFuture<Void> changed = connection.changeUser(other, server.database());
            for (int i = 0; i < 50; i++) {
                // Some of the same text as before, some of texts that are prepared for the first time.
                after.add(ask(connection, "select concat(current_user(), ?)" + " ".repeat(i % 3), i));
            }
            changed.join();
            for (int i = 0; i < 50; i++) {
                assertThat(before.get(i).join())
                        .startsWith(server.username() + "@")
                        .endsWith("%" + i);
                assertThat(after.get(i).join())
                        .startsWith(other.username() + "@")
                        .endsWith("%" + i);
            }
            connection.close();
        }
    }

    @EveryServer
    void aRefusalEndsTheConnection(TestServer server) {
        try (MySqlPool pool = pool(config(server))) {
            MySqlConnection connection = pool.acquire().join();
            CompletableFuture<Void> changed =
                    connection.changeUser(new Credentials(server.username(), "not the password"), null);
            CompletableFuture<String> behind = ask(connection, "select 'not as somebody else'");
            assertThatThrownBy(changed::join)
                    .cause()
                    .isInstanceOfSatisfying(MySqlServerException.class, denied -> assertThat(denied.isAccessDenied())
                            .isTrue());
            assertThatThrownBy(behind::join).isNotNull();
            await().until(() -> !connection.isOpen());
            connection.close();
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
        }
    }

    /** The other account has no right to stop statements of the pool's account, nor the other way round. */
    @EveryServer
    void aStatementOfTheOtherAccountIsStopped(TestServer server) {
        Credentials limited = newAccount(server, "select");
        Credentials other = newAccount(server, "select");
        MySqlConfig.Builder config = config(server).username(limited.username()).password(limited.password());
        try (MySqlPool pool = pool(config)) {
            MySqlConnection connection = pool.acquire().join();
            connection.changeUser(other, null).join();
            assertThatThrownBy(() -> connection
                            .sql("select sleep(20)")
                            .timeout(Duration.ofMillis(100))
                            .query(Integer.class)
                            .single()
                            .join())
                    .hasCauseInstanceOf(MySqlTimeoutException.class);
            assertThat(ask(connection, "select current_user()").join()).startsWith(other.username() + "@");
            connection.close();
        }
    }

    @EveryServer
    void badInputIsRefusedBeforeAnythingIsSent(TestServer server) {
        Credentials same = new Credentials(server.username(), server.password());
        try (MySqlPool pool = pool(config(server))) {
            MySqlConnection connection = pool.acquire().join();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> connection.changeUser(same, "a\0b"))
                    .withMessageContaining("database");
            assertThat(ask(connection, "select 1").join()).isEqualTo("1");
            connection.close();
            assertThatThrownBy(() -> connection.changeUser(same, null).join())
                    .hasCauseInstanceOf(MySqlConnectionException.class)
                    .hasMessageContaining("changeUser");
        }
        PoolConfig initialized = PoolConfig.builder()
                .maxSize(1)
                .sessionInitializer(session -> session.changeUser(same, null))
                .build();
        assertThatThrownBy(() ->
                        AsyncMySql.open(config(server).build(), initialized).join())
                .hasStackTraceContaining("cannot change the session's user");
    }
}
