package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.AsyncMySqlTransactionManager;
import io.github.asyncmysql.spring.boot.actuate.AsyncMySqlEndpoint;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs the classes of this build on the libraries of other versions of Spring Boot, which Maven fetches. */
class BootVersionsIT {

    private static final List<String> RELEASES = List.of("4.0.9", "4.1.2");
    // Not every mirror of Maven Central has the actuator of a milestone.
    private static final String MILESTONE = "4.2.0-M1";
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", Path.of("").toAbsolutePath().toString()));
    private static final List<String> CORE = List.of(
            "org.springframework.boot:spring-boot-starter",
            "org.springframework.boot:spring-boot-transaction",
            "org.springframework.boot:spring-boot-sql",
            "org.reactivestreams:reactive-streams",
            "io.netty:netty-handler");
    private static final String ACTUATOR = "org.springframework.boot:spring-boot-starter-actuator";

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        public static void main(String[] arguments) {
            try (ConfigurableApplicationContext context = SpringApplication.run(App.class, arguments)) {
                System.out.println(answer(context));
            }
        }

        static String answer(ConfigurableApplicationContext context) {
            AsyncMySqlOperations mysql = context.getBean(AsyncMySqlOperations.class);
            Integer answer = new TransactionTemplate(context.getBean(AsyncMySqlTransactionManager.class))
                    .execute(status ->
                            mysql.queryForObject("select 6 * 7", Integer.class).join());
            return "Spring Boot " + SpringBootVersion.getVersion() + " answers " + answer + " from "
                    + new TreeSet<>(context.getBeansOfType(MySqlPool.class).keySet()) + ", scripts "
                    + context.containsBean("asyncMySqlScriptDatabaseInitializer");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class ApplicationWithActuator {

        public static void main(String[] arguments) {
            try (ConfigurableApplicationContext context =
                    SpringApplication.run(ApplicationWithActuator.class, arguments)) {
                System.out.println(App.answer(context) + ", health " + health(context) + ", endpoint "
                        + context.getBean(AsyncMySqlEndpoint.class)
                                .pools()
                                .pools()
                                .size()
                        + ", meters "
                        + context.getBean(MeterRegistry.class)
                                .get("async.mysql.pool.size")
                                .gauges()
                                .size());
            }
        }

        private static Object health(ConfigurableApplicationContext context) {
            CompositeHealthContributor pools =
                    context.getBean("asyncMysqlHealthContributor", CompositeHealthContributor.class);
            HealthIndicator reports = (HealthIndicator) pools.getContributor("reportsMySqlPool");
            return reports == null ? "missing" : reports.health().getStatus();
        }
    }

    private static String answer(String version) {
        return "Spring Boot " + version + " answers 42 from [asyncMySqlPool, reportsMySqlPool], scripts true";
    }

    // On one kind of server: nothing between Spring Boot and the driver depends on it.
    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("boot:58")
    void theSameClassesRunOnEveryVersion(TestServer server, @TempDir Path directory) throws Exception {
        for (String version : RELEASES) {
            List<String> dependencies = new ArrayList<>(CORE);
            dependencies.add(ACTUATOR);
            assertThat(run(
                            ApplicationWithActuator.class,
                            server,
                            directory,
                            MavenClassPath.of(version, dependencies, directory)))
                    .contains(answer(version) + ", health UP, endpoint 2, meters 2");
        }
        assertThat(run(App.class, server, directory, MavenClassPath.of(MILESTONE, CORE, directory)))
                .contains(answer(MILESTONE));
    }

    private static String run(Class<?> app, TestServer server, Path directory, String libraries) throws Exception {
        String own = String.join(
                File.pathSeparator,
                MODULE.resolve("target/classes").toString(),
                MODULE.resolveSibling("async-mysql-driver")
                        .resolve("target/classes")
                        .toString());
        return MavenClassPath.execute(
                directory,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        appClasses(directory) + File.pathSeparator + own + File.pathSeparator + libraries,
                        app.getName(),
                        "--async-mysql.host=" + server.host(),
                        "--async-mysql.port=" + server.port(),
                        "--async-mysql.username=" + server.username(),
                        "--async-mysql.password=" + server.password(),
                        "--async-mysql.database=" + server.database(),
                        "--async-mysql.pools.reports.pool.max-size=2",
                        "--management.endpoints.web.exposure.include=asyncmysql"));
    }

    // Only this application: the other test classes and resources want libraries that are not there.
    private static Path appClasses(Path directory) throws IOException {
        Path classes = directory.resolve("app");
        String prefix = BootVersionsIT.class.getSimpleName();
        Path from = MODULE.resolve("target/test-classes")
                .resolve(BootVersionsIT.class.getPackageName().replace('.', '/'));
        Path to = Files.createDirectories(
                classes.resolve(BootVersionsIT.class.getPackageName().replace('.', '/')));
        try (var files = Files.newDirectoryStream(from, prefix + "$App*.class")) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return classes;
    }
}
