package io.github.asyncmysql.testsupport;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** A server in a container of its official image. Loaded only where a Docker engine answers. Thread-safe. */
final class DockerServer implements ServerControl {

    private static final int SERVER_PORT = 3306;
    private static final String CERTIFICATES_INSIDE = "/etc/async-mysql-certificates";
    // The server inside runs under an account of its own.
    private static final int READABLE_BY_ALL = 0755;
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final int STOP_SECONDS = 60;

    private final String image;
    private final GenericContainer<?> container;
    private final int port;
    private final Path certificates;

    private DockerServer(String image, List<String> options) throws IOException {
        this.image = image;
        this.port = ServerProcess.freePort();
        this.certificates = Files.createTempDirectory("async-mysql-certificates-");
        ServerCertificates.writeTo(certificates);
        List<String> command = new ArrayList<>(List.of(
                "--max-connections=300",
                "--innodb-buffer-pool-size=64M",
                "--innodb-flush-log-at-trx-commit=2",
                "--skip-log-bin",
                "--skip-name-resolve"));
        command.addAll(ServerCertificates.options(CERTIFICATES_INSIDE));
        command.addAll(options);
        // A fixed port, because Docker gives a container a new one each time it starts.
        PortBinding fixedPort =
                new PortBinding(Ports.Binding.bindIpAndPort("127.0.0.1", port), new ExposedPort(SERVER_PORT));
        this.container = new GenericContainer<>(DockerImageName.parse(image))
                .withEnv("MYSQL_ROOT_PASSWORD", TestServer.PASSWORD)
                .withEnv("MARIADB_ROOT_PASSWORD", TestServer.PASSWORD)
                .withCopyToContainer(Transferable.of(initialSql(image)), "/docker-entrypoint-initdb.d/test.sql")
                .withCopyFileToContainer(MountableFile.forHostPath(certificates, READABLE_BY_ALL), CERTIFICATES_INSIDE)
                .withCommand(command.toArray(String[]::new))
                .withExposedPorts(SERVER_PORT)
                .withCreateContainerCmdModifier(create -> create.withHostConfig(
                        (create.getHostConfig() == null ? new HostConfig() : create.getHostConfig())
                                .withPortBindings(fixedPort)))
                // The images start a first server without network for their set-up; the second line is the real one.
                .waitingFor(Wait.forLogMessage(".*port: 3306 .*", 1).withStartupTimeout(START_LIMIT));
    }

    static TestServer start(String image, List<String> options) throws IOException {
        DockerServer server = new DockerServer(image, options);
        try {
            server.container.start();
            server.awaitGreeting();
            return new TestServer(TestServer.Login.ofStartedServer("127.0.0.1", server.port), server);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static String initialSql(String image) {
        String sql = "CREATE DATABASE IF NOT EXISTS " + TestServer.DATABASE + " CHARACTER SET utf8mb4;\n"
                + "CREATE USER '" + TestServer.USERNAME + "'@'%' IDENTIFIED BY '" + TestServer.PASSWORD + "';\n"
                + "GRANT ALL ON *.* TO '" + TestServer.USERNAME + "'@'%' WITH GRANT OPTION;\n";
        if (!image.startsWith("mariadb")) {
            return sql;
        }
        return sql + "CREATE USER '" + TestServer.NATIVE_USERNAME + "'@'%' IDENTIFIED BY '" + TestServer.PASSWORD
                + "';\nGRANT ALL ON *.* TO '" + TestServer.NATIVE_USERNAME + "'@'%';\n";
    }

    private void awaitGreeting() {
        Awaitility.await("greeting of " + image)
                .atMost(START_LIMIT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> Greeting.read("127.0.0.1", port, Duration.ofSeconds(5)) != null);
    }

    @Override
    public void kill() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void stop() {
        if (Boolean.TRUE.equals(container.getCurrentContainerInfo().getState().getRunning())) {
            container
                    .getDockerClient()
                    .stopContainerCmd(container.getContainerId())
                    .withTimeout(STOP_SECONDS)
                    .exec();
        }
    }

    @Override
    public void start() {
        container
                .getDockerClient()
                .startContainerCmd(container.getContainerId())
                .exec();
        awaitGreeting();
    }

    @Override
    public void pause() {
        container
                .getDockerClient()
                .pauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void resume() {
        container
                .getDockerClient()
                .unpauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void close() {
        container.close();
        SharedCache.deleteRecursively(certificates);
    }

    @Override
    public TestServer startAnother(List<String> options) {
        try {
            return start(image, options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public @Nullable Path dataDirectory() {
        return null;
    }

    @Override
    public Path caCertificate() {
        return certificates.resolve(ServerCertificates.CA);
    }

    @Override
    public @Nullable Path unixSocket() {
        return null;
    }
}
