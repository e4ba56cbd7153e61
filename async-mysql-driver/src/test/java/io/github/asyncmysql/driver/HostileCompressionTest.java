package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.Compression;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeFrames;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers whose compressed frames are wrong, over loopback. */
class HostileCompressionTest {

    private static final byte[] ANSWER = FakePackets.resultSet("a", "x".repeat(200));

    @RegisterExtension
    final HostileCase hostile = new HostileCase();

    /** What the server does after the client has sent its query. */
    private interface Answer {
        void send(FakeConnection client) throws Exception;
    }

    private static void open(FakeConnection client) throws IOException {
        client.login(new FakeGreeting().withCapability(Capability.COMPRESS));
        client.startCompression();
        client.expectCommand(FakeConnection.COM_QUERY);
        client.send(FakeFrames.compressed(1, FakePackets.resultSet("identity", "fake")));
        client.expectCommand(FakeConnection.COM_QUERY);
        client.send(FakeFrames.stored(1, FakePackets.ok(1)));
    }

    private MySqlConnection connect(FakeMySqlServer server) {
        return AsyncMySql.connect(
                        FakeSessions.config(server)
                                .compression(Compression.ZLIB)
                                .killOnTimeout(false)
                                .build(),
                        hostile.resources())
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static FakeMySqlServer answering(Answer answer) {
        return FakeMySqlServer.start(client -> {
            open(client);
            client.expectQuery("select a");
            answer.send(client);
            client.expectEnd();
        });
    }

    private CompletableFuture<List<String>> ask(MySqlConnection connection) {
        return connection
                .sql("select a")
                .timeout(Duration.ofSeconds(30))
                .query(String.class)
                .list();
    }

    private List<String> resultOf(Answer answer) {
        try (FakeMySqlServer server = answering(answer);
                MySqlConnection connection = connect(server)) {
            List<String> rows = ask(connection).join();
            assertThat(server.connections().get(0).isEndedByClient()).isFalse();
            return rows;
        }
    }

    private MySqlException failureOf(Answer answer) {
        try (FakeMySqlServer server = answering(answer);
                MySqlConnection connection = connect(server)) {
            CompletionException thrown = catchThrowableOfType(
                    CompletionException.class, () -> ask(connection).join());
            await().until(server.connections().get(0)::isEndedByClient);
            return (MySqlException) thrown.getCause();
        }
    }

    private static Answer bytes(byte[]... parts) {
        return client -> client.send(parts);
    }

    @Test
    @Covers({"hostile:T166", "guarantee:14"})
    void aFrameInflatesToNoMoreThanItAnnounces() {
        byte[] bomb = FakeFrames.deflate(new byte[15 << 20]);
        assertThat(failureOf(bytes(FakeFrames.frame(1, 100, bomb))))
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining("compressed frame");
    }

    @Test
    @Covers("hostile:T167")
    void aFrameThatEndsEarlyEndsTheConnection() {
        byte[] claims = FakeFrames.frame(1, 0xffffff, Arrays.copyOf(FakeFrames.deflate(new byte[0xffffff]), 10));
        assertThat(failureOf(bytes(claims))).isInstanceOf(MySqlProtocolException.class);
        // The frame itself is cut off.
        byte[] cut = Arrays.copyOf(FakeFrames.compressed(1, ANSWER), 20);
        assertThat(failureOf(client -> {
                    client.send(cut);
                    client.fin();
                }))
                .isInstanceOf(MySqlConnectionException.class);
    }

    @Test
    @Covers("hostile:T169")
    void damagedContentIsNeverRead() {
        byte[] content = FakeFrames.deflate(ANSWER);
        byte[] checksum = content.clone();
        checksum[checksum.length - 1] ^= 1;
        byte[] trailing = Arrays.copyOf(content, content.length + 3);
        byte[] garbage = "this is no zlib stream".getBytes(StandardCharsets.US_ASCII);
        for (byte[] damaged : List.of(checksum, trailing, garbage)) {
            assertThat(failureOf(bytes(FakeFrames.frame(1, ANSWER.length, damaged))))
                    .isInstanceOf(MySqlProtocolException.class);
        }
        assertThat(failureOf(bytes(FakeFrames.frame(1, ANSWER.length + 1, content))))
                .isInstanceOf(MySqlProtocolException.class);
        assertThat(failureOf(bytes(FakeFrames.frame(1, ANSWER.length - 1, content))))
                .isInstanceOf(MySqlProtocolException.class);
    }

    @Test
    @Covers("hostile:T170")
    void storedFramesAreReadAndEmptyOnesRefused() {
        assertThat(resultOf(bytes(FakeFrames.stored(1, ANSWER)))).containsExactly("x".repeat(200));
        assertThat(failureOf(bytes(FakeFrames.stored(1)))).isInstanceOf(MySqlProtocolException.class);
        assertThat(failureOf(bytes(FakeFrames.frame(1, 20, new byte[0])))).isInstanceOf(MySqlProtocolException.class);
        assertThat(failureOf(bytes(FakeFrames.frame(1, ANSWER.length, ANSWER))))
                .isInstanceOf(MySqlProtocolException.class);
    }

    @Test
    @Covers("hostile:T171")
    void framesOutOfSequenceEndTheConnectionButErrorsAreBelieved() {
        for (int sequence : new int[] {0, 2, 255}) {
            assertThat(failureOf(bytes(FakeFrames.compressed(sequence, ANSWER))))
                    .isInstanceOf(MySqlProtocolException.class);
        }
        assertThat(failureOf(bytes(FakeFrames.stored(0, FakePackets.err(0, 1153, "08S01", "Packet too large")))))
                .isInstanceOfSatisfying(MySqlServerException.class, e -> assertThat(e.errorCode())
                        .isEqualTo(1153));
        byte[] first = Arrays.copyOf(ANSWER, 30);
        byte[] second = Arrays.copyOfRange(ANSWER, 30, ANSWER.length);
        assertThat(failureOf(bytes(FakeFrames.compressed(1, first), FakeFrames.compressed(3, second))))
                .isInstanceOf(MySqlProtocolException.class);
    }

    @Test
    @Covers("hostile:T172")
    void packetsAndFramesNeedNotMatch() {
        for (int cut = 1; cut < 40; cut++) {
            byte[] first = Arrays.copyOf(ANSWER, cut);
            byte[] second = Arrays.copyOfRange(ANSWER, cut, ANSWER.length);
            assertThat(resultOf(bytes(FakeFrames.stored(1, first), FakeFrames.compressed(2, second))))
                    .containsExactly("x".repeat(200));
        }
        String[] rows = IntStream.range(0, 1000).mapToObj(i -> "row " + i).toArray(String[]::new);
        assertThat(resultOf(bytes(FakeFrames.compressed(1, FakePackets.resultSet("a", rows)))))
                .containsExactly(rows);
    }

    @Test
    void frameNumbersBeginAgainBehind255() {
        String[] rows = IntStream.range(0, 600).mapToObj(i -> "row " + i).toArray(String[]::new);
        byte[] answer = FakePackets.resultSet("a", rows);
        assertThat(resultOf(client -> {
                    int sequence = 1;
                    for (int from = 0; from < answer.length; from += 13) {
                        int to = Math.min(answer.length, from + 13);
                        client.send(FakeFrames.stored(sequence++ & 0xff, Arrays.copyOfRange(answer, from, to)));
                    }
                }))
                .containsExactly(rows);
    }

    @Test
    @Covers("hostile:T174")
    void plainPacketsAreNotTakenForFrames() {
        assertThat(failureOf(bytes(ANSWER))).isInstanceOf(MySqlProtocolException.class);
        // So short that they look like the beginning of a frame, behind which nothing comes.
        byte[] inTransaction = FakePackets.ok(1, 0, 0, 3);
        byte[] withCounts = FakePackets.ok(1, 5, 7, 2);
        byte[] error = FakePackets.errWithoutState(1, 1064, "no");
        for (byte[] packet : List.of(FakePackets.ok(1), inTransaction, withCounts, error)) {
            assertThat(failureOf(bytes(packet))).isInstanceOf(MySqlProtocolException.class);
        }
    }

    @Test
    @Covers("hostile:T175")
    void compressionBeforeLoginIsCompleteIsRefused() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(new FakeGreeting().withCapability(Capability.COMPRESS).toPacket());
            client.expectPacket();
            client.send(FakeFrames.compressed(0, FakePackets.authMoreData(2, (byte) 3), FakePackets.ok(3)));
            client.expectEnd();
        })) {
            CompletionException thrown = catchThrowableOfType(CompletionException.class, () -> connect(server));
            assertThat(thrown.getCause()).isInstanceOf(MySqlProtocolException.class);
        }
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(new FakeGreeting().withCapability(Capability.COMPRESS).toPacket());
            client.expectPacket();
            // Login is over with the first packet, but nobody has asked for the second.
            client.send(FakePackets.ok(2), FakeFrames.compressed(0, ANSWER));
            client.expectEnd();
        })) {
            CompletionException thrown = catchThrowableOfType(CompletionException.class, () -> connect(server));
            assertThat(thrown.getCause()).isInstanceOf(MySqlProtocolException.class);
        }
    }

    @Test
    void aServerThatOffersNoCompressionIsTalkedToWithout() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    FakeSessions.open(client);
                    client.expectQuery("select a");
                    client.send(ANSWER);
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server)) {
            assertThat(ask(connection).join()).containsExactly("x".repeat(200));
        }
    }

    @Test
    void answersToStatementsOnTheirWayEachBeginAnew() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client);
                    client.expectQuery("select a");
                    client.expectQuery("select a");
                    client.expectQuery("select a");
                    client.send(FakeFrames.compressed(1, ANSWER));
                    byte[] first = Arrays.copyOf(ANSWER, 30);
                    client.send(FakeFrames.stored(1, first));
                    client.send(FakeFrames.stored(2, Arrays.copyOfRange(ANSWER, 30, ANSWER.length)));
                    client.send(FakeFrames.compressed(1, ANSWER));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server)) {
            List<CompletableFuture<List<String>>> answers =
                    IntStream.range(0, 3).mapToObj(i -> ask(connection)).toList();
            answers.forEach(answer -> assertThat(answer.join()).containsExactly("x".repeat(200)));
        }
    }
}
