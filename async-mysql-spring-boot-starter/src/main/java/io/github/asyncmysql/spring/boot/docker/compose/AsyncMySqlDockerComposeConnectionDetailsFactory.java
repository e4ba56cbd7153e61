package io.github.asyncmysql.spring.boot.docker.compose;

import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlConnectionDetails;
import io.github.asyncmysql.spring.boot.docker.ServerEnvironment;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/**
 * Makes connection details from a running service of Docker Compose whose image is called {@code mysql}, {@code mariadb} or
 * {@code percona/percona-server}, or that has the label {@code org.springframework.boot.service-connection} with one of
 * these. The label {@code io.github.asyncmysql.parameters} adds settings in the form of a URL's query. Thread-safe.
 */
class AsyncMySqlDockerComposeConnectionDetailsFactory
        extends DockerComposeConnectionDetailsFactory<AsyncMySqlConnectionDetails> {

    static final String PARAMETERS_LABEL = "io.github.asyncmysql.parameters";

    private static final int PORT = 3306;
    private static final String[] NAMES = {"mysql", "mariadb", "percona/percona-server"};

    AsyncMySqlDockerComposeConnectionDetailsFactory() {
        super(NAMES);
    }

    @Override
    protected AsyncMySqlConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
        return new ServiceDetails(source.getRunningService());
    }

    /** Immutable. */
    private static final class ServiceDetails extends DockerComposeConnectionDetails
            implements AsyncMySqlConnectionDetails {

        private final String host;
        private final int port;
        private final ServerEnvironment account;
        private final @Nullable String parameters;
        private final @Nullable SslBundle sslBundle;

        ServiceDetails(RunningService service) {
            super(service);
            this.host = service.host();
            this.port = service.ports().get(PORT);
            this.account = account(service);
            this.parameters = service.labels().get(PARAMETERS_LABEL);
            this.sslBundle = getSslBundle(service);
        }

        private static ServerEnvironment account(RunningService service) {
            try {
                return ServerEnvironment.of(service.env());
            } catch (IllegalStateException failure) {
                throw new IllegalStateException(
                        "Docker Compose service '" + service.name() + "': " + failure.getMessage(), failure);
            }
        }

        @Override
        public String getHost() {
            return host;
        }

        @Override
        public int getPort() {
            return port;
        }

        @Override
        public String getUsername() {
            return account.username();
        }

        @Override
        public String getPassword() {
            return account.password();
        }

        @Override
        public @Nullable String getDatabase() {
            return account.database();
        }

        @Override
        public @Nullable String getParameters() {
            return parameters;
        }

        @Override
        public @Nullable SslBundle getSslBundle() {
            return sslBundle;
        }
    }
}
