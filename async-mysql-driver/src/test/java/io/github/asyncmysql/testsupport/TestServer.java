package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A real MySQL or MariaDB server for tests, reached over TCP.
 *
 * <p>Every server that the tests start has a database {@value #DATABASE} and an account {@value #USERNAME} with all
 * privileges; where the server still has {@code mysql_native_password}, the account {@value #NATIVE_USERNAME} uses it,
 * with the same password. Servers of {@link TestServers#all()} are shared: a test that kills, stops, pauses or
 * reconfigures its server takes one of its own with {@link TestServers#startOwn}.
 *
 * <p>Thread-safe.
 */
public final class TestServer implements AutoCloseable {

    public static final String USERNAME = "app";
    public static final String NATIVE_USERNAME = "native";
    public static final String PASSWORD = "secret";
    public static final String DATABASE = "test";

    private static final Duration GREETING_TIMEOUT = Duration.ofSeconds(10);

    private final Login login;
    private final ServerVersion version;
    private final @Nullable ServerControl control;

    /** Where a server listens and who logs in. Immutable. */
    record Login(String host, int port, String username, String password, String database) {

        static Login ofStartedServer(String host, int port) {
            return new Login(host, port, USERNAME, PASSWORD, DATABASE);
        }

        @Override
        public String toString() {
            return username + "@" + host + ":" + port + "/" + database;
        }
    }

    TestServer(Login login, @Nullable ServerControl control) throws IOException {
        this.login = login;
        this.control = control;
        this.version = Greeting.read(login.host(), login.port(), GREETING_TIMEOUT);
    }

    /** Product and version, e.g. {@code MySQL 9.7.4}. */
    public String name() {
        return version.toString();
    }

    public Flavor flavor() {
        return version.flavor();
    }

    public ServerVersion version() {
        return version;
    }

    public boolean isMySql() {
        return flavor() == Flavor.MYSQL;
    }

    public boolean isMariaDb() {
        return flavor() == Flavor.MARIADB;
    }

    /** Whether the version number is the given one or later; ask {@link #flavor()} as well. */
    public boolean versionAtLeast(int major, int minor) {
        return version.isAtLeast(major, minor, 0);
    }

    public boolean versionAtLeast(int major, int minor, int patch) {
        return version.isAtLeast(major, minor, patch);
    }

    public String host() {
        return login.host();
    }

    public int port() {
        return login.port();
    }

    public String username() {
        return login.username();
    }

    public String password() {
        return login.password();
    }

    public String database() {
        return login.database();
    }

    /** Whether an account {@value #NATIVE_USERNAME} with {@code mysql_native_password} exists. */
    public boolean hasNativeUser() {
        return control != null && (isMariaDb() || !versionAtLeast(8, 4));
    }

    /** The certificate authority of the server's certificate as PEM, or null when the server shows none. */
    public @Nullable Path caCertificate() {
        return control == null ? null : control.caCertificate();
    }

    /** Gives the server a certificate of another authority, see {@link #caCertificate()}, without restarting it. */
    public void replaceCertificate() throws IOException {
        Path authority = Objects.requireNonNull(caCertificate(), "a server with a certificate of ours");
        ServerCertificates.writeTo(authority.getParent());
        execute(isMySql() ? "alter instance reload tls" : "flush ssl");
    }

    /** The data directory on this machine, or null when the server runs elsewhere or in a container. */
    public @Nullable Path dataDirectory() {
        return control == null ? null : control.dataDirectory();
    }

    /** The unix socket on this machine, or null when there is none. */
    public @Nullable Path unixSocket() {
        return control == null ? null : control.unixSocket();
    }

    /** Address for the oracle: works with Connector/J, with {@link #username()} and {@link #password()}. */
    public String jdbcUrl() {
        return String.format(
                Locale.ROOT,
                "jdbc:mysql://%s:%d/%s?sslMode=PREFERRED&allowPublicKeyRetrieval=true",
                host(),
                port(),
                database());
    }

    /** A connection of the oracle, Connector/J; the caller closes it. */
    public Connection connectWithJdbc() throws SQLException {
        return DriverManager.getConnection(jdbcUrl(), username(), password());
    }

    /** Runs statements through the oracle, one after the other, on one connection. */
    public void execute(String... statements) {
        try (Connection connection = connectWithJdbc();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("set-up on " + this + " failed: " + e.getMessage(), e);
        }
    }

    /** Whether {@link #kill()}, {@link #restart()} and {@link TestServers#startOwn} work: not for a server given by URL. */
    public boolean canRestart() {
        return control != null;
    }

    /** Ends the server at once, as a power failure would; {@link #restart()} brings it back with its data. */
    public void kill() {
        control().kill();
    }

    /** Shuts the server down cleanly and waits for its end. */
    public void stop() {
        control().stop();
    }

    /** Starts the server again on the same port, after stopping it when it still runs. */
    public void restart() {
        control().stop();
        control().start();
    }

    /** Freezes the server process: connections stay open and silent. */
    public void pause() {
        control().pause();
    }

    public void resume() {
        control().resume();
    }

    TestServer startAnother(List<String> options) {
        return control().startAnother(options);
    }

    /** Ends the server and deletes its data; a server given by URL is left alone. */
    @Override
    public void close() {
        if (control != null) {
            control.close();
        }
    }

    @Override
    public String toString() {
        return name() + " at " + host() + ":" + port();
    }

    private ServerControl control() {
        if (control == null) {
            throw new IllegalStateException(
                    this + " was given by " + UrlServers.VARIABLE + " and can be neither controlled nor multiplied");
        }
        return control;
    }
}
