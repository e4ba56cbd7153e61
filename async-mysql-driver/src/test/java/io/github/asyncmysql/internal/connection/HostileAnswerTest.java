package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.internal.connection.SpoiltAnswers.answering;
import static io.github.asyncmysql.internal.connection.SpoiltAnswers.failure;
import static io.github.asyncmysql.internal.connection.SpoiltAnswers.query;
import static io.github.asyncmysql.testsupport.FakePackets.concat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose answers are wrong, in memory. */
class HostileAnswerTest {

    /** Sends {@code answer} to a query, which must fail so, and the connection must be closed. */
    private static MySqlException killedBy(byte[] answer, Class<? extends MySqlException> expected) {
        VirtualNetwork network = answering(Map.of("q", answer));
        MemoryBound memory = MemoryBound.start();
        CompletableFuture<?> result = query(network, "q");
        network.pass(VirtualNetwork.LONG);
        memory.check("answer of " + answer.length + " bytes", (4 << 20) + 4L * answer.length);
        Throwable failure = failure(result);
        assertThat(failure).isInstanceOf(expected);
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.ask("own")).isEqualTo("own");
        network.close();
        return (MySqlException) failure;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 255})
    @Covers("hostile:T75")
    void answerOutOfSequenceIsRefused(int sequence) {
        assertThat(killedBy(FakePackets.ok(sequence), MySqlProtocolException.class)
                        .outcome())
                .isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    @Covers("hostile:T76")
    void errorOutOfSequenceIsBelievedAndEndsTheConnection() {
        MySqlException failure = killedBy(
                FakePackets.err(0, 1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes"),
                MySqlServerException.class);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fe ff ff ff ff ff ff ff ff",
                "fe 00 00 00 00 00 00 00 80",
                "fe 00 00 00 80 00 00 00 00",
                "fd 70 11 01",
                "fc 00 00"
            })
    @Covers({"hostile:T114", "hostile:T116", "guarantee:14"})
    void impossibleColumnCountsAreRefused(String count) {
        killedBy(FakePackets.packet(1, count), MySqlProtocolException.class);
    }

    @Test
    @Covers("hostile:T115")
    void memoryGrowsWithColumnsThatCameNotWithThoseAnnounced() {
        killedBy(FakePackets.columnCount(1, 65_535), MySqlTimeoutException.class);
    }

    @Test
    void definitionsOfColumnsAreBounded() {
        byte[] megabyte = FakePackets.column(2, "a".repeat(1 << 20));
        byte[] answer = FakePackets.columnCount(1, 65_535);
        for (int sequence = 2; sequence < 40; sequence++) {
            byte[] column = megabyte.clone();
            column[3] = (byte) sequence;
            answer = concat(answer, column);
        }
        VirtualNetwork network = answering(Map.of("q", answer));
        CompletableFuture<?> result = query(network, "q");
        network.pump();
        assertThat(failure(result))
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining("more than 16777216 bytes");
        network.close();
    }

    @Test
    @Covers("hostile:T117")
    void oneColumnTooManyOrTooFewIsRefused() {
        byte[] tooMany = concat(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "a"),
                FakePackets.column(3, "b"),
                FakePackets.okEof(4));
        byte[] tooFew = concat(
                FakePackets.columnCount(1, 2),
                FakePackets.column(2, "a"),
                FakePackets.textRow(3, "x"),
                FakePackets.okEof(4));
        killedBy(tooMany, MySqlProtocolException.class);
        killedBy(tooFew, MySqlProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "01 61 01 62", "01 61 00", "02 61", "ff", "fc ff ff 61"})
    @Covers({"hostile:T124", "hostile:T125", "hostile:T126"})
    void rowsMustHoldExactlyTheirFields(String row) {
        byte[] answer = concat(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "a"),
                FakePackets.packet(3, row),
                FakePackets.okEof(4));
        killedBy(answer, row.equals("ff") ? MySqlException.class : MySqlProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "00 00", "00 00 00", "00 00 00 02", "00 00 00 02 00", "00 00 00 02 00 00"})
    @Covers("hostile:T91")
    void shortOkPacketsAreRefused(String payload) {
        killedBy(FakePackets.packet(1, payload), MySqlProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00 fb 00 02 00 00 00", "00 ff 00 02 00 00 00"})
    @Covers("hostile:T92")
    void countsThatAreNoNumbersAreRefused(String payload) {
        killedBy(FakePackets.packet(1, payload), MySqlProtocolException.class);
    }

    @Test
    @Covers({"hostile:T79", "hostile:T82", "guarantee:14"})
    void endlessPacketIsRefusedAtTheLimit() {
        byte[] chunk = new byte[4 + 0xffffff];
        Arrays.fill(chunk, 0, 3, (byte) 0xff);
        VirtualNetwork network = new VirtualNetwork().warmUp();
        CompletableFuture<?> result = query(network, "select 'x'");
        network.link(0).fault((packet, link) -> {
            for (int sequence = 1; sequence < 64 && link.isOpen(); sequence++) {
                chunk[3] = (byte) sequence;
                link.toClient(chunk);
            }
        });
        MemoryBound memory = MemoryBound.start();
        network.pump();
        // All arrays on the way to 64 MiB and one packet, and the channel's buffers.
        memory.check("endless packet", 300L << 20);
        assertThat(failure(result)).isInstanceOf(MySqlProtocolException.class);
        assertThat(network.ask("own")).isEqualTo("own");
        network.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 11})
    @Covers("hostile:T156")
    void shortAnswersToPrepareAreRefused(int length) {
        VirtualNetwork network = answering(Map.of("select ?", FakePackets.packet(1, new byte[length])));
        CompletableFuture<?> result = Scenario.PREPARED.run(network);
        network.pass(VirtualNetwork.LONG);
        assertThat(failure(result)).isInstanceOf(MySqlProtocolException.class);
        assertThat(network.link(0).isOpen()).isFalse();
        network.close();
    }

    @Test
    @Covers("hostile:T159")
    void sameIdForTwoStatementsIsRefused() {
        byte[] prepared =
                concat(FakePackets.prepareOk(1, 7, 1, 1), FakePackets.column(2, "?"), FakePackets.column(3, "value"));
        VirtualNetwork network = answering(Map.of("select ?", prepared, "select ? + 1", prepared));
        CompletableFuture<?> first = Scenario.PREPARED.run(network);
        network.pump();
        assertThat(first).isCompleted();
        CompletableFuture<?> second = network.pool()
                .sql("select ? + 1")
                .params("x")
                .query(row -> String.valueOf(row.getString(0)))
                .list();
        network.pump();
        assertThat(failure(second)).isInstanceOf(MySqlProtocolException.class);
        assertThat(network.link(0).isOpen()).isFalse();
        network.close();
    }

    @Test
    @Covers({"hostile:T95", "hostile:T96", "guarantee:26"})
    void errorTextIsBoundedAndEscaped() {
        byte[] text = new byte[1 << 20];
        Arrays.fill(text, (byte) 0xe9);
        text[0] = 27;
        text[1] = '\n';
        byte[] answer = FakePackets.packet(1, FakePackets.hex("ff 28 04"), FakePackets.utf8("#42000"), text);
        VirtualNetwork network = answering(Map.of("q", answer));
        CompletableFuture<?> result = query(network, "q");
        network.pump();
        assertThat(failure(result))
                .isInstanceOfSatisfying(MySqlServerException.class, error -> assertThat(error.serverMessage())
                        .hasSizeLessThanOrEqualTo(2100)
                        .doesNotContain("\u001b", "\n"));
        assertThat(network.link(0).isOpen()).isTrue();
        network.close();
    }

    @Test
    @Covers("hostile:T102")
    void endlessResultsAreRefused() {
        byte[] ok = FakePackets.ok(1, 0, 0, 2 | FakePackets.STATUS_MORE_RESULTS);
        VirtualNetwork network = answering(Map.of("q", ok));
        CompletableFuture<?> result = network.pool().sql("q").update();
        network.link(0).fault((packet, link) -> {
            for (int i = 0; i < 20_000 && link.isOpen(); i++) {
                ok[3] = (byte) (1 + i);
                link.toClient(ok);
            }
        });
        network.pump();
        assertThat(failure(result)).isInstanceOf(MySqlProtocolException.class);
        network.close();
    }

    @Test
    @Covers("hostile:T77")
    void sequenceNumbersWrap() {
        byte[] rows = concat(FakePackets.columnCount(1, 1), FakePackets.column(2, "a"));
        for (int i = 0; i < 300; i++) {
            rows = concat(rows, FakePackets.textRow(3 + i, "x"));
        }
        VirtualNetwork network = answering(Map.of("q", concat(rows, FakePackets.okEof(303))));
        CompletableFuture<?> result = query(network, "q");
        network.pump();
        assertThat(result).isCompleted();
        assertThat(network.links()).hasSize(1);
        network.close();
    }
}
