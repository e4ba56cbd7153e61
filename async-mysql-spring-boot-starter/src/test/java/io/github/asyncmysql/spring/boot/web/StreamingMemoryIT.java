package io.github.asyncmysql.spring.boot.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams more rows than fit into the heap of an application in a JVM of its own, to a reader that pauses.
 * {@code -Dweb.rows=1000000} streams as many as the acceptance item asks for.
 */
class StreamingMemoryIT {

    private static final int ROWS = Integer.getInteger("web.rows", 60_000);
    private static final String HEAP = "-Xmx96m";

    @EveryServer
    @Covers("boot:47")
    void rowsStreamThroughASmallHeapInMvc(TestServer server, @TempDir Path directory) throws Exception {
        stream(WebApps.MvcApp.class, server, directory);
    }

    @EveryServer
    @Covers("boot:47")
    void rowsStreamThroughASmallHeapInWebFlux(TestServer server, @TempDir Path directory) throws Exception {
        stream(WebApps.FluxApp.class, server, directory);
    }

    private static void stream(Class<?> app, TestServer server, Path directory) throws Exception {
        WebIT.makeNumbers(server);
        Path output = Files.createTempFile(directory, "app", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                app.getName()));
        command.addAll(List.of(WebIT.arguments(server, "--async-mysql.query-timeout=0", "--logging.level.root=warn")));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> port(output).isPresent() || !process.isAlive());
            int port = port(output).orElseThrow(() -> new AssertionError(text(output)));
            assertThat(readSlowly(port)).as(() -> text(output)).isEqualTo(ROWS);
            Awaitility.await().until(() -> get(port, "/used").equals("0"));
        } finally {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        }
    }

    private static long readSlowly(int port) throws IOException {
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(64 * 1024);
            client.connect(new InetSocketAddress("localhost", port));
            OutputStream request = client.getOutputStream();
            request.write(
                    ("GET /rows/" + ROWS + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String line = answer.readLine();
            while (!line.startsWith("{")) {
                line = answer.readLine();
            }
            long paused = emittedWhenItStops(port);
            assertThat(paused).isLessThan(ROWS / 2);
            return 1 + answer.lines().filter(row -> row.startsWith("{")).count();
        }
    }

    /** How many rows were read for a client that has stopped reading: as many as the buffers of sockets hold. */
    private static long emittedWhenItStops(int port) {
        long[] seen = new long[1];
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .during(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    long before = seen[0];
                    seen[0] = Long.parseLong(get(port, "/emitted"));
                    return seen[0] > 0 && seen[0] == before;
                });
        return seen[0];
    }

    private static String get(int port, String path) throws IOException {
        try (InputStream answer =
                URI.create("http://localhost:" + port + path).toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static Optional<Integer> port(Path output) {
        return text(output)
                .lines()
                .filter(line -> line.startsWith(WebApps.LISTENING))
                .map(line -> Integer.valueOf(line.substring(WebApps.LISTENING.length())))
                .findFirst();
    }

    private static String text(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
