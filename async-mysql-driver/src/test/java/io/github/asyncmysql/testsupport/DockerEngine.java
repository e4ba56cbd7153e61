package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a Docker engine listens here. Testcontainers can tell as well, but takes seconds and a page of log to find
 * that there is none. Thread-safe.
 */
final class DockerEngine {

    private static final int CONNECT_TIMEOUT_MILLIS = 2000;

    private DockerEngine() {}

    static boolean answers() {
        String configured = System.getenv("DOCKER_HOST");
        if (configured != null && !configured.isBlank()) {
            return listens(URI.create(configured));
        }
        if (ServerBinaries.WINDOWS) {
            return Files.exists(Path.of("\\\\.\\pipe\\docker_engine"));
        }
        List<Path> sockets = new ArrayList<>(List.of(
                Path.of("/var/run/docker.sock"), Path.of(System.getProperty("user.home"), ".docker/run/docker.sock")));
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        if (runtime != null) {
            sockets.add(Path.of(runtime, "docker.sock"));
        }
        return sockets.stream().anyMatch(DockerEngine::listens);
    }

    private static boolean listens(URI address) {
        if ("unix".equals(address.getScheme())) {
            return listens(Path.of(address.getPath()));
        }
        if (!"tcp".equals(address.getScheme())) {
            return true;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean listens(Path socket) {
        if (!Files.exists(socket)) {
            return false;
        }
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }
}
