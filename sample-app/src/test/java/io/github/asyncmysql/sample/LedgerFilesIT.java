package io.github.asyncmysql.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.sample.RunningSample.Answer;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.HttpURLConnection;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** What the sample does with many rows: imports, searches in pages and reports. */
@ExtendWith(SharedSamples.class)
class LedgerFilesIT {

    private static final String NDJSON = "application/x-ndjson";
    private static final String CSV = "text/csv";

    private static Answer post(RunningSample sample, String type, String body) {
        return sample.postLater("/imports", type, BodyPublishers.ofString(body)).join();
    }

    private static String lines(String owner, int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(i -> "{\"owner\": \"" + owner + " " + i + "\", \"balance\": " + i + ".25}\n")
                .collect(Collectors.joining());
    }

    private static List<String> owners(Answer accounts) {
        return accounts.json()
                .valueStream()
                .map(account -> account.get("owner").asString())
                .toList();
    }

    @EveryServer
    void importsLinesWhileTheyArriveAndSaysHowFarItHasCome(TestServer server) throws IOException {
        RunningSample sample = SharedSamples.on(server);
        PipedInputStream body = new PipedInputStream(1 << 16);
        try (PipedOutputStream file = new PipedOutputStream(body)) {
            CompletableFuture<Answer> answer =
                    sample.postLater("/imports", NDJSON, BodyPublishers.ofInputStream(() -> body));
            // The client holds back some of it, so more than one batch.
            file.write(lines("Line", 1, 4000).getBytes(StandardCharsets.UTF_8));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                JsonNode latest = sample.get("/imports").json().path(0);
                return latest.path("state").asString().equals("RUNNING")
                        && latest.path("rows").asLong() >= 1000;
            });
            file.write(lines("Line", 4001, 4100).getBytes(StandardCharsets.UTF_8));
            file.close();

