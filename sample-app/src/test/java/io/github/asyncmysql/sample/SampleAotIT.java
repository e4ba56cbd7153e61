package io.github.asyncmysql.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.ChildJvm;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** The sample, processed ahead of time. */
class SampleAotIT {

    private static final String DATABASE = "ledger_aot";

    // Once is enough: what is generated depends on no server.
    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("boot:56")
    void startsFromWhatWasGeneratedAheadOfTime(TestServer server, @TempDir Path directory) throws Exception {
        server.execute("drop database if exists " + DATABASE, "create database " + DATABASE);
        List<String> arguments = SampleProcess.arguments(server, DATABASE);
        String application = SampleApplication.class.getName();
        Path classes = ChildJvm.processAheadOfTime(directory, application, arguments);

        try (SampleProcess sample =
                SampleProcess.start(directory, ChildJvm.processedAheadOfTime(classes), application, arguments)) {
            assertThat(sample.output()).contains("Starting AOT-processed SampleApplication");
            HttpResponse<String> opened = sample.post("/accounts", "{\"owner\": \"Ada\", \"balance\": 100}");
            assertThat(opened.statusCode()).as(sample::output).isEqualTo(201);
            assertThat(sample.get("/accounts").body()).contains("\"owner\":\"Ada\"");
        }
    }
}
