package io.github.asyncmysql.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.ChildJvm;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
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
import org.junit.jupiter.api.io.TempDir;

/** The sample, processed ahead of time. */
class SampleAotIT {

    private static final String DATABASE = "ledger_aot";
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private static Optional<String> port(ChildJvm sample) {
        return PORT.matcher(sample.output())
                .results()
                .findFirst()
                .map(MatchResult::group)
                .map(line -> line.substring(line.lastIndexOf(' ') + 1));
    }

    // Once is enough: what is generated depends on no server.
    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("boot:56")
    void startsFromWhatWasGeneratedAheadOfTime(TestServer server, @TempDir Path directory) throws Exception {
        server.execute("drop database if exists " + DATABASE, "create database " + DATABASE);
        List<String> arguments = List.of(
                "--server.port=0",
                "--async-mysql.host=" + server.host(),
                "--async-mysql.port=" + server.port(),
                "--async-mysql.username=" + server.username(),
                "--async-mysql.password=" + server.password(),
                "--async-mysql.database=" + DATABASE);
        String application = SampleApplication.class.getName();
        Path classes = ChildJvm.processAheadOfTime(directory, application, arguments);

        try (ChildJvm sample =
                ChildJvm.start(directory, ChildJvm.processedAheadOfTime(classes), application, arguments)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(120))
                    .until(() -> port(sample).isPresent() || !sample.isAlive());
            assertThat(sample.output()).contains("Starting AOT-processed SampleApplication");
            URI accounts = URI.create("http://localhost:" + port(sample).orElseThrow() + "/accounts");
            HttpClient client = HttpClient.newHttpClient();
            HttpResponse<String> opened = client.send(
                    HttpRequest.newBuilder(accounts)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"owner\": \"Ada\", \"balance\": 100}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(opened.statusCode()).as(sample::output).isEqualTo(201);
            assertThat(client.send(HttpRequest.newBuilder(accounts).build(), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("\"owner\":\"Ada\"");
        }
    }
}
