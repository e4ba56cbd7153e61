package io.github.asyncmysql.spring.boot.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** Controllers in Spring MVC (on Tomcat) and in WebFlux (on Reactor Netty), over HTTP. */
class WebIT {

    private static final String ONE = "{\"id\":1,\"name\":\"a\"}";
    private static final String TWO = "{\"id\":2,\"name\":\"b\"}";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    static String[] arguments(TestServer server, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--async-mysql.host=" + server.host(),
                "--async-mysql.port=" + server.port(),
                "--async-mysql.username=" + server.username(),
                "--async-mysql.password=" + server.password(),
                "--async-mysql.database=" + server.database()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static ConfigurableApplicationContext mvc(TestServer server, String... more) {
        return WebApps.run(WebApps.MvcApp.class, WebApplicationType.SERVLET, arguments(server, more));
    }

    private static ConfigurableApplicationContext flux(TestServer server, String... more) {
        return WebApps.run(WebApps.FluxApp.class, WebApplicationType.REACTIVE, arguments(server, more));
    }

    private static int port(ConfigurableApplicationContext context) {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext context, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port(context) + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void assertServesEverything(ConfigurableApplicationContext context) throws Exception {
        for (String path : List.of("/future", "/mono")) {
            assertThat(get(context, path).body()).as(path).isEqualTo(ONE);
        }
        assertThat(get(context, "/missing").statusCode()).isEqualTo(404);
        for (String path : List.of("/publisher", "/flux")) {
            assertThat(get(context, path, "Accept", "application/json").body())
                    .as(path + " as JSON")
                    .isEqualTo("[" + ONE + "," + TWO + "]");
            assertThat(get(context, path, "Accept", "application/x-ndjson").body())
                    .as(path + " as NDJSON")
                    .isEqualTo(ONE + "\n" + TWO + "\n");
            assertThat(get(context, path, "Accept", "text/event-stream").body())
                    .as(path + " as events")
                    .isEqualTo("data:" + ONE + "\n\ndata:" + TWO + "\n\n");
        }
    }

    @EveryServer
    @Covers("boot:45")
    void mvcServesFuturesPublishersAndReactorsTypes(TestServer server) throws Exception {
        try (ConfigurableApplicationContext context = mvc(server)) {
            assertServesEverything(context);
        }
    }

    @EveryServer
    @Covers("boot:45")
    void webFluxServesFuturesPublishersAndReactorsTypes(TestServer server) throws Exception {
        try (ConfigurableApplicationContext context = flux(server)) {
            assertServesEverything(context);
        }
    }

    @EveryServer
    @Covers("boot:46")
    void aClientThatLeavesEndsItsQueryInMvc(TestServer server) throws Exception {
        try (ConfigurableApplicationContext context = mvc(server)) {
            assertQueryEndsWithItsClient(server, context);
        }
    }

    @EveryServer
    @Covers("boot:46")
    void aClientThatLeavesEndsItsQueryInWebFlux(TestServer server) throws Exception {
        try (ConfigurableApplicationContext context = flux(server)) {
            assertQueryEndsWithItsClient(server, context);
        }
    }

    static void makeNumbers(TestServer server) {
        server.execute(
                "drop table if exists web_numbers",
                "create table web_numbers (n int primary key) engine=InnoDB",
                "insert into web_numbers select a.d + 10 * b.d + 100 * c.d from " + digits("a") + " join " + digits("b")
                        + " join " + digits("c"));
    }

    private static String digits(String alias) {
        return "(select 0 as d union all select 1 union all select 2 union all select 3 union all select 4 union all"
                + " select 5 union all select 6 union all select 7 union all select 8 union all select 9) " + alias;
    }

    private static void assertQueryEndsWithItsClient(TestServer server, ConfigurableApplicationContext context)
            throws IOException {
        makeNumbers(server);
        MySqlPool pool = context.getBean(MySqlPool.class);
        AsyncMySqlOperations mysql = context.getBean(AsyncMySqlOperations.class);
        try (Socket client = new Socket("localhost", port(context))) {
            client.getOutputStream()
                    .write("GET /endless HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(answer.lines().filter(line -> line.startsWith("{")).limit(100))
                    .hasSize(100);
            assertThat(pool.stats().inUse()).isEqualTo(1);
            client.setSoLinger(true, 0);
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(pool.stats().inUse()).isZero());
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(mysql.queryForObject(
                                "select count(*) from information_schema.processlist where info like 'select a.n%'",
                                Integer.class)
                        .join())
                .isZero());
    }

    @EveryServer
    @Covers("boot:38")
    void theTraceOfARequestIsThatOfItsCallbacks(TestServer server) throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        try (ConfigurableApplicationContext context =
                mvc(server, "--management.tracing.sampling.probability=1.0", "--async-mysql.pool.max-size=1")) {
            HttpResponse<String> answer = get(context, "/trace", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");

            assertThat(answer.body()).isEqualTo(trace + " " + trace);
        }
    }

    @EveryServer(flavors = Flavor.MYSQL, mySqlSince = "8.4.0")
    @Covers("boot:38")
    void theTraceOfARequestArrivesAtTheServer(TestServer server) throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        try (ConfigurableApplicationContext context = mvc(
                server,
                "--management.tracing.sampling.probability=1.0",
                "--async-mysql.observation.send-trace-context=true")) {
            AsyncMySqlOperations mysql = context.getBean(AsyncMySqlOperations.class);
            String installed = "select count(*) from mysql.component where component_urn like '%query_attributes'";
            if (!mysql.queryForObject(installed, Boolean.class).join()) {
                mysql.update("install component 'file://component_query_attributes'")
                        .join();
            }
            HttpResponse<String> answer =
                    get(context, "/trace-at-server", "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");

            // The span is that of the statement, and so another one than that of the request.
            assertThat(answer.body())
                    .matches("00-" + trace + "-[0-9a-f]{16}-01")
                    .doesNotContain("00f067aa0ba902b7");
        }
    }
}
