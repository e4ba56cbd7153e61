package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.ChildJvm;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootVersion;

/** An application with DevTools, as it is developed: our jars stay, its own classes are loaded anew. */
class DevToolsIT {

    private static final String DATABASE = "dev_tools";
    private static final int STARTS = 4;
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", Path.of("").toAbsolutePath().toString()));
    private static final List<String> LIBRARIES = List.of(
            "org.springframework.boot:spring-boot-starter",
            "org.springframework.boot:spring-boot-transaction",
            "org.springframework.boot:spring-boot-devtools",
            "org.reactivestreams:reactive-streams",
            "io.netty:netty-handler");

    private static String jar(Path module) throws IOException {
        try (Stream<Path> files = Files.list(module.resolve("target"))) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith("-SNAPSHOT.jar") || name.matches(".*-[0-9.]+\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no jar in " + module.resolve("target")));
        }
    }

    private static Path applicationIn(Path directory) throws IOException {
        Path classes = directory.resolve("application");
        Path from = Path.of(
                MODULE.toString(),
                "target/test-classes",
                DevToolsIT.class.getPackageName().replace('.', '/'));
        Path to = Files.createDirectories(
                classes.resolve(DevToolsIT.class.getPackageName().replace('.', '/')));
        try (var files = Files.newDirectoryStream(from, DevToolsApp.class.getSimpleName() + "*.class")) {
            for (Path file : files) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return classes;
    }

    private static int sessions(TestServer server) throws Exception {
        try (Connection connection = server.connectWithJdbc();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select count(*) from information_schema.processlist where db = '" + DATABASE + "'")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    // Once is enough: restarting depends on no server.
    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("boot:51")
    void eachRestartHasAPoolOfItsOwnAndLeavesNoneBehind(TestServer server, @TempDir Path directory) throws Exception {
        server.execute("drop database if exists " + DATABASE, "create database " + DATABASE);
        Path application = applicationIn(directory);
        String classPath = String.join(
                File.pathSeparator,
                application + File.separator,
                jar(MODULE),
                jar(MODULE.resolveSibling("async-mysql-driver")),
                MavenClassPath.of(SpringBootVersion.getVersion(), LIBRARIES, directory));
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.main.keep-alive=true",
                "--spring.devtools.restart.poll-interval=400ms",
                "--spring.devtools.restart.quiet-period=100ms",
                "--async-mysql.host=" + server.host(),
                "--async-mysql.port=" + server.port(),
                "--async-mysql.username=" + server.username(),
                "--async-mysql.password=" + server.password(),
                "--async-mysql.database=" + DATABASE,
                "--async-mysql.pool.min-size=2"));

        try (ChildJvm child =
                ChildJvm.start(directory, List.of("-cp", classPath), DevToolsApp.class.getName(), arguments)) {
            for (int start = 1; start <= STARTS; start++) {
                String expected = "start " + start + " has rows by RestartClassLoader and a driver by AppClassLoader.";
                Awaitility.await()
                        .atMost(Duration.ofSeconds(120))
                        .until(() -> child.output().contains(expected) || !child.isAlive());
                assertThat(child.output()).contains(expected);
                if (start < STARTS) {
                    Files.writeString(application.resolve("changed.properties"), "number=" + start);
                }
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> sessions(server) == 2);
        }
    }
}
