package io.github.asyncmysql.spring.boot.docker.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlConnectionDetails;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.lifecycle.DockerComposeServicesReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Services as Docker Compose would report them, played by a test server: the events and the factories are those of Spring
 * Boot, and only the engine is missing.
 */
class ComposeConnectionIT {

    private static final String CONNECTION_LABEL = "org.springframework.boot.service-connection";
    private static final String READER = "DockerComposeServiceConnectionsApplicationListener";

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    /** A service of Docker Compose. Immutable. */
    private record Service(TestServer server, String imageName, Map<String, String> env, Map<String, String> labels)
            implements RunningService {

        @Override
        public String name() {
            return "db";
        }

        @Override
        public ImageReference image() {
            return ImageReference.of(imageName);
        }

        @Override
        public String host() {
            return server.host();
        }

        @Override
        public ConnectionPorts ports() {
            return new ConnectionPorts() {
                @Override
                public int get(int containerPort) {
                    assertThat(containerPort).isEqualTo(3306);
                    return server.port();
                }

                @Override
                public List<Integer> getAll() {
                    return List.of(server.port());
                }

                @Override
                public List<Integer> getAll(String protocol) {
                    return getAll();
                }
            };
        }
    }

    private static ConfigurableApplicationContext run(RunningService service) {
        SpringApplication application = new SpringApplication(App.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.addListeners((ApplicationListener<ApplicationPreparedEvent>)
                prepared -> report(application, ready(prepared.getApplicationContext(), service)));
        return application.run();
    }

    private static ApplicationEvent ready(ApplicationContext context, RunningService service) {
        try {
            Constructor<DockerComposeServicesReadyEvent> constructor =
                    DockerComposeServicesReadyEvent.class.getDeclaredConstructor(ApplicationContext.class, List.class);
            constructor.setAccessible(true);
            return constructor.newInstance(context, List.of(service));
        } catch (ReflectiveOperationException failure) {
            throw new AssertionError(failure);
        }
    }

    @SuppressWarnings("unchecked")
    private static void report(SpringApplication application, ApplicationEvent event) {
        List<ApplicationListener<?>> readers = application.getListeners().stream()
                .filter(listener -> listener.getClass().getSimpleName().equals(READER))
                .toList();
        assertThat(readers).hasSize(1);
        ((ApplicationListener<ApplicationEvent>) readers.get(0)).onApplicationEvent(event);
    }

    private static Map<String, String> env(String prefix, TestServer server) {
        return Map.of(
                prefix + "_USER", server.username(),
                prefix + "_PASSWORD", server.password(),
                prefix + "_DATABASE", server.database());
    }

    private static void assertConnects(RunningService service) {
        try (ConfigurableApplicationContext context = run(service)) {
            assertThat(context.getBean(AsyncMySqlOperations.class)
                            .queryForObject("select database()", String.class)
                            .join())
                    .isEqualTo("test");
        }
    }

    @EveryServer
    @Covers("boot:21")
    void connectsToServicesByTheNamesOfTheirImages(TestServer server) {
        assertConnects(new Service(server, "mysql:8.4", env("MYSQL", server), Map.of()));
        assertConnects(new Service(server, "mariadb:11", env("MARIADB", server), Map.of()));
        assertConnects(new Service(server, "percona/percona-server:8.4", env("MYSQL", server), Map.of()));
    }

    @EveryServer
    @Covers("boot:21")
    void aLabelNamesAnImageOfYourOwnAndAnotherAddsSettings(TestServer server) {
        Map<String, String> labels = Map.of(
                CONNECTION_LABEL,
                "mysql",
                AsyncMySqlDockerComposeConnectionDetailsFactory.PARAMETERS_LABEL,
                "connect-timeout=7s");

        try (ConfigurableApplicationContext context =
                run(new Service(server, "registry.example/team/our-db:3", env("MYSQL", server), labels))) {
            assertThat(context.getBean(MySqlConfig.class).connectTimeout()).isEqualTo(Duration.ofSeconds(7));
        }
        assertThatThrownBy(() -> run(new Service(
                                server,
                                "mysql",
                                env("MYSQL", server),
                                Map.of(AsyncMySqlDockerComposeConnectionDetailsFactory.PARAMETERS_LABEL, "max-size=3")))
                        .close())
                .rootCause()
                .hasMessageContaining("setting of the pool");
    }

    @EveryServer
    @Covers("boot:21")
    void saysWhichServiceHasNoPassword(TestServer server) {
        assertThatThrownBy(() -> run(new Service(server, "mysql", Map.of("MYSQL_USER", "app"), Map.of()))
                        .close())
                .hasMessageContaining("Docker Compose service 'db'")
                .hasMessageContaining("No password is set");
    }

    @EveryServer
    void leavesOtherServicesAlone(TestServer server) {
        SpringApplication application = new SpringApplication(App.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(Map.of("async-mysql.fail-fast", "false", "async-mysql.port", "1"));
        application.addListeners((ApplicationListener<ApplicationPreparedEvent>) prepared -> report(
                application,
                ready(
                        prepared.getApplicationContext(),
                        new Service(server, "registry.example/team/cache:1", env("MYSQL", server), Map.of()))));
        try (ConfigurableApplicationContext context = application.run()) {
            assertThat(context.getBean(AsyncMySqlConnectionDetails.class).getPort())
                    .isEqualTo(1);
        }
    }
}
