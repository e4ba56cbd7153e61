package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.ChildJvm;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Processes an application ahead of time, as the build plugins of Spring Boot do, and starts what comes out. */
class AotIT {

    /** What was generated for native images. */
    private static String metadata(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes.resolve("META-INF/native-image"))) {
            Path file = files.filter(Files::isRegularFile)
                    .filter(path -> path.endsWith("reachability-metadata.json"))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(file);
        }
    }

    // Once is enough: what is generated depends on no server.
    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("boot:56")
    void startsFromWhatWasGeneratedAheadOfTime(TestServer server, @TempDir Path directory) throws Exception {
        List<String> arguments = List.of(
                "--spring.main.web-application-type=none",
                "--async-mysql.host=" + server.host(),
                "--async-mysql.port=" + server.port(),
                "--async-mysql.username=" + server.username(),
                "--async-mysql.password=" + server.password(),
                "--async-mysql.database=" + server.database(),
                "--async-mysql.pools.reports.pool.max-size=2");
        String application = AotApplication.class.getName();
        Path classes = ChildJvm.processAheadOfTime(directory, application, arguments);

        assertThat(ChildJvm.run(directory, ChildJvm.processedAheadOfTime(classes), application, arguments))
                .contains("generated: true, answers: 42 and 48 and Row[number=7, name=tea]");
        assertThat(metadata(classes)).contains("\"" + AotApplication.Row.class.getName() + "\"");
    }
}
