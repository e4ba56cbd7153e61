package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * Starts an application in a JVM of its own whose class path lacks the optional dependencies. On one kind of server: what is
 * missed on the class path depends on none, and each start takes seconds.
 */
class OptionalDependenciesIT {

    private static final String ANSWER = "the answer is ";
    private static final List<String> HEALTH = List.of("spring-boot-health");
    private static final List<String> ACTUATOR = List.of("spring-boot-actuator", "spring-boot-actuator-autoconfigure");
    private static final List<String> METRICS = List.of(
            "spring-boot-micrometer-metrics",
            "spring-boot-micrometer-observation",
            "micrometer-core",
            "HdrHistogram",
            "spring-boot-micrometer-tracing",
            "micrometer-tracing",
            "brave");

    private static final List<String> OBSERVATION = List.of(
            "micrometer-observation",
            "micrometer-core",
            "spring-boot-micrometer-observation",
            "spring-boot-micrometer-tracing",
            "micrometer-tracing",
            "brave",
            "spring-boot-micrometer-metrics",
            "spring-boot-actuator-autoconfigure",
            "spring-boot-health");
    private static final List<String> SCRIPTS = List.of(
            "spring-boot-sql",
            "spring-boot-jdbc",
            "spring-boot-r2dbc",
            "spring-boot-flyway",
            "spring-boot-liquibase",
            "spring-boot-hibernate",
            "spring-boot-jpa");
    private static final List<String> CONTAINERS =
            List.of("spring-boot-testcontainers", "spring-boot-docker-compose", "testcontainers");

    private static final List<String> NEIGHBOURS = List.of(
            "spring-jdbc",
            "spring-orm",
            "spring-web",
            "spring-webmvc",
            "spring-webflux",
            "spring-boot-starter-webmvc",
            "spring-boot-starter-webflux",
            "spring-boot-web",
            "spring-boot-webmvc",
            "spring-boot-webflux",
            "spring-boot-servlet",
            "spring-boot-http",
            "spring-boot-tomcat",
            "spring-boot-reactor",
            "spring-boot-jackson",
            "spring-boot-micrometer-tracing",
            "micrometer-tracing",
            "brave",
            "tomcat-embed",
            "spring-boot-jdbc",
            "spring-boot-sql",
            "spring-boot-flyway",
            "flyway",
            "spring-boot-liquibase",
            "liquibase",
            "spring-boot-testcontainers",
            "spring-boot-docker-compose",
            "testcontainers",
            "spring-boot-hibernate",
            "spring-boot-jpa",
            "spring-boot-r2dbc",
            "spring-r2dbc",
            "r2dbc",
            "reactor",
            "hibernate",
            "HikariCP",
            "h2");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        public static void main(String[] arguments) {
            try (ConfigurableApplicationContext context = SpringApplication.run(App.class, arguments)) {
                Integer answer = context.getBean(AsyncMySqlOperations.class)
                        .queryForObject("select 6 * 7", Integer.class)
                        .join();
                System.out.println(ANSWER + answer);
            }
        }
    }

    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("boot:6")
    void worksWithNothingButTheStarter(TestServer server, @TempDir Path directory) throws Exception {
        List<String> absent = new ArrayList<>(HEALTH);
        absent.addAll(ACTUATOR);
        absent.addAll(METRICS);
        absent.addAll(NEIGHBOURS);
        absent.addAll(
                List.of("micrometer-commons", "micrometer-observation", "jackson", "spring-test", "spring-boot-test"));
        assertThat(run(server, directory, absent)).contains(ANSWER + 42);
    }

    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("boot:6")
    void worksWithEachOptionalPartMissing(TestServer server, @TempDir Path directory) throws Exception {
        for (List<String> absent : List.of(HEALTH, ACTUATOR, METRICS, OBSERVATION, SCRIPTS)) {
            assertThat(run(server, directory, absent)).as("without " + absent).contains(ANSWER + 42);
        }
    }

    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("boot:22")
    void isSilentWhereTestcontainersAndComposeAreAbsent(TestServer server, @TempDir Path directory) throws Exception {
        assertThat(run(server, directory, CONTAINERS))
                .contains(ANSWER + 42)
                .doesNotContain(" WARN ", " ERROR ", "ConnectionDetailsFactory");
    }

    private static String run(TestServer server, Path directory, List<String> absent)
            throws IOException, InterruptedException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String present = Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> absent.stream().noneMatch(name -> isArtifact(entry, name)))
                .collect(Collectors.joining(File.pathSeparator));
        Path output = Files.createTempFile(directory, "app", ".log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        present,
                        App.class.getName(),
                        "--spring.main.web-application-type=none",
                        "--async-mysql.host=" + server.host(),
                        "--async-mysql.port=" + server.port(),
                        "--async-mysql.username=" + server.username(),
                        "--async-mysql.password=" + server.password(),
                        "--async-mysql.database=" + server.database())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        try (InputStream text = Files.newInputStream(output)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static boolean isArtifact(String entry, String name) {
        String file = Path.of(entry).getFileName().toString();
        return file.matches(name + "(-[a-z]+)*-\\d.*\\.jar");
    }
}
