package io.github.asyncmysql.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.sample.RunningSample.Answer;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What the page asks the sample for, and who else may not. */
@ExtendWith(SharedSamples.class)
class ControlsIT {

    private static final String CONTROLS = "/dashboard/controls";

    @EveryServer(flavors = Flavor.MARIADB)
    void anApplicationHasNoControlsUnlessItIsToldTo(TestServer server) throws IOException {
        RunningSample sample = SharedSamples.on(server);

        sample.post(CONTROLS + "/pool/suspend", "").assertProblem(404, "Not Found");
        sample.post(CONTROLS + "/database/stop", "").assertProblem(404, "Not Found");
        assertThat(sample.bean(MySqlPool.class).stats().suspended()).isFalse();
        JsonNode event = RunningSample.json(firstEvent(sample.address()));
        assertThat(event.get("controls").isNull()).isTrue();
        assertThat(event.get("health").asString()).isEqualTo("UP");
        assertThat(event.get("point").get("maxSize").asInt()).isEqualTo(10);
        await().until(() -> !sample.get("/dashboard/history").json().isEmpty());
    }

    private static String firstEvent(URI address) throws IOException {
        try (Reader events = new InputStreamReader(
                address.resolve("/dashboard/events").toURL().openStream(), StandardCharsets.UTF_8)) {
            String line = new BufferedReader(events)
                    .lines()
                    .filter(text -> text.startsWith("data:"))
                    .findFirst()
                    .orElseThrow();
            return line.substring("data:".length());
        }
    }

    /** On every server, because of the words that end a session. */
    @EveryServer
    void controlsObeyTheirOwnPageOnly(TestServer server) throws IOException {
        try (RunningSample sample = RunningSample.startForDevelopment(server, "ledger_controls")) {
            MySqlPool pool = sample.bean(MySqlPool.class);
            int port = sample.address().getPort();
            String own = "localhost:" + port;

            assertThat(suspend(port, own, "http://elsewhere.example")).contains(" 403 ");
            assertThat(suspend(port, own, "null")).contains(" 403 ");
            assertThat(suspend(port, "elsewhere.example:" + port, "http://elsewhere.example:" + port))
                    .contains(" 403 ");
            assertThat(pool.stats().suspended()).isFalse();
            assertThat(suspend(port, own, "http://" + own)).contains(" 204 ");
            assertThat(pool.stats().suspended()).isTrue();
            assertThat(sample.post(CONTROLS + "/pool/resume", "").status()).isEqualTo(204);
            assertThat(pool.stats().suspended()).isFalse();

            long session = pool.connections().get(0).id();
            assertThat(sample.delete(CONTROLS + "/connections/" + session).status())
                    .isEqualTo(204);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> pool.connections().stream().noneMatch(connection -> connection.id() == session));
            assertThat(sample.delete(CONTROLS + "/connections/" + session).status())
                    .isEqualTo(404);

            sample.post(CONTROLS + "/load", "{\"users\": 501, \"writes\": 101}").assertProblem(422, "Invalid request");
            Answer load = sample.post(CONTROLS + "/load", "{\"users\": 3, \"writes\": 50}");
            assertThat(load.json().get("load").get("users").asInt()).isEqualTo(3);
            List<JsonNode> accounts =
                    sample.get("/accounts").json().valueStream().toList();
            assertThat(accounts).hasSize(12);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !sample.get("/transfers").json().isEmpty());
            assertThat(sample.delete(CONTROLS + "/load").status()).isEqualTo(204);
        }
    }

    // The HTTP client of the JDK refuses to say that it comes from elsewhere.
    private static String suspend(int port, String host, String origin) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            OutputStream request = socket.getOutputStream();
            request.write(("POST " + CONTROLS + "/pool/suspend HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + origin
                            + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
