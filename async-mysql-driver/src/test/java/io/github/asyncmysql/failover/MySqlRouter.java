package io.github.asyncmysql.failover;

import io.github.asyncmysql.HostAndPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * MySQL Router in front of a group, with a fixed list of its members, from the folder that the servers are from. It ends with this
 * JVM.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-router/9.4/en/mysql-router-conf-options.html">Configuration options</a>
 */
final class MySqlRouter implements AutoCloseable {

    private static final String HOME_VARIABLE = "ASYNC_MYSQL_TEST_MYSQL_HOME";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    // Ends the program when the input of the shell ends, which it does with the JVM.
    private static final String GUARD = "\"$@\" & router=$!; cat > /dev/null; kill -KILL $router";

    private final Process process;
    private final HostAndPort address;

    private MySqlRouter(Process process, HostAndPort address) {
        this.process = process;
        this.address = address;
    }

    /** One that leads each new connection to the first of these that accepts it. */
    static MySqlRouter firstAvailable(List<HostAndPort> destinations) {
        Path home = home();
        try {
            Path folder = Files.createTempDirectory("async-mysql-router-");
            int port = freePort();
            Path config = Files.write(folder.resolve("router.conf"), config(home, folder, port, destinations));
            List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "guard"));
            command.addAll(launcher(home));
            command.addAll(List.of("-c", config.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("router.out").toFile())
                    .start();
            MySqlRouter router = new MySqlRouter(process, new HostAndPort("127.0.0.1", port));
            Awaitility.await(folder.toString()).atMost(PATIENCE).until(router::accepts);
            return router;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path home() {
        String home = System.getenv(HOME_VARIABLE);
        if (home == null || !Files.exists(Path.of(home, "usr", "bin", "mysqlrouter"))) {
            throw new AssertionError("there is no usr/bin/mysqlrouter in " + HOME_VARIABLE);
        }
        return Path.of(home);
    }

    private static List<String> config(Path home, Path folder, int port, List<HostAndPort> destinations) {
        return List.of(
                "[DEFAULT]",
                "plugin_folder=" + home.resolve("usr/lib/mysqlrouter/plugin"),
                "logging_folder=" + folder,
                "runtime_folder=" + folder,
                "data_folder=" + folder,
                "[logger]",
                "level=INFO",
                "[routing:members]",
                "bind_address=127.0.0.1",
                "bind_port=" + port,
                "destinations="
                        + destinations.stream().map(HostAndPort::toString).collect(Collectors.joining(",")),
                "routing_strategy=first-available",
                "protocol=classic",
                "client_ssl_mode=PASSTHROUGH");
    }

    private static List<String> launcher(Path home) throws IOException {
        Path libraries = home.resolve("usr/lib");
        try (Stream<Path> files = Files.find(
                libraries, 2, (file, ignored) -> file.getFileName().toString().matches("ld-linux.*\\.so\\.\\d+"))) {
            Path loader = files.findFirst().orElseThrow(() -> new AssertionError("no loader in " + libraries));
            String folders = loader.getParent() + ":" + libraries.resolve("mysql-router") + ":" + libraries;
            return List.of(
                    loader.toString(),
                    "--library-path",
                    folders,
                    home.resolve("usr/bin/mysqlrouter").toString());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    HostAndPort address() {
        return address;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
