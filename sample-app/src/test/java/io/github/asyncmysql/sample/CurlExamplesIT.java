package io.github.asyncmysql.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.documentation.CurlExamples;
import io.github.asyncmysql.sample.RunningSample.Answer;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** The commands that the manual shows do what it says, one after the other on an empty ledger. */
class CurlExamplesIT {

    // Once is enough: what they ask for is tested on every server elsewhere.
    @EveryServer(flavors = Flavor.MARIADB)
    void doWhatTheManualSays(TestServer server) {
        for (String page : List.of("docs/sample.md", "README.md")) {
            try (RunningSample sample = RunningSample.start(server, "ledger_curl", "--ledger.report-timeout=1s")) {
                List<CurlExamples.Request> requests = CurlExamples.of(page);
                assertThat(requests).as(page).hasSizeGreaterThan(5);
                Assertions.assertAll(requests.stream().map(request -> () -> assertAnswered(sample, request)));
            }
        }
    }

    private static void assertAnswered(RunningSample sample, CurlExamples.Request request) {
        Answer answer = request.body().isEmpty()
                ? sample.get(request.path())
                : sample.postLater(request.path(), request.contentType(), BodyPublishers.ofString(request.body()))
                        .join();
        if (request.status() == 0) {
            assertThat(answer.status()).as("%s: %s", request, answer.body()).isIn(200, 201);
        } else {
            assertThat(answer.status()).as("%s: %s", request, answer.body()).isEqualTo(request.status());
        }
        assertThat(answer.body()).as(request.toString()).isNotEmpty();
    }
}
