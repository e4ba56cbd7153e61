package io.github.asyncmysql.sample;

import io.github.asyncmysql.testsupport.ChildJvm;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The sample in a JVM of its own, and a client to talk to it. Confined to one test. */
final class SampleProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ChildJvm process;
    private final String port;

    private SampleProcess(ChildJvm process, String port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it and waits until it answers. */
    static SampleProcess start(Path directory, List<String> options, String main, List<String> arguments)
            throws IOException, InterruptedException {
        ChildJvm process = ChildJvm.start(directory, options, main, arguments);
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> port(process).isPresent() || !process.isAlive());
            return new SampleProcess(
                    process, port(process).orElseThrow(() -> new AssertionError("it has ended: " + process.output())));
        } catch (RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    /** Where the database is, as settings of {@code async-mysql}, and a free port. */
    static List<String> arguments(TestServer server, String database) {
        return List.of(
                "--server.port=0",
                "--async-mysql.host=" + server.host(),
                "--async-mysql.port=" + server.port(),
                "--async-mysql.username=" + server.username(),
                "--async-mysql.password=" + server.password(),
                "--async-mysql.database=" + database);
    }

    private static Optional<String> port(ChildJvm sample) {
        return PORT.matcher(sample.output())
                .results()
                .findFirst()
                .map(MatchResult::group)
                .map(line -> line.substring(line.lastIndexOf(' ') + 1));
    }

    String output() {
        return process.output();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return client.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    @Override
    public void close() throws InterruptedException {
        process.close();
    }
}
