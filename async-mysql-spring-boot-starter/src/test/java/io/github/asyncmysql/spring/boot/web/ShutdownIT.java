package io.github.asyncmysql.spring.boot.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ends an application while it is at work, with the signal that platforms end it with. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no such signal")
class ShutdownIT {

    private static final int REQUESTS = 12;
    private static final int CONNECTIONS = 4;

    @EveryServer
    @Covers("boot:50")
    void whatIsUnderWayIsFinishedBeforeTheApplicationEnds(TestServer server, @TempDir Path directory) throws Exception {
        try (WebProcess application = WebProcess.start(
                WebApps.MvcApp.class,
                server,
                directory,
                "--async-mysql.pool.max-size=" + CONNECTIONS,
                "--async-mysql.pool.slow-acquire-threshold=0")) {
            HttpClient http = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, REQUESTS)
                    .mapToObj(i -> http.sendAsync(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + application.port() + "/slow"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()))
                    .toList();
            // As many as there are connections run, the others wait for one.
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> application.get("/demand").equals(String.valueOf(REQUESTS)));

            application.process().destroy();

            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                HttpResponse<String> response = answer.get(60, TimeUnit.SECONDS);
                assertThat(response.statusCode()).as(application::output).isEqualTo(200);
                assertThat(response.body()).isEqualTo("0");
            }
            assertThat(application.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(application.output()).doesNotContain(" WARN ", " ERROR ", "LEAK");
        }
    }
}
