package io.github.asyncmysql.spring.boot.web;

import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.io.InputStream;
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

/** One of {@link WebApps} in a JVM of its own. */
final class WebProcess implements AutoCloseable {

    private static final String HEAP = "-Xmx96m";

    private final Process process;
    private final Path output;
    private final int port;

    private WebProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(() -> portInOutput().isPresent() || !process.isAlive());
        this.port = portInOutput().orElseThrow(() -> new AssertionError(output()));
    }

    static WebProcess start(Class<?> app, TestServer server, Path directory, String... more) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return start(java, List.of(), app, directory, WebIT.arguments(server, more));
    }

    static WebProcess start(Path java, List<String> options, Class<?> app, Path directory, String... arguments)
            throws IOException {
        Path output = Files.createTempFile(directory, "app", ".log");
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(options);
        command.addAll(List.of(
                HEAP,
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                app.getName(),
                "--logging.level.root=warn"));
        command.addAll(List.of(arguments));
        return new WebProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    Process process() {
        return process;
    }

    int port() {
        return port;
    }

    /** What it has printed so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The answer to a request. */
    String get(String path) throws IOException {
        try (InputStream answer =
                URI.create("http://localhost:" + port + path).toURL().openStream()) {
            return new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private Optional<Integer> portInOutput() {
        return output().lines()
                .filter(line -> line.startsWith(WebApps.LISTENING))
                .map(line -> Integer.valueOf(line.substring(WebApps.LISTENING.length())))
                .findFirst();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }
}
