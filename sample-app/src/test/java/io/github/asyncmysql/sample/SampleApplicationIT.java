package io.github.asyncmysql.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.sample.RunningSample.Answer;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** The sample as its users meet it: over HTTP, on every server. */
@ExtendWith(SharedSamples.class)
class SampleApplicationIT {

    private static final String DATABASE = SharedSamples.DATABASE;

    private static RunningSample sampleOn(TestServer server) {
        return SharedSamples.on(server);
    }

    @EveryServer
    void opensAccountsAndMovesMoneyBetweenThem(TestServer server) {
        RunningSample sample = sampleOn(server);
        Answer opened = sample.post("/accounts", "{\"owner\": \"Ada\", \"balance\": 100}");
        long ada = opened.json().get("id").asLong();
        long grace = sample.open("Grace", "50.5");
        Answer transferred = sample.post("/transfers", RunningSample.transfer(ada, grace, "30"));

        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.headers().firstValue("Location")).hasValue("/accounts/" + ada);
        assertThat(transferred.status()).isEqualTo(201);
        assertThat(transferred.json().get("from").asLong()).isEqualTo(ada);
        assertThat(transferred.json().get("to").asLong()).isEqualTo(grace);
        assertThat(sample.balance(ada)).isEqualTo("70.00");
        assertThat(sample.balance(grace)).isEqualTo("80.50");
        assertThat(sample.get("/transfers?account=" + grace).json())
                .containsExactly(transferred.json())
                .isEqualTo(sample.get("/transfers?account=" + ada).json());
        assertThat(sample.get("/accounts").json())
                .anySatisfy(
                        account -> assertThat(account.get("owner").asString()).isEqualTo("Grace"));
    }

    @EveryServer
    void refusesAnOverdraftAndLeavesBothAccountsUnchanged(TestServer server) {
        RunningSample sample = sampleOn(server);
        long poor = sample.open("Poor", "10.00");
        long rich = sample.open("Rich", "1000.00");

        Answer refused = sample.post("/transfers", RunningSample.transfer(poor, rich, "10.01"));

        assertProblem(refused, 409, "Overdraft");
        assertThat(refused.json().get("detail").asString())
                .contains("holds 10.00")
                .contains("cannot pay 10.01");
        assertThat(sample.balance(poor)).isEqualTo("10.00");
        assertThat(sample.balance(rich)).isEqualTo("1000.00");
        assertThat(sample.get("/transfers?account=" + poor).json()).isEmpty();
    }

    @EveryServer
    void answersWithProblemDetails(TestServer server) {
        RunningSample sample = sampleOn(server);
        long account = sample.open("Ada", "10");

        assertProblem(sample.get("/accounts/987654321"), 404, "Unknown account");
        assertProblem(sample.get("/transfers?account=987654321"), 404, "Unknown account");
        assertProblem(
                sample.post("/transfers", RunningSample.transfer(account, 987654321, "1")), 404, "Unknown account");
        assertProblem(
                sample.post("/transfers", RunningSample.transfer(987654321, account, "1")), 404, "Unknown account");
        for (String amount : List.of("0", "-1", "0.001", "null")) {
            Answer answer = sample.post("/transfers", RunningSample.transfer(account, account + 1, amount));
            assertProblem(answer, 422, "Invalid request");
            assertThat(answer.json().get("errors").get(0).get("field").asString())
                    .isEqualTo("amount");
        }
        assertProblem(sample.post("/transfers", RunningSample.transfer(account, account, "1")), 422, "Invalid request");
        assertProblem(sample.post("/accounts", "{\"owner\": \" \", \"balance\": 1}"), 422, "Invalid request");
        assertProblem(sample.post("/transfers", "{\"from\": "), 400, "Bad Request");
        assertProblem(sample.get("/accounts/seven"), 400, "Bad Request");
        assertThat(sample.balance(account)).isEqualTo("10.00");
    }

    @EveryServer
    @Covers("boot:48")
    void exportsEveryTransferAsOneLine(TestServer server) {
        RunningSample sample = sampleOn(server);
        long from = sample.open("Ada", "1000");
        long to = sample.open("Grace", "0");
        for (int i = 0; i < 50; i++) {
            sample.post("/transfers", RunningSample.transfer(from, to, "1.25"));
        }

        Answer export = sample.get("/transfers/export");

        assertThat(export.status()).isEqualTo(200);
        assertThat(export.contentType()).startsWith("application/x-ndjson");
        List<Long> ids =
                export.lines().stream().map(line -> line.get("id").asLong()).toList();
        assertThat(ids)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(count(server, "select count(*) from ledger.transfers"));
        assertThat(export.lines())
                .filteredOn(line -> line.get("from").asLong() == from)
                .hasSize(50)
                .allSatisfy(line -> assertThat(line.get("amount").asDecimal()).isEqualTo("1.25"));
    }

    @EveryServer
    void keepsEveryCentWhenManyTransfersRunAtOnce(TestServer server) {
        RunningSample sample = sampleOn(server);
        List<Long> accounts = IntStream.range(0, 20)
                .mapToObj(i -> sample.open("Account " + i, "100"))
                .toList();
        long[] expected = new long[accounts.size()];
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int from = i % 20;
            int to = (from + 1 + i / 20) % 20;
            expected[from] -= i % 7 + 1;
            expected[to] += i % 7 + 1;
            answers.add(sample.postLater(
                    "/transfers",
                    RunningSample.transfer(accounts.get(from), accounts.get(to), String.valueOf(i % 7 + 1))));
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(201));
        for (int i = 0; i < expected.length; i++) {
            assertThat(sample.balance(accounts.get(i))).isEqualTo((100 + expected[i]) + ".00");
        }
    }

    @EveryServer
    void repeatsATransferThatLostADeadlock(TestServer server) throws SQLException {
        RunningSample sample = sampleOn(server);
        long lower = sample.open("Lower", "100");
        long higher = sample.open("Higher", "100");
        try (Connection rival = server.connectWithJdbc();
                Statement statement = rival.createStatement()) {
            rival.setAutoCommit(false);
            statement.executeUpdate("update ledger.accounts set balance = balance + 1 where id = " + higher);
            CompletableFuture<Answer> transfer =
                    sample.postLater("/transfers", RunningSample.transfer(lower, higher, "10"));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> count(
                                    server,
                                    "select count(*) from information_schema.innodb_trx t"
                                            + " join information_schema.processlist p on p.id = t.trx_mysql_thread_id"
                                            + " where t.trx_state = 'LOCK WAIT' and p.db = 'ledger'")
                            == 1);

            // Each now holds what the other wants. The server gives up the one that has written less: the transfer.
            statement.executeUpdate("update ledger.accounts set balance = balance + 1 where id = " + lower);
            rival.commit();

            assertThat(transfer.join().status()).isEqualTo(201);
        }
        assertThat(sample.balance(lower)).isEqualTo("91.00");
        assertThat(sample.balance(higher)).isEqualTo("111.00");
    }

    @EveryServer
    void showsItsPoolInHealthMetricsAndEndpoint(TestServer server) {
        RunningSample sample = sampleOn(server);

        JsonNode health = sample.get("/actuator/health").json();
        assertThat(health.get("status").asString()).isEqualTo("UP");
        JsonNode details = health.get("components").get("asyncMysql").get("details");
        assertThat(details.get("pool").get("name").asString()).isEqualTo("ledger");
        assertThat(details.get("pool").get("maxSize").asInt()).isEqualTo(10);
        assertThat(details.get("server").get("version").asString())
                .startsWith(server.version().major() + "." + server.version().minor());

        assertThat(sample.get("/actuator/metrics").json().get("names"))
                .extracting(JsonNode::asString)
                .contains("async.mysql.pool.size", "async.mysql.pool.idle", "async.mysql.pool.acquire");

        Answer endpoint = sample.get("/actuator/asyncmysql");
        JsonNode pool = endpoint.json().get("pools").get("asyncMySqlPool");
        assertThat(pool.get("numbers").get("maxSize").asInt()).isEqualTo(10);
        assertThat(pool.get("numbers").get("acquired").asLong()).isPositive();
        assertThat(pool.get("settings").get("database").asString()).isEqualTo(DATABASE);
    }

    @EveryServer
    void servesAPageThatNeedsNoOtherServer(TestServer server) {
        Answer page = sampleOn(server).get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("text/html");
        assertThat(page.body()).contains("<title>Ledger</title>").doesNotContainPattern("(src|href)=\"(https?:)?//");
    }

    @EveryServer
    void closesItsPoolAndStartsAgainOnTablesThatExist(TestServer server) {
        RunningSample sample = RunningSample.start(server, "ledger_closed");
        MySqlPool pool = sample.bean(MySqlPool.class);
        long account = sample.open("Ada", "12.34");

        sample.close();

        assertThat(pool.isClosed()).isTrue();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        count(server, "select count(*) from information_schema.processlist where db = 'ledger_closed'")
                                == 0);
        try (RunningSample again = RunningSample.startOnExisting(server, "ledger_closed")) {
            assertThat(again.balance(account)).isEqualTo("12.34");
        }
    }

    @EveryServer(restartable = true)
    @Covers("boot:31")
    void survivesTheEndOfItsDatabase(TestServer like) {
        try (TestServer server = TestServers.startOwn(like);
                RunningSample sample = RunningSample.start(server, DATABASE)) {
            long account = sample.open("Ada", "100");
            assertThat(sample.get("/actuator/health").status()).isEqualTo(200);

            server.kill();

            await().atMost(Duration.ofSeconds(3))
                    .until(() -> sample.get("/actuator/health").status() == 503);
            Answer refused = sample.post("/accounts", "{\"owner\": \"Grace\", \"balance\": 1}");
            assertProblem(refused, 503, "Database unavailable");
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
            assertProblem(sample.get("/accounts"), 503, "Database unavailable");

            server.restart();

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> sample.get("/actuator/health").status() == 200
                            && sample.get("/accounts").status() == 200);
            assertThat(sample.balance(account)).isEqualTo("100.00");
        }
    }

    private static void assertProblem(Answer answer, int status, String title) {
        answer.assertProblem(status, title);
    }

    static int count(TestServer server, String query) {
        try (Connection connection = server.connectWithJdbc();
                Statement statement = connection.createStatement()) {
            ResultSet result = statement.executeQuery(query);
            result.next();
            return result.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query + " failed on " + server, e);
        }
    }
}
