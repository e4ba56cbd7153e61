package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.CallResult;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.ResultRows;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that contradict themselves in answers with several results, over loopback. */
class HostileResultsTest {

    private static final int OUT_PARAMS = 1 << 12;
    private static final int MORE = FakePackets.STATUS_AUTOCOMMIT | FakePackets.STATUS_MORE_RESULTS;

    @RegisterExtension
    final HostileCase hostile = new HostileCase();

    private MySqlConnection connect(FakeMySqlServer server) {
        return AsyncMySql.connect(FakeSessions.config(server).build(), hostile.resources())
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static void sendOneRow(FakeConnection client, int status) throws IOException {
        client.send(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "a"),
                FakePackets.textRow(3, "1"),
                FakePackets.okEof(4, status));
    }

    @Test
    @Covers("hostile:T152")
    void errorAsSecondResultLeavesTheFirstAndTheConnection() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    FakeSessions.open(client);
                    client.expectQuery("call p()");
                    sendOneRow(client, MORE);
                    client.send(FakePackets.err(5, 1644, "45000", "enough"));
                    client.expectQuery("select 1");
                    client.send(FakePackets.resultSet("1", "1"));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server)) {
            CompletionException thrown = catchThrowableOfType(
                    CompletionException.class,
                    () -> connection.sql("call p()").results().join());

            assertThat(thrown.getCause())
                    .isInstanceOfSatisfying(MySqlServerException.class, e -> assertThat(e.completedResults())
                            .singleElement()
                            .isInstanceOf(ResultRows.class));
            assertThat(connection.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
        }
    }

    private static void prepareCall(FakeConnection client) throws IOException {
        FakeSessions.open(client);
        client.expectCommand(FakeConnection.COM_STMT_PREPARE);
        client.send(FakePackets.prepareOk(1, 1, 0, 0));
        client.expectCommand(FakeConnection.COM_STMT_EXECUTE);
    }

    @Test
    void onlyTheEndOfTheRowTellsOutParameters() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    prepareCall(client);
                    client.send(
                            FakePackets.columnCount(1, 1),
                            FakePackets.column(2, "total"),
                            FakePackets.binaryRow(3, FakePackets.string("12")),
                            FakePackets.okEof(4, MORE | OUT_PARAMS),
                            FakePackets.ok(5));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server)) {
            CallResult done = connection.sql("call p()").call().join();

            assertThat(done.out("total", Integer.class)).isEqualTo(12);
            assertThat(done.results()).hasSize(1);
        }
    }

    @Test
    @Covers("hostile:T155")
    void outParametersWithoutTheirRowEndTheConnection() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    prepareCall(client);
                    client.send(
                            FakePackets.columnCount(1, 1),
                            FakePackets.column(2, "total"),
                            FakePackets.okEof(3, MORE | OUT_PARAMS));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server)) {
            CompletionException thrown = catchThrowableOfType(
                    CompletionException.class,
                    () -> connection.sql("call p()").call().join());

            assertThat(thrown.getCause()).isInstanceOf(MySqlProtocolException.class);
            await().until(() -> !connection.isOpen());
        }
    }
}
