package io.github.asyncmysql.spring.boot.testcontainers;

import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlConnectionDetails;
import io.github.asyncmysql.spring.boot.docker.ServerEnvironment;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.util.ClassUtils;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.JdbcDatabaseContainer;

/**
 * Makes connection details from a container annotated with {@code @ServiceConnection}: a {@code MySQLContainer}, a
 * {@code MariaDBContainer}, or any other one of an image that is called {@code mysql}, {@code mariadb} or
 * {@code percona/percona-server}, by its image or by the annotation's name. Thread-safe.
 */
class AsyncMySqlContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<Container<?>, AsyncMySqlConnectionDetails> {

    private static final int PORT = 3306;
    private static final List<String> NAMES = List.of("mysql", "mariadb", "percona/percona-server");
    static final List<String> CONTAINER_CLASSES = List.of(
            "org.testcontainers.mysql.MySQLContainer",
            "org.testcontainers.mariadb.MariaDBContainer",
            "org.testcontainers.containers.MySQLContainer",
            "org.testcontainers.containers.MariaDBContainer");
    private static final boolean JDBC_CONTAINERS = ClassUtils.isPresent(
            "org.testcontainers.containers.JdbcDatabaseContainer",
            AsyncMySqlContainerConnectionDetailsFactory.class.getClassLoader());

    AsyncMySqlContainerConnectionDetailsFactory() {
        super(NAMES, "org.testcontainers.containers.Container");
    }

    @Override
    protected boolean sourceAccepts(
            ContainerConnectionSource<Container<?>> source,
            Class<?> requiredContainerType,
            Class<?> requiredConnectionDetailsType) {
        return super.sourceAccepts(source, requiredContainerType, requiredConnectionDetailsType)
                || CONTAINER_CLASSES.stream()
                        .map(AsyncMySqlContainerConnectionDetailsFactory::load)
                        .anyMatch(type -> type != null
                                && source.accepts(ANY_CONNECTION_NAME, type, requiredConnectionDetailsType));
    }

    private static @Nullable Class<?> load(String name) {
        ClassLoader loader = AsyncMySqlContainerConnectionDetailsFactory.class.getClassLoader();
        return ClassUtils.isPresent(name, loader) ? ClassUtils.resolveClassName(name, loader) : null;
    }

    @Override
    protected AsyncMySqlConnectionDetails getContainerConnectionDetails(
            ContainerConnectionSource<Container<?>> source) {
        return new ContainerDetails(source);
    }

    /** Thread-safe. */
    private static final class ContainerDetails extends ContainerConnectionDetails<Container<?>>
            implements AsyncMySqlConnectionDetails {

        ContainerDetails(ContainerConnectionSource<Container<?>> source) {
            super(source);
        }

        @Override
        public String getHost() {
            return getContainer().getHost();
        }

        @Override
        public int getPort() {
            return getContainer().getMappedPort(PORT);
        }

        @Override
        public String getUsername() {
            return account().username();
        }

        @Override
        public String getPassword() {
            return account().password();
        }

        @Override
        public @Nullable String getDatabase() {
            return account().database();
        }

        @Override
        public @Nullable SslBundle getSslBundle() {
            return super.getSslBundle();
        }

        private ServerEnvironment account() {
            Container<?> container = getContainer();
            return JDBC_CONTAINERS && container instanceof JdbcDatabaseContainer<?> database
                    ? new ServerEnvironment(database.getUsername(), database.getPassword(), database.getDatabaseName())
                    : ServerEnvironment.of(container.getEnvMap());
        }
    }
}
