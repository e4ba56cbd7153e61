package io.github.asyncmysql.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;

class TestServersIT {

    private static final Set<Protocol> PROTOCOLS_SEEN = EnumSet.noneOf(Protocol.class);

    @EveryServer
    void oracleLogsInToTheTestDatabase(TestServer server) throws SQLException {
        try (Connection connection = server.connectWithJdbc();
                ResultSet row = connection.createStatement().executeQuery("select database(), version()")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo(server.database());
            assertThat(ServerVersion.parse(row.getString(2))).isEqualTo(server.version());
        }
    }

    @EveryServer(nativeUser = true)
    void nativeUserLogsInWithTheNativePlugin(TestServer server) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(), TestServer.NATIVE_USERNAME, server.password());
                ResultSet row = connection
                        .createStatement()
                        .executeQuery(
                                "select plugin from mysql.user where user = '" + TestServer.NATIVE_USERNAME + "'")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("mysql_native_password");
        }
    }

    @EveryServer
    void protocolParameterDoublesTheTest(TestServer server, Protocol protocol) {
        assertThat(TestServers.all()).contains(server);
        PROTOCOLS_SEEN.add(protocol);
    }

    @AfterAll
    static void bothProtocolsWereSeen() {
        assertThat(PROTOCOLS_SEEN).isEqualTo(EnumSet.allOf(Protocol.class));
    }

    // region testing-own-server
    @EveryServer(restartable = true)
    void ownServerKeepsItsDataAndPortWhenKilledAndRestarted(TestServer shared) throws Exception {
        try (TestServer own = TestServers.startOwn(shared, "--wait-timeout=77")) {
            own.execute("create table kept (id int primary key)", "insert into kept values (7)");
            int port = own.port();

            own.kill();
            assertThatThrownBy(() -> Greeting.read(own.host(), port, Duration.ofSeconds(1)))
                    .isInstanceOf(IOException.class);

            own.restart();
            assertThat(own.port()).isEqualTo(port);
            try (Connection connection = own.connectWithJdbc();
                    ResultSet row =
                            connection.createStatement().executeQuery("select id, @@global.wait_timeout from kept")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getInt(1)).isEqualTo(7);
                assertThat(row.getInt(2)).isEqualTo(77);
            }
        }
    }
    // endregion

    @EveryServer(restartable = true)
    void pausedServerIsSilentUntilItResumes(TestServer shared) throws Exception {
        try (TestServer own = TestServers.startOwn(shared)) {
            own.pause();
            assertThatThrownBy(() -> Greeting.read(own.host(), own.port(), Duration.ofMillis(500)))
                    .isInstanceOf(IOException.class);

            own.resume();
            assertThat(Greeting.read(own.host(), own.port(), Duration.ofSeconds(30)))
                    .isEqualTo(shared.version());
        }
    }
}
