package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class StartupIT {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        public static void main(String[] arguments) {
            SpringApplication.run(App.class, arguments);
        }
    }

    private static SpringApplication application() {
        return new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.NONE)
                .build();
    }

    private static String[] arguments(TestServer server, String... more) {
        Map<String, String> arguments = new LinkedHashMap<>();
        arguments.put("--async-mysql.host", server.host());
        arguments.put("--async-mysql.port", String.valueOf(server.port()));
        arguments.put("--async-mysql.username", server.username());
        arguments.put("--async-mysql.password", server.password());
        arguments.put("--async-mysql.database", server.database());
        for (String argument : more) {
            int equals = argument.indexOf('=');
            arguments.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return arguments.entrySet().stream()
                .map(argument -> argument.getKey() + "=" + argument.getValue())
                .toArray(String[]::new);
    }

    private static void expectFailure(CapturedOutput output, String... arguments) {
        assertThatThrownBy(() -> application().run(arguments).close()).isNotNull();
        assertThat(output.getOut())
                .contains("APPLICATION FAILED TO START")
                .doesNotContain("\tat ")
                .doesNotContain("hunter2");
    }

    @EveryServer
    @Covers("boot:60")
    void saysInOneLineWhatItIsConnectedTo(TestServer server, CapturedOutput output) {
        try (ConfigurableApplicationContext context =
                application().run(arguments(server, "--logging.level.io.github.asyncmysql=INFO"))) {
            assertThat(context.getBean(AsyncMySqlOperations.class)
                            .queryForObject("select 6 * 7", Integer.class)
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join())
                    .isEqualTo(42);
        }

        assertThat(output.getOut().lines().filter(line -> line.contains(" INFO ") && line.contains("i.g.a.")))
                .singleElement()
                .asString()
                .contains("Connected to " + (server.isMariaDb() ? "MariaDB" : "MySQL"))
                .contains(server.host() + ":" + server.port())
                .contains("pool 'async-mysql' of 1 to 10 connections");
        assertThat(output.getOut()).doesNotContain(server.password());
    }

    @EveryServer
    @Covers("boot:27")
    void explainsAWrongPassword(TestServer server, CapturedOutput output) {
        expectFailure(output, arguments(server, "--async-mysql.password=hunter2"));

        assertThat(output.getOut())
                .contains("the server refused the account '" + server.username() + "'")
                .contains("Correct async-mysql.username")
                .contains("async-mysql.password (from \"async-mysql.password\" from property source");
    }

    @EveryServer
    @Covers("boot:27")
    void explainsAnUnknownDatabase(TestServer server, CapturedOutput output) {
        expectFailure(output, arguments(server, "--async-mysql.database=no_such_database"));

        assertThat(output.getOut()).contains("no database 'no_such_database'").contains("Correct async-mysql.database");
    }

    @EveryServer
    @Covers("boot:27")
    void explainsACertificateThatIsNotTrusted(TestServer server, CapturedOutput output) {
        expectFailure(output, arguments(server, "--async-mysql.ssl.mode=verify-identity"));

        assertThat(output.getOut())
                .contains("could not be encrypted as required")
                .contains("async-mysql.ssl.ca")
                .contains("which is verify-identity now");
    }

    @Test
    @Covers("boot:27")
    void explainsAnUnknownHost(CapturedOutput output) {
        expectFailure(output, "--async-mysql.host=no-such-host.invalid", "--async-mysql.password=hunter2");

        assertThat(output.getOut())
                .contains("the host name 'no-such-host.invalid' is unknown")
                .contains("Correct async-mysql.host (from");
    }

    @Test
    @Covers("boot:27")
    void explainsAPortThatNobodyListensOn(CapturedOutput output) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        expectFailure(output, "--async-mysql.url=mysql://app:hunter2@127.0.0.1:" + port + "/test");

        assertThat(output.getOut())
                .contains("127.0.0.1:" + port + ": nothing accepts connections there")
                .contains("Start the server, or correct async-mysql.url (from");
    }

    @Test
    @Covers("boot:27")
    void explainsAServerThatIsSilent(CapturedOutput output) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            expectFailure(
                    output,
                    "--async-mysql.host=127.0.0.1",
                    "--async-mysql.port=" + silent.getLocalPort(),
                    "--async-mysql.connect-timeout=300ms");
        }
        assertThat(output.getOut())
                .contains("no connection within the connect timeout of 300 ms")
                .contains("async-mysql.connect-timeout");
    }

    @Test
    @Covers({"boot:14", "boot:16"})
    void explainsWrongProperties(CapturedOutput output) {
        expectFailure(output, "--async-mysql.url=mysql://u:hunter2@localhost/d?max-sise=3");
        assertThat(output.getOut())
                .contains("The property async-mysql.url (from \"async-mysql.url\" from property source")
                .contains("max-sise");

        expectFailure(output, "--async-mysql.pool.maxsise=3");
        assertThat(output.getOut()).contains("async-mysql.pool.maxsise");

        expectFailure(output, "--async-mysql.url=mysql://u:hunter2@localhost/d", "--async-mysql.host=h");
        assertThat(output.getOut()).contains("mutually exclusive").contains("async-mysql.host");
    }

    @Test
    @Covers("boot:29")
    void aRunThatEndsAfterTheRefreshNeedsNoServer() throws Exception {
        assertThat(exitCode(List.of("-Dspring.context.exit=onRefresh"), "--async-mysql.port=1"))
                .isZero();
    }

    @Test
    @Covers("boot:27")
    void aFailedStartExitsWithOne() throws Exception {
        assertThat(exitCode(List.of(), "--async-mysql.port=1")).isOne();
    }

    private static int exitCode(List<String> options, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                App.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @EveryServer(restartable = true)
    @Covers({"boot:28", "boot:31"})
    void healthFollowsTheServer(TestServer shared) {
        try (TestServer own = TestServers.startOwn(shared)) {
            own.kill();
            try (ConfigurableApplicationContext context =
                    application().run(arguments(own, "--async-mysql.fail-fast=false"))) {
                HealthIndicator health = context.getBean("asyncMysqlHealthContributor", HealthIndicator.class);
                assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);

                own.restart();
                expectHealth(health, Status.UP, Duration.ofSeconds(10));
                own.kill();
                expectHealth(health, Status.DOWN, Duration.ofSeconds(3));
                own.restart();
                expectHealth(health, Status.UP, Duration.ofSeconds(10));
                Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                                context.getBean(MySqlPool.class)
                                        .sql("select 1")
                                        .query(Integer.class)
                                        .single())
                        .succeedsWithin(Duration.ofSeconds(10)));
            }
        }
    }

    @EveryServer(restartable = true)
    @Covers("boot:31")
    void healthIsDownInTimeWhileTheServerIsFrozen(TestServer shared) {
        try (TestServer own = TestServers.startOwn(shared);
                ConfigurableApplicationContext context =
                        application().run(arguments(own, "--async-mysql.health.timeout=1s"))) {
            HealthIndicator health = context.getBean("asyncMysqlHealthContributor", HealthIndicator.class);
            own.pause();
            try {
                expectHealth(health, Status.DOWN, Duration.ofSeconds(3));
            } finally {
                own.resume();
            }
            expectHealth(health, Status.UP, Duration.ofSeconds(10));
        }
    }

    private static void expectHealth(HealthIndicator health, Status status, Duration limit) {
        Awaitility.await()
                .atMost(limit)
                .untilAsserted(() -> assertThat(health.health().getStatus()).isEqualTo(status));
    }
}
