package io.github.asyncmysql.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The sample on a free port with an empty database of its own, and a client to talk to it. Thread-safe. */
final class RunningSample implements AutoCloseable {

    // Amounts as they were written, with their zeros.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ConfigurableApplicationContext context;
    private final URI address;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningSample(ConfigurableApplicationContext context) {
        this.context = context;
        this.address = URI.create("http://localhost:"
                + ((WebServerApplicationContext) context).getWebServer().getPort());
    }

    /**
     * What the sample answered. Immutable.
     *
     * @param status the status code
     * @param headers the headers
     * @param body the body as text
     */
    record Answer(int status, HttpHeaders headers, String body) {

        JsonNode json() {
            return JSON.readTree(body);
        }

        List<JsonNode> lines() {
            return body.lines().map(JSON::readTree).toList();
        }

        void assertProblem(int status, String title) {
            assertThat(this.status).as(body).isEqualTo(status);
            assertThat(contentType()).startsWith("application/problem+json");
            assertThat(json().get("status").asInt()).isEqualTo(status);
            assertThat(json().get("title").asString()).isEqualTo(title);
        }

        String contentType() {
            return headers.firstValue("Content-Type").orElse("");
        }
    }

    /** Starts the sample on a database that is dropped and created first. */
    static RunningSample start(TestServer server, String database, String... settings) {
        server.execute("drop database if exists " + database, "create database " + database);
        return startOnExisting(server, database, settings);
    }

    /** With controls, among them one for the server itself. */
    static RunningSample startForDevelopment(TestServer server, String database, String... settings) {
        server.execute("drop database if exists " + database, "create database " + database);
        return start(
                server,
                database,
                context -> context.getBeanFactory().registerSingleton("databaseControl", new TestServerControl(server)),
                Stream.concat(Stream.of("--spring.profiles.active=development"), Stream.of(settings)));
    }

    static RunningSample startOnExisting(TestServer server, String database, String... settings) {
        return start(server, database, context -> {}, Stream.of(settings));
    }

    private static RunningSample start(
            TestServer server,
            String database,
            ApplicationContextInitializer<ConfigurableApplicationContext> initializer,
            Stream<String> settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--async-mysql.host=" + server.host(),
                "--async-mysql.port=" + server.port(),
                "--async-mysql.username=" + server.username(),
                "--async-mysql.password=" + server.password(),
                "--async-mysql.database=" + database));
        settings.forEach(arguments::add);
        SpringApplication application = new SpringApplication(SampleApplication.class);
        application.setRegisterShutdownHook(false);
        application.addInitializers(initializer);
        return new RunningSample(application.run(arguments.toArray(String[]::new)));
    }

    URI address() {
        return address;
    }

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer post(String path, String json) {
        return postLater(path, json).join();
    }

    CompletableFuture<Answer> postLater(String path, String json) {
        return postLater(path, "application/json", HttpRequest.BodyPublishers.ofString(json));
    }

    CompletableFuture<Answer> postLater(String path, String type, HttpRequest.BodyPublisher body) {
        return client.sendAsync(
                        request(path).header("Content-Type", type).POST(body).build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(RunningSample::answer);
    }

    /** Opens an account and returns its number. */
    long open(String owner, String balance) {
        return post("/accounts", String.format(Locale.ROOT, "{\"owner\": \"%s\", \"balance\": %s}", owner, balance))
                .json()
                .get("id")
                .asLong();
    }

    /** The body of a request to transfer. */
    static String transfer(long from, long to, String amount) {
        return String.format(Locale.ROOT, "{\"from\": %d, \"to\": %d, \"amount\": %s}", from, to, amount);
    }

    /** The balance of an account as the sample writes it. */
    String balance(long account) {
        return get("/accounts/" + account).json().get("balance").asDecimal().toPlainString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            return answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the sample answered", e);
        }
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    @Override
    public void close() {
        context.close();
    }
}
