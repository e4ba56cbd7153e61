package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Explains why the application could not connect at start-up, and which property to correct. Thread-safe. */
final class MySqlStartupFailureAnalyzer extends AbstractFailureAnalyzer<MySqlStartupException> {

    private static final int TOO_MANY_CONNECTIONS = 1040;
    private static final int DATABASE_ACCESS_DENIED = 1044;
    private static final int HOST_NOT_ALLOWED = 1130;

    private final PropertyOrigins origins;

    MySqlStartupFailureAnalyzer(@Nullable Environment environment) {
        this.origins = new PropertyOrigins(environment);
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MySqlStartupException cause) {
        Throwable reason = cause.getCause();
        MySqlConfig config = cause.settings().connection();
        // Of several hosts, the message has what there is to be said about each.
        boolean oneHost = !hasSeveralHosts(config);
        if (oneHost && reason instanceof MySqlPoolException && reason.getCause() != null) {
            reason = reason.getCause();
        }
        Advice advice = advice(new Keys(origins, cause.settings().prefix(), config.socket() != null), config, reason);
        String description = "Could not connect to " + MySqlStartupException.servers(config) + ": " + advice.problem();
        String action = cause.settings().fromProperties()
                ? advice.action()
                : advice.action() + " The connection details do not come from async-mysql.* but from a bean of type "
                        + AsyncMySqlConnectionDetails.class.getSimpleName() + ".";
        return new FailureAnalysis(
                description, action + " To start without the database, set async-mysql.fail-fast to false.", cause);
    }

    private Advice advice(Keys keys, MySqlConfig config, @Nullable Throwable reason) {
        if (reason instanceof MySqlPoolException pool && hasSeveralHosts(config)) {
            String address = config.dnsSrv() ? keys.describe("host", "dns-srv") : keys.describe("hosts");
            return new Advice(message(pool), "Check " + address + ", and that one of the hosts takes writes.");
        }
        if (reason instanceof MySqlServerException server) {
            return serverAdvice(keys, config, server);
        }
        if (reason instanceof MySqlConnectionException connection) {
            return connectionAdvice(keys, config, connection);
        }
        if (reason instanceof MySqlTimeoutException || reason instanceof TimeoutException) {
            return new Advice(
                    "no connection within the connect timeout of "
                            + config.connectTimeout().toMillis() + " ms.",
                    "Check " + keys.address()
                            + " and that no firewall drops the packets; if the server is merely slow, raise "
                            + keys.name("connect-timeout") + ".");
        }
        return new Advice(message(reason), "Check " + keys.address() + ".");
    }

    private static boolean hasSeveralHosts(MySqlConfig config) {
        return config.dnsSrv() || config.hosts().size() > 1;
    }

    private Advice serverAdvice(Keys keys, MySqlConfig config, MySqlServerException reason) {
        String problem = message(reason);
        if (reason.isUnknownDatabase()) {
            return new Advice(
                    "there is no database '" + config.database() + "'. The server says: " + problem,
                    "Correct " + keys.describe("database") + " or create the database.");
        }
        return switch (reason.errorCode()) {
            case TOO_MANY_CONNECTIONS ->
                new Advice(
                        "the server has no connection left. It says: " + problem,
                        "Close other clients, lower the " + keys.name("pool.max-size")
                                + " of all applications together below the "
                                + "server's max_connections, or raise the latter.");
            case DATABASE_ACCESS_DENIED ->
                new Advice(
                        "the account '" + config.username() + "' may not use the database '" + config.database()
                                + "'. The server says: " + problem,
                        "Grant the account access to the database, or correct " + keys.describe("username", "database")
                                + ".");
            case HOST_NOT_ALLOWED ->
                new Advice(
                        "the server lets nobody in from this machine. It says: " + problem,
                        "Create an account for this machine's address on the server, or correct " + keys.address()
                                + ".");
            default ->
                reason.isAccessDenied()
                        ? new Advice(
                                "the server refused the account '" + config.username() + "'. It says: " + problem,
                                "Correct " + keys.describe("username", "password") + ".")
                        : new Advice(problem, "Check " + keys.address() + ".");
        };
    }

    private Advice connectionAdvice(Keys keys, MySqlConfig config, MySqlConnectionException reason) {
        return switch (reason.kind()) {
            case UNKNOWN_HOST ->
                new Advice(
                        "the host name '" + config.host() + "' is unknown.", "Correct " + keys.describe("host") + ".");
            case UNREACHABLE ->
                new Advice(
                        "nothing accepts connections there. " + message(reason),
                        "Start the server, or correct " + keys.address() + ".");
            case TLS ->
                new Advice(
                        "the connection could not be encrypted as required. " + message(reason),
                        "Name the certificate authority of the server with " + keys.name("ssl.ca") + " or "
                                + keys.name("ssl.bundle") + ", "
                                + "check that its certificate is for the host name in use, or choose another "
                                + keys.name("ssl.mode") + ", which is " + mode(config) + " now.");
            case REFUSED ->
                new Advice(
                        message(reason),
                        "Check " + keys.address() + " and " + keys.name("ssl.mode") + ", which is " + mode(config)
                                + " now.");
            default -> new Advice(message(reason), "Check " + keys.address() + " and the log of the server.");
        };
    }

    private static String mode(MySqlConfig config) {
        return config.sslMode().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String message(@Nullable Throwable reason) {
        if (reason == null) {
            return "unknown reason.";
        }
        return reason.getMessage() == null ? reason.getClass().getName() : reason.getMessage();
    }

    /**
     * The properties of the pool. Thread-safe.
     *
     * @param origins says where they were set
     * @param prefix what their names start with
     * @param socket whether the server is behind a Unix domain socket
     */
    private record Keys(PropertyOrigins origins, String prefix, boolean socket) {

        String name(String key) {
            return prefix + "." + key;
        }

        String describe(String... keys) {
            return origins.describeServer(prefix, keys);
        }

        String address() {
            return socket ? describe("socket") : describe("host", "port");
        }
    }

    /**
     * What is said about a failure. Immutable.
     *
     * @param problem what is wrong
     * @param action what to do about it
     */
    private record Advice(String problem, String action) {}
}
