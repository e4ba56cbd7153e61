package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Every authentication method against real servers, with and without TLS. */
class LoginIT {

    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    // No character beyond three bytes: servers replace those by question marks when they create the account.
    private static final List<String> PASSWORDS = List.of(
            "",
            "p",
            "p".repeat(19),
            "p".repeat(20),
            "p".repeat(21),
            "p".repeat(50),
            "p".repeat(213),
            "pässwörd €",
            "пароль-密码");

    private static DriverResources resources;

    @BeforeAll
    static void startEventLoop() {
        resources = DriverResources.create("login-it", 1);
    }

    @AfterAll
    static void endEventLoop() {
        resources.close();
    }

    private static MySqlConfig.Builder settings(TestServer server) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .connectTimeout(Duration.ofSeconds(30));
    }

    /** An account that no test has logged in to yet, so that the server has not cached its password. */
    private static String newAccount(TestServer server, String plugin, String password) {
        String name = "login_" + ACCOUNTS.incrementAndGet();
        String identified = server.isMariaDb()
                ? "identified via " + plugin + " using password('" + password + "')"
                : "identified with " + plugin + " by '" + password + "'";
        server.execute("drop user if exists " + name, "create user " + name + " " + identified);
        return name;
    }

    private static MySqlConfig.Builder newSha2Account(TestServer server, String password) {
        return settings(server)
                .username(newAccount(server, "caching_sha2_password", password))
                .password(password);
    }

    private static MySqlConnection connect(MySqlConfig.Builder config) {
        return AsyncMySql.connect(config.build(), resources)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static void assertLogsIn(MySqlConfig.Builder config) {
        String name = config.build().username();
        try (MySqlConnection connection = connect(config)) {
            assertThat(connection
                            .sql("select current_user()")
                            .query(String.class)
                            .single()
                            .join())
                    .startsWith(name + "@");
        }
    }

    private static Throwable failureOf(MySqlConfig.Builder config) {
        Throwable failure = catchThrowable(() -> connect(config).close());
        assertThat(failure).isNotNull();
        return failure.getCause();
    }

    private static void assertRefused(MySqlConfig.Builder config, String words) {
        assertThat(failureOf(config))
                .isInstanceOfSatisfying(MySqlConnectionException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageContaining(words);
    }

    private static MySqlServerException serverError(MySqlConfig.Builder config) {
        Throwable failure = failureOf(config);
        assertThat(failure).isInstanceOf(MySqlServerException.class);
        assertThat(((MySqlServerException) failure).outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        return (MySqlServerException) failure;
    }

    @EveryServer
    void logsInWithTheSettingsOfTheServer(TestServer server) {
        try (MySqlConnection connection =
                connect(settings(server).database(server.database()).sslMode(SslMode.REQUIRED))) {
            assertThat(connection
                            .sql("select database()")
                            .query(String.class)
                            .single()
                            .join())
                    .isEqualTo(server.database());
            assertThat(connection
                            .sql("select connection_id()")
                            .query(Long.class)
                            .single()
                            .join())
                    .isEqualTo(connection.connectionId());
            assertThat(connection.server().mariaDb()).isEqualTo(server.isMariaDb());
            assertThat(connection
                            .server()
                            .isAtLeast(
                                    server.version().major(),
                                    server.version().minor(),
                                    server.version().patch()))
                    .isTrue();
            assertThat(connection.server().address()).isEqualTo(server.host() + ":" + server.port());
        }
    }

    @EveryServer
    void speaksUtf8mb4InBothDirections(TestServer server) {
        try (MySqlConnection connection = connect(settings(server))) {
            String charsets =
                    "select concat_ws(' ', @@character_set_client, @@character_set_connection, @@character_set_results)";
            assertThat(connection.sql(charsets).query(String.class).single().join())
                    .isEqualTo("utf8mb4 utf8mb4 utf8mb4");
        }
    }

    @EveryServer(flavors = Flavor.MYSQL)
    void usesTheServersOwnCollation(TestServer server) {
        try (MySqlConnection connection = connect(settings(server))) {
            assertThat(connection
                            .sql("select @@collation_connection = @@global.default_collation_for_utf8mb4")
                            .query(Boolean.class)
                            .single()
                            .join())
                    .isTrue();
        }
    }

    @EveryServer(restartable = true)
    void introducesItselfWithConnectionAttributes(TestServer shared) {
        try (TestServer server = TestServers.startOwn(shared, "--performance-schema=ON");
                MySqlConnection connection = connect(settings(server).attribute("program_name", "shöp"))) {
            List<String> attributes = connection
                    .sql("select concat(attr_name, '=', attr_value) from performance_schema.session_connect_attrs"
                            + " where processlist_id = connection_id()")
                    .query(String.class)
                    .list()
                    .join();
            assertThat(attributes)
                    .contains("_client_name=async-mysql", "program_name=shöp")
                    .anyMatch(attribute -> attribute.startsWith("_client_version="))
                    .anyMatch(attribute -> attribute.startsWith("_runtime_version="));
        }
    }

    @EveryServer(flavors = Flavor.MYSQL)
    void sendsThePasswordThroughTlsOnceAndScramblesAfterwards(TestServer server) {
        MySqlConfig.Builder account = newSha2Account(server, "first time");

        assertRefused(
                account.sslMode(SslMode.DISABLED).allowPublicKeyRetrieval(false), "set ssl-mode to verify-identity");
        assertLogsIn(account.sslMode(SslMode.REQUIRED));
        assertLogsIn(account.sslMode(SslMode.REQUIRED));
        assertLogsIn(account.sslMode(SslMode.DISABLED).allowPublicKeyRetrieval(false));
    }

    @EveryServer(flavors = Flavor.MYSQL)
    void sendsThePasswordUnderTheServersKeyWhereItMayAskForIt(TestServer server) {
        MySqlConfig.Builder account = newSha2Account(server, "first time").sslMode(SslMode.DISABLED);

        assertLogsIn(account.allowPublicKeyRetrieval(true));
        assertLogsIn(account.allowPublicKeyRetrieval(false));
    }

    @EveryServer(flavors = Flavor.MYSQL, restartable = true)
    void sendsThePasswordUnderThePinnedKey(TestServer server) {
        Path data = server.dataDirectory();
        MySqlConfig.Builder account =
                newSha2Account(server, "first time").sslMode(SslMode.DISABLED).allowPublicKeyRetrieval(false);

        if (data == null) {
            assertRefused(account, "server-public-key");
        } else {
            assertLogsIn(account.serverPublicKey(data.resolve("public_key.pem")));
        }
    }

    @EveryServer(nativeUser = true)
    void logsInWithTheNativeMethod(TestServer server) {
        MySqlConfig.Builder account = settings(server).username(TestServer.NATIVE_USERNAME);

        assertLogsIn(account.sslMode(SslMode.DISABLED));
        assertLogsIn(account.sslMode(SslMode.REQUIRED));
    }

    @EveryServer(flavors = Flavor.MYSQL)
    @Covers("hostile:T71")
    void sendsPasswordsOfAnyLengthThroughTls(TestServer server) {
        for (String password : PASSWORDS) {
            assertLogsIn(newSha2Account(server, password).sslMode(SslMode.REQUIRED));
        }
    }

    @EveryServer(flavors = Flavor.MYSQL)
    @Covers("hostile:T71")
    void sendsPasswordsOfAnyLengthUnderTheServersKey(TestServer server) {
        for (String password : PASSWORDS) {
            assertLogsIn(
                    newSha2Account(server, password).sslMode(SslMode.DISABLED).allowPublicKeyRetrieval(true));
        }
    }

    @EveryServer(nativeUser = true)
    @Covers("hostile:T71")
    void scramblesPasswordsOfAnyLengthWithTheNativeMethod(TestServer server) {
        for (String password : PASSWORDS) {
            assertLogsIn(settings(server)
                    .username(newAccount(server, "mysql_native_password", password))
                    .password(password)
                    .sslMode(SslMode.DISABLED));
        }
    }

    @EveryServer
    @Covers("hostile:T66")
    void reportsAWrongPassword(TestServer server) {
        for (SslMode mode : List.of(SslMode.DISABLED, SslMode.REQUIRED)) {
            MySqlServerException error = serverError(
                    settings(server).password("not " + server.password()).sslMode(mode));

            assertThat(error.errorCode()).isEqualTo(1045);
            assertThat(error.isAccessDenied()).isTrue();
            assertThat(error.isTransient()).isFalse();
        }
    }

    @EveryServer
    void reportsAnUnknownUser(TestServer server) {
        Throwable failure = failureOf(settings(server).username("nobody_of_that_name"));

        // MySQL makes up an authentication method for users that do not exist, and it may be one that is refused.
        if (failure instanceof MySqlServerException error) {
            assertThat(error.isAccessDenied()).isTrue();
        } else {
            assertThat(failure)
                    .isInstanceOfSatisfying(MySqlConnectionException.class, e -> assertThat(e.kind())
                            .isEqualTo(Kind.REFUSED))
                    .hasMessageContaining("check that username is an existing account");
        }
    }

    @EveryServer
    @Covers("hostile:T67")
    void reportsAnUnknownDatabase(TestServer server) {
        MySqlServerException error = serverError(settings(server).database("no_such_database"));

        assertThat(error.errorCode()).isEqualTo(1049);
        assertThat(error.isUnknownDatabase()).isTrue();
    }

    @EveryServer(flavors = Flavor.MYSQL)
    @Covers("hostile:T67")
    void reportsLockedAndExpiredAccounts(TestServer server) {
        MySqlConfig.Builder locked = newSha2Account(server, "secret").sslMode(SslMode.REQUIRED);
        MySqlConfig.Builder expired = newSha2Account(server, "secret").sslMode(SslMode.REQUIRED);
        server.execute(
                "alter user " + locked.build().username() + " account lock",
                "alter user " + expired.build().username() + " password expire");

        assertThat(serverError(locked).errorCode()).isEqualTo(3118);
        assertThat(serverError(expired))
                .hasMessageContaining("set a new one from another account")
                .satisfies(error -> assertThat(error.errorCode()).isEqualTo(1862));
    }

    /** It lets them in, and then does nothing for them. */
    @EveryServer(flavors = Flavor.MARIADB, mariaDbSince = "10.4.3")
    @Covers("hostile:T67")
    void reportsExpiredPasswordsOfMariaDb(TestServer server) {
        String name = newAccount(server, "mysql_native_password", "secret");
        server.execute("alter user " + name + " password expire");

        assertThat(serverError(settings(server).username(name).password("secret")))
                .hasMessageContaining("set a new one from another account")
                .satisfies(error -> assertThat(error.errorCode()).isIn(1820, 1862));
    }

    @EveryServer(flavors = Flavor.MYSQL, nativeUser = true)
    @Covers({"hostile:T54", "guarantee:22"})
    void refusesMethodsThatAreNotOnTheList(TestServer server) {
        String name = newAccount(server, "mysql_native_password", "secret");

        assertRefused(
                settings(server)
                        .username(name)
                        .password("secret")
                        .authenticationPlugins(Set.of("caching_sha2_password", "sha256_password")),
                "'mysql_native_password', which authentication-plugins does not allow");
    }

    @EveryServer
    void reportsAPortWhereNobodyListens(TestServer server) throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }

        assertThat(failureOf(settings(server).host("127.0.0.1").port(unused)))
                .isInstanceOfSatisfying(MySqlConnectionException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                    assertThat(e.isTransient()).isTrue();
                });
    }
}
