package io.github.asyncmysql.spring.boot.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlConnectionDetails;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.testcontainers.context.ImportTestcontainers;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.mariadb.MariaDBContainer;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Containers played by a test server: the annotation, the classes and the factories are the real ones, and only the engine
 * is missing.
 */
class ServiceConnectionIT {

    // Spring Boot reads static fields before a test could hand anything over.
    private static TestServer current;

    /** Testcontainers' own class for MySQL. Confined to one test. */
    static final class MySql extends MySQLContainer {

        MySql() {
            super(DockerImageName.parse("mysql:8.4"));
            withUsername(current.username()).withPassword(current.password()).withDatabaseName(current.database());
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getHost() {
            return current.host();
        }

        @Override
        public Integer getMappedPort(int port) {
            return port(port);
        }
    }

    /** The class of Testcontainers 1. Confined to one test. */
    @SuppressWarnings("deprecation")
    static final class OldMySql extends org.testcontainers.containers.MySQLContainer<OldMySql> {

        OldMySql() {
            super(DockerImageName.parse("registry.example/team/our-db:3").asCompatibleSubstituteFor("mysql"));
            withUsername(current.username()).withPassword(current.password()).withDatabaseName(current.database());
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getHost() {
            return current.host();
        }

        @Override
        public Integer getMappedPort(int port) {
            return port(port);
        }
    }

    /** Testcontainers' own class for MariaDB. Confined to one test. */
    static final class MariaDb extends MariaDBContainer {

        MariaDb() {
            super(DockerImageName.parse("mariadb:11"));
            withUsername(current.username()).withPassword(current.password()).withDatabaseName(current.database());
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getHost() {
            return current.host();
        }

        @Override
        public Integer getMappedPort(int port) {
            return port(port);
        }
    }

    /** A container that knows nothing of databases, nor of JDBC. Confined to one test. */
    static final class Generic extends GenericContainer<Generic> {

        private final String image;

        Generic(String image) {
            super(DockerImageName.parse(image));
            this.image = image;
            withEnv(Map.of(
                    "MYSQL_USER", current.username(),
                    "MYSQL_PASSWORD", current.password(),
                    "MYSQL_DATABASE", current.database()));
        }

        // Would pull the image.
        @Override
        public String getDockerImageName() {
            return image;
        }

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public String getHost() {
            return current.host();
        }

        @Override
        public Integer getMappedPort(int port) {
            return port(port);
        }
    }

    private static int port(int containerPort) {
        assertThat(containerPort).isEqualTo(3306);
        return current.port();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class MySqlBean {

        @Bean
        @ServiceConnection
        MySql mysql() {
            return new MySql();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OldMySqlBean {

        @Bean
        @ServiceConnection
        OldMySql mysql() {
            return new OldMySql();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class MariaDbBean {

        @Bean
        @ServiceConnection
        MariaDb mariadb() {
            return new MariaDb();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class GenericBean {

        @Bean
        @ServiceConnection("mysql")
        Generic database() {
            return new Generic("registry.example/team/our-db:3");
        }
    }

    /** Containers as tests declare them. */
    interface Fields {

        @ServiceConnection
        Generic DATABASE = new Generic("percona/percona-server:8.4");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @ImportTestcontainers(Fields.class)
    static class GenericField {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OwnDetails {

        @Bean
        @ServiceConnection("mysql")
        Generic database() {
            return new Generic("mysql");
        }

        @Bean
        AsyncMySqlConnectionDetails details() {
            return new AsyncMySqlConnectionDetails() {
                @Override
                public String getHost() {
                    return current.host();
                }

                @Override
                public int getPort() {
                    return current.port();
                }

                @Override
                public String getUsername() {
                    return current.username();
                }

                @Override
                public String getPassword() {
                    return current.password();
                }
            };
        }
    }

    /** What the manual shows; starting it needs an engine. */
    @Configuration(proxyBeanMethods = false)
    static class Documented {

        // region service-connection
        @Bean
        @ServiceConnection
        MySQLContainer mysql() {
            return new MySQLContainer("mysql:8.4");
        }
        // endregion
    }

    @Test
    void theContainerOfTheManualIsOne() throws Exception {
        try (MySQLContainer container = new Documented().mysql()) {
            assertThat(container.getDatabaseName()).isNotEmpty();
        }
        assertThat(Documented.class.getDeclaredMethod("mysql").isAnnotationPresent(ServiceConnection.class))
                .isTrue();
    }

    private static ConfigurableApplicationContext run(Class<?> configuration) {
        SpringApplication application = new SpringApplication(configuration);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run();
    }

    @EveryServer
    @Covers("boot:20")
    void connectsToEveryKindOfContainer(TestServer server) {
        current = server;
        for (Class<?> configuration : List.of(
                MySqlBean.class, OldMySqlBean.class, MariaDbBean.class, GenericBean.class, GenericField.class)) {
            try (ConfigurableApplicationContext context = run(configuration)) {
                assertThat(context.getBean(AsyncMySqlOperations.class)
                                .queryForObject("select database()", String.class)
                                .join())
                        .as(configuration.getSimpleName())
                        .isEqualTo(server.database());
            }
        }
    }

    @EveryServer
    void detailsOfTheUsersOwnWin(TestServer server) {
        current = server;
        try (ConfigurableApplicationContext context = run(OwnDetails.class)) {
            assertThat(context.getBeansOfType(AsyncMySqlConnectionDetails.class))
                    .containsOnlyKeys("details");
        }
    }

    @Test
    void theClassesOfContainersExistUnderTheNamesThatAreLookedFor() {
        assertThat(Stream.of(
                                MySQLContainer.class,
                                MariaDBContainer.class,
                                org.testcontainers.containers.MySQLContainer.class,
                                org.testcontainers.containers.MariaDBContainer.class)
                        .map(Class::getName))
                .containsExactlyInAnyOrderElementsOf(AsyncMySqlContainerConnectionDetailsFactory.CONTAINER_CLASSES);
    }
}