            assertThat(answer.join().status()).isEqualTo(201);
            assertThat(answer.join().json().get("rows").asLong()).isEqualTo(4100);
            assertThat(answer.join().json().get("state").asString()).isEqualTo("DONE");
            assertThat(sample.get("/imports").json().get(0))
                    .isEqualTo(answer.join().json());
        }
        Answer last = sample.get("/accounts?owner=Line%204100");
        assertThat(owners(last)).containsExactly("Line 4100");
        assertThat(last.json().get(0).get("balance").asDecimal()).isEqualTo("4100.25");
    }

    @EveryServer
    void importsATable(TestServer server) {
        RunningSample sample = SharedSamples.on(server);

        Answer answer = post(sample, CSV, "balance,owner\r\n1.5,\"Table, Tennis\"\r\n2,Tablé\r\n");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("rows").asLong()).isEqualTo(2);
        assertThat(owners(sample.get("/accounts?owner=Tabl"))).containsExactly("Table, Tennis", "Tablé");
        assertThat(post(sample, NDJSON, "").json().get("rows").asLong()).isZero();
    }

    @EveryServer
    void importsUpToTheFirstRowThatIsNotValid(TestServer server) {
        RunningSample sample = SharedSamples.on(server);
        String good = lines("Good", 1, 3);

        Answer overdrawn = post(sample, NDJSON, good + "{\"owner\": \"Bad\", \"balance\": -1}\n" + good);
        Answer torn = post(sample, NDJSON, good + "{\"owner\": \"Bad");
        Answer wrong = post(sample, NDJSON, good + "{\"owner\": \"Bad\", \"balance\": \"much\"}\n");
        Answer half = post(sample, CSV, "owner,balance\nGood,1\nBad\n");

        overdrawn.assertProblem(422, "Invalid row");
        assertThat(overdrawn.json().get("errors").get(0).get("field").asString())
                .isEqualTo("balance");
        torn.assertProblem(400, "Unreadable row");
        wrong.assertProblem(422, "Invalid row");
        half.assertProblem(422, "Invalid row");
        assertThat(Stream.of(overdrawn, torn, wrong)
                        .map(answer -> answer.json().get("imported").asInt()))
                .containsOnly(3);
        assertThat(half.json().get("imported").asInt()).isOne();
        assertThat(owners(sample.get("/accounts?owner=Good"))).hasSize(10);
        assertThat(owners(sample.get("/accounts?owner=Bad"))).isEmpty();
        post(sample, "application/xml", "<owner/>").assertProblem(415, "Unsupported Media Type");
    }

    @EveryServer
    void findsAccountsPageByPage(TestServer server) {
        RunningSample sample = SharedSamples.on(server);
        post(sample, NDJSON, lines("50% off & on", 1, 5));

        Answer first = sample.get("/accounts?owner=50%25%20off%20%26&limit=2");
        Answer second = sample.get(next(first));
        Answer third = sample.get(next(second));

        assertThat(owners(first)).containsExactly("50% off & on 1", "50% off & on 2");
        assertThat(owners(second)).containsExactly("50% off & on 3", "50% off & on 4");
        assertThat(owners(third)).containsExactly("50% off & on 5");
        assertThat(third.headers().firstValue("Link")).isEmpty();
        sample.get("/accounts?limit=0").assertProblem(422, "Invalid request");
        sample.get("/accounts?limit=many").assertProblem(400, "Bad Request");
    }

    @EveryServer
    void findsTransfersPageByPage(TestServer server) {
        RunningSample sample = SharedSamples.on(server);
        long ada = sample.open("Ada", "100");
        long grace = sample.open("Grace", "100");
        for (int amount = 1; amount <= 6; amount++) {
            sample.post(
                    "/transfers",
                    amount % 2 == 0
                            ? RunningSample.transfer(ada, grace, amount + ".00")
                            : RunningSample.transfer(grace, ada, amount + ".00"));
        }

        Answer first = sample.get("/transfers?least=2&limit=3&account=" + ada);
        Answer second = sample.get(next(first));

        assertThat(amounts(first)).containsExactly("6.00", "5.00", "4.00");
        assertThat(amounts(second)).containsExactly("3.00", "2.00");
        assertThat(amounts(sample.get("/transfers?limit=2"))).containsExactly("6.00", "5.00");
        sample.get("/transfers?least=-1").assertProblem(422, "Invalid request");
    }

    private static String next(Answer page) {
        String link = page.headers().firstValue("Link").orElseThrow();
        assertThat(link).endsWith(">; rel=\"next\"");
        return link.substring(1, link.indexOf('>'));
    }

    private static List<String> amounts(Answer transfers) {
        return transfers
                .json()
                .valueStream()
                .map(transfer -> transfer.get("amount").asDecimal().toPlainString())
                .toList();
    }

    @EveryServer
    void reportsWhoHasPaidMostUnlessThatTakesTooLong(TestServer server) {
        RunningSample sample = SharedSamples.on(server);
        long ada = sample.open("Rich Ada", "1000000000");
        long grace = sample.open("Grace", "0");
        sample.post("/transfers", RunningSample.transfer(ada, grace, "600000000"));
        sample.post("/transfers", RunningSample.transfer(ada, grace, "300000000"));

        // In time sooner or later, however slow the machine is.
        Answer report = await().atMost(Duration.ofSeconds(60))
                .until(() -> sample.get("/reports/turnover"), answer -> answer.status() == 200);
        JsonNode most = report.json().get(0);
        assertThat(most.get("account").asLong()).isEqualTo(ada);
        assertThat(most.get("transfers").asLong()).isEqualTo(2);
        assertThat(most.get("paid").asDecimal()).isEqualTo("900000000.00");

        sample.get("/reports/turnover?delay=60").assertProblem(504, "Took too long");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(SampleApplicationIT.count(
                        server,
                        "select count(*) from information_schema.processlist"
                                + " where info like 'select a.id as account%'"))
                .isZero());
        sample.get("/reports/turnover?delay=61").assertProblem(422, "Invalid request");
    }

    // Once is enough: that rows wait for who reads them is tested on every server elsewhere.
    @EveryServer(flavors = Flavor.MARIADB)
    void exportsNoMoreRowsThanAreRead(TestServer server) throws IOException {
        try (RunningSample sample = RunningSample.start(server, "ledger_export")) {
            server.execute(
                    "set foreign_key_checks = 0",
                    "insert into ledger_export.transfers (from_account, to_account, amount, created_at)"
                            + " select 1, 2, 1.25, now(6) from seq_1_to_400000");
            String export = "select count(*) from information_schema.processlist where db = 'ledger_export'"
                    + " and info like 'select%from transfers%'";
            HttpURLConnection connection = (HttpURLConnection)
                    sample.address().resolve("/transfers/export").toURL().openConnection();
            try (InputStream rows = connection.getInputStream()) {
                assertThat(rows.read()).isEqualTo('{');

                // The server has most of them still to send, and cannot.
                await().atMost(Duration.ofSeconds(60))
                        .during(Duration.ofSeconds(1))
                        .until(() -> SampleApplicationIT.count(server, export + " and state = 'Writing to net'") == 1);
                assertThat(sample.get("/accounts").status()).isEqualTo(200);
            } finally {
                connection.disconnect();
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> SampleApplicationIT.count(server, export) == 0);
        }
    }

    @EveryServer
    void describesItsInterface(TestServer server) {
        JsonNode description = SharedSamples.on(server).get("/v3/api-docs").json();

        assertThat(description.get("openapi").asString()).startsWith("3.");
        assertThat(description.get("paths").propertyNames())
                .containsExactlyInAnyOrder(
                        "/accounts",
                        "/accounts/{id}",
                        "/transfers",
                        "/transfers/export",
                        "/imports",
                        "/reports/turnover");
        assertThat(description.at("/paths/~1transfers/post/responses").propertyNames())
                .containsExactlyInAnyOrder("201", "400", "404", "409", "422", "503");
        assertThat(description.at("/paths/~1imports/post/requestBody/content").propertyNames())
                .containsExactlyInAnyOrder(NDJSON, CSV);
    }
}
