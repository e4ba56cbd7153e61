package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlUnsupportedException;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.Pieces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that ask for local files, over loopback. */
@Timeout(60)
class HostileUploadTest {

    private static final String LOAD = "load data local infile 'x' into table t";

    @RegisterExtension
    final HostileCase hostile = new HostileCase();

    private MySqlConnection connect(FakeMySqlServer server, boolean allowed) {
        return AsyncMySql.connect(
                        FakeSessions.config(server).allowLocalInfile(allowed).build(), hostile.resources())
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static void open(FakeConnection client) throws IOException {
        FakeSessions.open(client, new FakeGreeting().withCapability(Capability.LOCAL_FILES));
    }

    /** The file, up to the empty packet; answers with the number of packets. */
    private static int receiveFile(FakeConnection client, ByteArrayOutputStream file) throws IOException {
        int sequence = 2;
        while (true) {
            FakeConnection.Packet packet = client.expectPacket();
            assertThat(packet.sequence()).isEqualTo(sequence++ & 0xff);
            if (packet.payload().length == 0) {
                return sequence;
            }
            file.writeBytes(packet.payload());
        }
    }

    private static Throwable failure(CompletableFuture<?> future) {
        return HostileCase.withoutSecrets(
                catchThrowableOfType(CompletionException.class, future::join).getCause());
    }

    private void assertRefused(MySqlConnection connection, CompletableFuture<?> future) {
        assertThat(failure(future)).isInstanceOf(MySqlProtocolException.class);
        await().until(() -> !connection.isOpen());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"hostile:T106", "guarantee:23"})
    void fileDemandedForAPlainQueryIsRefused(boolean allowed) {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client);
                    client.expectQuery("select 1");
                    client.send(FakePackets.localInfile(1, "/etc/passwd"));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server, allowed)) {
            CompletableFuture<?> query = connection.sql("select 1").query().list();
            assertRefused(connection, query);
            assertThat(failure(query)).hasMessageContaining("/etc/passwd");
        }
    }

    @Test
    @Covers({"hostile:T107", "guarantee:23"})
    void fileDemandedForAPreparationOrAPingIsRefused() {
        FakeMySqlServer.Script script = client -> {
            open(client);
            client.expectPacket();
            client.send(FakePackets.localInfile(1, "/etc/passwd"));
            client.expectEnd();
        };
        try (FakeMySqlServer server = FakeMySqlServer.start(script);
                MySqlConnection first = connect(server, true);
                MySqlConnection second = connect(server, true)) {
            assertRefused(first, first.sql("select 1").prepared(true).query().list());
            assertRefused(second, second.ping());
        }
    }

    @Test
    @Covers({"hostile:T107", "guarantee:23"})
    void fileDemandedForAnExecutionIsRefused() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client);
                    client.expectCommand(FakeConnection.COM_STMT_PREPARE);
                    client.send(FakePackets.prepareOk(1, 1, 0, 0));
                    client.expectCommand(FakeConnection.COM_STMT_EXECUTE);
                    client.send(FakePackets.localInfile(1, "/etc/passwd"));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server, true)) {
            assertRefused(connection, connection.sql("do 1").prepared(true).update());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X",
                "../x",
                "file:///etc/passwd",
                "http://localhost/",
                "\\\\host\\share",
                "a\0b",
                "/proc/self/environ"
            })
    @Covers({"hostile:T109", "guarantee:23"})
    void nameOfTheFileMeansNothing(String name) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client);
                    client.expectQuery(LOAD);
                    client.send(FakePackets.localInfile(1, name));
                    client.send(FakePackets.ok(receiveFile(client, file), 3, 0, FakePackets.STATUS_AUTOCOMMIT));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server, true)) {
            UpdateResult loaded = connection
                    .sql(LOAD)
                    .localInfile(Pieces.of("a,", "", "b\n"))
                    .update()
                    .join();

            assertThat(loaded.affectedRows()).isEqualTo(3);
            assertThat(file).hasToString("a,b\n");
        }
    }

    @Test
    @Covers("hostile:T110")
    void secondDemandIsRefused() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client);
                    client.expectQuery(LOAD);
                    client.send(FakePackets.localInfile(1, "x"));
                    client.send(FakePackets.localInfile(receiveFile(client, new ByteArrayOutputStream()), "y"));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server, true)) {
            assertRefused(
                    connection, connection.sql(LOAD).localInfile(Pieces.of("a")).update());
        }
    }

    @Test
    @Covers("hostile:T111")
    void errorInTheMiddleOfTheFileCancelsTheSource() {
        Pieces endless = Pieces.endless();
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client);
                    client.expectQuery(LOAD);
                    client.send(FakePackets.localInfile(1, "x"));
                    client.expectPacket();
                    client.send(FakePackets.err(3, 1317, "70100", "interrupted"));
                    client.silence();
                });
                MySqlConnection connection = connect(server, true)) {
            Throwable failure =
                    failure(connection.sql(LOAD).localInfile(endless).update());

            assertThat(failure).isInstanceOf(MySqlServerException.class);
            await().until(endless::isCancelled);
        }
    }

    @Test
    @Covers("hostile:T111")
    void endOfTheConnectionInTheMiddleOfTheFileCancelsTheSource() {
        Pieces endless = Pieces.endless();
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client);
                    client.expectQuery(LOAD);
                    client.send(FakePackets.localInfile(1, "x"));
                    client.expectPacket();
                    client.rst();
                });
                MySqlConnection connection = connect(server, true)) {
            Throwable failure =
                    failure(connection.sql(LOAD).localInfile(endless).update());

            assertThat(failure).isInstanceOf(MySqlException.class);
            await().until(endless::isCancelled);
        }
    }

    @Test
    @Covers("hostile:T112")
    void sourceThatFailsLeavesTheConnectionUsable() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        IllegalStateException broken = new IllegalStateException("source is broken");
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client);
                    client.expectQuery(LOAD);
                    client.send(FakePackets.localInfile(1, "x"));
                    client.send(FakePackets.ok(receiveFile(client, file)));
                    client.expectQuery("select 1");
                    client.send(FakePackets.resultSet("1", "1"));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server, true)) {
            Pieces source = Pieces.failing(1 << 20, broken);

            assertThat(failure(connection.sql(LOAD).localInfile(source).update()))
                    .isSameAs(broken);
            assertThat(connection.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
            assertThat(file.size()).isEqualTo(1 << 20);
        }
    }

    @Test
    void sourceIsReadNoFasterThanTheServerReads() {
        Pieces endless = Pieces.endless();
        CountDownLatch read = new CountDownLatch(1);
        try (FakeMySqlServer server = FakeMySqlServer.start(8 << 10, client -> {
                    open(client);
                    client.expectQuery(LOAD);
                    client.send(FakePackets.localInfile(1, "x"));
                    read.await();
                    receiveFile(client, new ByteArrayOutputStream());
                });
                MySqlConnection connection = connect(server, true)) {
            CompletableFuture<UpdateResult> loading =
                    connection.sql(LOAD).localInfile(endless).update();

            await().during(java.time.Duration.ofMillis(300))
                    .atMost(java.time.Duration.ofSeconds(30))
                    .until(endless::delivered, new Unchanged()::is);
            assertThat(endless.delivered()).isLessThan(64L << 20);
            long before = endless.delivered();
            read.countDown();
            await().until(() -> endless.delivered() > before);

            loading.cancel(false);
            await().until(endless::isCancelled);
            await().until(() -> !connection.isOpen());
        }
    }

    /** Whether a number is the one seen the last time. */
    private static final class Unchanged {
        private long last;

        boolean is(long value) {
            boolean same = value > 0 && value == last;
            last = value;
            return same;
        }
    }

    @Test
    void nothingElseIsSentBeforeTheFileIsThrough() {
        Pieces source = Pieces.held("a\n");
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client);
                    client.expectQuery(LOAD);
                    client.send(FakePackets.localInfile(1, "x"));
                    client.send(FakePackets.ok(receiveFile(client, file)));
                    client.expectCommand(FakeConnection.COM_STMT_PREPARE);
                    client.send(FakePackets.prepareOk(1, 1, 0, 0));
                    client.expectCommand(FakeConnection.COM_STMT_EXECUTE);
                    client.send(FakePackets.ok(1));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server, true)) {
            CompletableFuture<UpdateResult> loaded =
                    connection.sql(LOAD).localInfile(source).update();
            await().until(source::isRequested);
            CompletableFuture<UpdateResult> behind =
                    connection.sql("do 1").prepared(true).update();
            source.letGo();

            loaded.join();
            behind.join();
            assertThat(file).hasToString("a\n");
        }
    }

    @Test
    void uploadNeedsPermission() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client);
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server, false)) {
            assertThat(failure(connection.sql(LOAD).localInfile(Pieces.of("a")).update()))
                    .isInstanceOf(MySqlUnsupportedException.class)
                    .hasMessageContaining("allowLocalInfile");
            SqlStatement statement = connection.sql(LOAD).localInfile(Pieces.of("a"));
            assertThatThrownBy(() -> statement.params(1)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
