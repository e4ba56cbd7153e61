package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A server program that runs as a child of this JVM and never outlives it, however this JVM ends.
 *
 * <p>Between the two stands a small shell: it passes on the signals it reads from its standard input and, when that
 * ends, which it does with this JVM, kills the server and deletes its data. Thread-safe.
 */
final class ServerProcess implements ServerControl {

    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(25);
    private static final int START_ATTEMPTS = 3;
    private static final int LOG_LINES_SHOWN = 40;

    // $1 the folder to delete at the end of input, the rest is the server's command. Interrupts from the terminal are
    // for
    // the JVM: it decides when the server ends.
    private static final String GUARD = """
            trap '' INT HUP
            folder=$1; shift
            exec 3<&0
            "$@" 3<&- </dev/null &
            server=$!
            (
                while read -r signal; do kill -"$signal" "$server"; done
                : > "$folder/abandoned"
                kill -KILL "$server"
            ) <&3 2>/dev/null &
            guard=$!
            wait "$server"
            kill "$guard" 2>/dev/null
            if [ -e "$folder/abandoned" ]; then rm -rf "$folder"; fi
            """;

    private final ReentrantLock lock = new ReentrantLock();
    private final ServerBinaries binaries;
    private final Path folder;
    private final Path data;
    private final List<String> options;
    private final Map<String, String> environment;
    private int port;
    private Process process;

    private ServerProcess(
            ServerBinaries binaries, Path folder, Path data, List<String> options, Map<String, String> environment)
            throws IOException {
        this.binaries = binaries;
        this.folder = folder;
        this.data = data;
        this.options = List.copyOf(options);
        this.environment = Map.copyOf(environment);
        this.process = launchOnFreePort();
    }

    /** Starts a server with a copy of the data template. */
    static TestServer startCopy(ServerBinaries binaries, List<String> options) throws IOException {
        return startCopy(binaries, options, Map.of());
    }

    /** The same, with further variables in the environment of the server. */
    static TestServer startCopy(ServerBinaries binaries, List<String> options, Map<String, String> environment)
            throws IOException {
        Path template = binaries.dataTemplate();
        Path folder = Files.createTempDirectory("async-mysql-server-");
        try {
            SharedCache.copyRecursively(template, folder);
            ServerProcess process = new ServerProcess(binaries, folder, folder.resolve("data"), options, environment);
            return new TestServer(TestServer.Login.ofStartedServer("127.0.0.1", process.port), process);
        } catch (IOException | RuntimeException e) {
            SharedCache.deleteRecursively(folder);
            throw e;
        }
    }

    /** Starts a server on an existing data directory. */
    static ServerProcess start(ServerBinaries binaries, Path data, List<String> options) throws IOException {
        return new ServerProcess(binaries, data.getParent(), data, options, Map.of());
    }

    // Between choosing a free port and binding it somebody else may take it, hence the second and third attempt.
    private Process launchOnFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            try {
                return launch();
            } catch (IOException e) {
                if (attempt == START_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        if (!ServerBinaries.WINDOWS) {
            command.addAll(List.of("/bin/sh", "-c", GUARD, "guard", folder.toString()));
        }
        command.addAll(binaries.launcher());
        command.addAll(binaries.commonOptions());
        command.addAll(List.of("--datadir=" + data, "--port=" + port, "--pid-file=" + pidFile()));
        if (!ServerBinaries.WINDOWS) {
            command.add("--socket=" + socketFile());
        }
        command.addAll(ServerCertificates.options(data.toString()));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        builder.environment().putAll(environment);
        Process launched = builder.start();
        awaitGreeting(launched);
        return launched;
    }

    private void awaitGreeting(Process launched) throws IOException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                Greeting.read("127.0.0.1", port, Duration.ofSeconds(5));
                return;
            } catch (IOException notYet) {
                if (!launched.isAlive() || System.nanoTime() - deadline > 0) {
                    end(launched);
                    throw new IOException(
                            binaries.version() + " (" + binaries.origin() + ") did not start: " + logTail(), notYet);
                }
            }
            try {
                TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
            } catch (InterruptedException e) {
                end(launched);
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while a server started", e);
            }
        }
    }

    @Override
    public void kill() {
        endWith("KILL");
    }

    @Override
    public void stop() {
        endWith("TERM");
    }

    private void endWith(String signal) {
        lock.lock();
        try {
            if (!process.isAlive()) {
                return;
            }
            if (ServerBinaries.WINDOWS) {
                process.destroyForcibly();
            } else {
                signal("CONT");
                signal(signal);
            }
            if (!process.waitFor(STOP_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException(binaries.version() + " did not end on " + signal + ": " + logTail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server ended", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        lock.lock();
        try {
            if (!process.isAlive()) {
                process = launch();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void pause() {
        signalAndAwaitState("STOP", true);
    }

    @Override
    public void resume() {
        signalAndAwaitState("CONT", false);
    }

    // The signal takes its way through the guard, so it has not arrived yet when it is sent.
    private void signalAndAwaitState(String signal, boolean stopped) {
        if (ServerBinaries.WINDOWS) {
            throw new UnsupportedOperationException("a server cannot be paused on Windows");
        }
        lock.lock();
        try {
            String pid = Files.readString(pidFile()).strip();
            signal(signal);
            long deadline = System.nanoTime() + STOP_LIMIT.toNanos();
            while (ServerBinaries.run(List.of("ps", "-o", "state=", "-p", pid))
                            .strip()
                            .startsWith("T")
                    != stopped) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(binaries.version() + " did not react to " + signal);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }

    private static boolean isStopped(String pid) throws IOException {
        Path status = Path.of("/proc", pid, "stat");
        if (!Files.exists(status)) {
            return ServerBinaries.run(List.of("ps", "-o", "state=", "-p", pid))
                    .strip()
                    .startsWith("T");
        }
        String text = Files.readString(status);
        // The state follows the program's name, which stands in brackets and may hold anything.
        return text.startsWith(") T", text.lastIndexOf(')'));
    }

    private void signal(String signal) {
        try {
            OutputStream guard = process.getOutputStream();
            guard.write((signal + "\n").getBytes(StandardCharsets.US_ASCII));
            guard.flush();
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            end(process);
        } finally {
            lock.unlock();
        }
        SharedCache.deleteRecursively(folder);
    }

    // The end of its input is the guard's order to kill the server and to clean up.
    private static void end(Process running) {
        try {
            running.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // The guard has ended, and so has the server.
        }
        if (ServerBinaries.WINDOWS) {
            running.destroyForcibly();
        }
        try {
            running.waitFor(STOP_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public TestServer startAnother(List<String> moreOptions) {
        try {
            return startCopy(binaries, moreOptions, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Path dataDirectory() {
        return data;
    }

    @Override
    public @Nullable Path caCertificate() {
        Path certificate = data.resolve(ServerCertificates.CA);
        return Files.exists(certificate) ? certificate : null;
    }

    @Override
    public @Nullable Path unixSocket() {
        return ServerBinaries.WINDOWS ? null : socketFile();
    }

    private Path socketFile() {
        return folder.resolve("server.sock");
    }

    private Path pidFile() {
        return folder.resolve("server.pid");
    }

    private Path logFile() {
        return folder.resolve("server.log");
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(logFile(), StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
