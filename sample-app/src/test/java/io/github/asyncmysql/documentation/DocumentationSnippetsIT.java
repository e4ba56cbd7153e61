package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.documentation.Users.User;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** Runs the code that the manual shows. */
class DocumentationSnippetsIT {

    private static String emptyShop(TestServer server) {
        server.execute(
                "drop database if exists shop",
                "create database shop",
                "create table shop.renamed (user_id bigint not null, name_before varchar(50) not null)");
        return String.format(
                Locale.ROOT,
                "mysql://%s:%s@%s:%d/shop?max-size=10",
                server.username(),
                server.password(),
                server.host(),
                server.port());
    }

    private static String outputOf(Runnable program) {
        PrintStream standardOut = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(standardOut);
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    @EveryServer
    void plainJavaReadsAndWrites(TestServer server) {
        String url = emptyShop(server);

        assertThat(outputOf(() -> Users.main(new String[] {url})).lines())
                .containsSequence("The new user has the id 1", "User[id=1, name=Ada]");
    }

    @EveryServer
    void plainJavaComposesFuturesTransactionsAndStreams(TestServer server) {
        String url = emptyShop(server);
        outputOf(() -> Users.main(new String[] {url}));
        try (MySqlPool pool = AsyncMySql.pool(url)) {
            MoreUsers users = new MoreUsers(pool);

            assertThat(users.rename(1, "Grace").join().affectedRows()).isEqualTo(1);
            assertThat(users.greeting(1).join()).isEqualTo("Hello Grace");
            assertThat(users.greeting(2).join()).isEqualTo("Who are you?");
            assertThat(all(users.names())).containsExactly("Grace");
            assertThat(pool.sql("select name_before from renamed")
                            .query(String.class)
                            .single()
                            .join())
                    .isEqualTo("Ada");
        }
    }

    @EveryServer
    void plainJavaStreamsLargeValues(TestServer server, @TempDir Path folder) throws IOException {
        String url = emptyShop(server);
        server.execute(
                "create table shop.documents (id bigint primary key auto_increment, name text, content longblob)");
        byte[] bytes = new byte[3_000_000];
        new Random(7).nextBytes(bytes);
        Path file = Files.write(folder.resolve("document"), bytes);
        try (MySqlPool pool = AsyncMySql.pool(url)) {
            Documents documents = new Documents(pool);

            assertThat(documents.store("a", file, Runnable::run).join().lastInsertId())
                    .isEqualTo(1);
            assertThat(documents
                            .store("b", Files.write(folder.resolve("empty"), new byte[0]), Runnable::run)
                            .join()
                            .lastInsertId())
                    .isEqualTo(2);
            assertThat(documents.copy(1, 2).join().affectedRows()).isEqualTo(1);

            List<String> names = new ArrayList<>();
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            all(documents.read(2, names::add)).forEach(buffer -> read.writeBytes(bytes(buffer)));
            assertThat(names).containsExactly("b");
            assertThat(read.toByteArray()).isEqualTo(bytes);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @EveryServer
    void springApplicationServesUsers(TestServer server) throws Exception {
        String url = emptyShop(server);
        outputOf(() -> Users.main(new String[] {url}));
        SpringApplication application = new SpringApplication(UsersApplication.class);
        application.setRegisterShutdownHook(false);
        try (ConfigurableApplicationContext context = application.run(
                "--spring.config.location=classpath:documentation/application.yml",
                "--DB_HOST=" + server.host(),
                "--DB_PORT=" + server.port(),
                "--DB_USERNAME=" + server.username(),
                "--DB_PASSWORD=" + server.password())) {
            assertThat(get(context, "/users/1")).isEqualTo("{\"id\":1,\"name\":\"Ada\"}");
            assertThat(get(context, "/users/1/or-404")).isEqualTo("{\"id\":1,\"name\":\"Ada\"}");
            assertThat(get(context, "/users/2/or-404")).isEmpty();
            assertThat(get(context, "/users")).isEqualTo("{\"id\":1,\"name\":\"Ada\"}\n");
            assertThat(get(context, "/actuator/health")).contains("\"maxSize\":20");
            assertThat(get(context, "/actuator/asyncmysql")).contains("\"maxSize\":20");

            UserService users = context.getBean(UserService.class);
            assertThat(users.rename(1, "Grace").join().affectedRows()).isEqualTo(1);
            assertThat(users.find(List.of(1L, 2L))).containsExactly(new User(1, "Grace"));
            users.renameAndWait(1, "Ada");
            assertThat(users.find(List.of(1L))).containsExactly(new User(1, "Ada"));
        }
    }

    @EveryServer
    void anApplicationHasSeveralPools(TestServer server) {
        String url = emptyShop(server);
        outputOf(() -> Users.main(new String[] {url}));
        server.execute(
                "create table shop.counted (users bigint not null)", "create table shop.archived like shop.users");
        SpringApplication application = new SpringApplication(ReportsApplication.class);
        application.setRegisterShutdownHook(false);
        try (ConfigurableApplicationContext context = application.run(
                "--spring.config.location=classpath:documentation/pools.yml",
                "--DB_HOST=" + server.host(),
                "--DB_PORT=" + server.port(),
                "--DB_PASSWORD=" + server.password())) {
            assertThat(context.getBean(ReportService.class).count().join()).isEqualTo(1);
            assertThat(context.getBean("reportsMySqlPool", MySqlPool.class).maxSize())
                    .isEqualTo(3);
            context.getBean(ArchiveService.class).archive(1);
            assertThat(context.getBean(ReportService.class).count().join()).isZero();
        }
    }

    /** The application with a second pool. Thread-safe. */
    @EnableAutoConfiguration
    @Import({ReportService.class, ArchiveService.class})
    static class ReportsApplication {}

    /** Once, since it is not about servers. */
    @ParameterizedTest
    @ValueSource(strings = {"configuration-keys", "configuration-url", "ssl-bundle", "several-hosts"})
    void configurationsConnect(String file) {
        TestServer server = TestServers.all().stream()
                .filter(each -> each.caCertificate() != null)
                .findFirst()
                .orElseThrow();
        String url = emptyShop(server);
        SpringApplication application = new SpringApplication(ConfiguredApplication.class);
        application.setRegisterShutdownHook(false);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run(
                "--spring.config.location=classpath:documentation/" + file + ".yml",
                "--DB_ADDRESS=" + server.host() + ":" + server.port(),
                "--DB1=" + server.host() + ":" + server.port(),
                "--DB2=" + server.host() + ":1",
                "--DB_HOST=" + server.host(),
                "--DB_PORT=" + server.port(),
                "--DB_PASSWORD=" + server.password(),
                "--DB_CA=" + server.caCertificate(),
                "--replica.url=" + url)) {
            assertThat(context.getBean(MySqlPool.class).server().tlsVersion()).startsWith("TLS");
            assertThat(context.getBean("replica", MySqlPool.class)
                            .sql("select database()")
                            .query(String.class)
                            .single()
                            .join())
                    .isEqualTo("shop");
        }
    }

    /** The application with a pool that is made by hand. Thread-safe. */
    @EnableAutoConfiguration
    @Import(Replica.class)
    static class ConfiguredApplication {}

    private static String get(ConfigurableApplicationContext context, String path) throws Exception {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        URI address = URI.create("http://localhost:" + port + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static <T> List<T> all(Flow.Publisher<T> publisher) {
        CompletableFuture<List<T>> all = new CompletableFuture<>();
        publisher.subscribe(new Flow.Subscriber<>() {

            private final List<T> elements = new ArrayList<>();

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(T element) {
                elements.add(element);
            }

            @Override
            public void onError(Throwable failure) {
                all.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                all.complete(elements);
            }
        });
        return all.join();
    }
}
