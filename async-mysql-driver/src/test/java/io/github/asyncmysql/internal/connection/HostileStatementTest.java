package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.internal.connection.SpoiltAnswers.answering;
import static io.github.asyncmysql.internal.connection.SpoiltAnswers.failure;
import static io.github.asyncmysql.internal.connection.SpoiltAnswers.query;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_CLOSE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static io.github.asyncmysql.testsupport.FakePackets.concat;
import static io.github.asyncmysql.testsupport.FakePackets.hex;
import static io.github.asyncmysql.testsupport.FakePackets.int2;
import static io.github.asyncmysql.testsupport.FakePackets.lengthEncoded;
import static io.github.asyncmysql.testsupport.FakePackets.packet;
import static io.github.asyncmysql.testsupport.FakePackets.string;
import static io.github.asyncmysql.testsupport.FakePackets.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are wrong about statements: what they report with OK and errors, where rows end, what they execute. */
class HostileStatementTest {

    private static final int STATE_CHANGED = 0x4000;
    private static final int NO_BACKSLASH_ESCAPES = 0x200;
    private static final int CURSOR_EXISTS = 0x40;
    private static final int GBK = 28;

    private static VirtualNetwork old(Function<Packet, byte @Nullable []> answers) {
        return new VirtualNetwork(number -> number == 0 ? new OldEndServer(answers) : new VirtualServer()).warmUp();
    }

    private static void assertKilled(VirtualNetwork network, CompletableFuture<?> result, Class<?>... expected) {
        network.pass(VirtualNetwork.LONG);
        assertThat(failure(result)).isInstanceOfAny(expected);
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.ask("own")).isEqualTo("own");
        network.close();
    }

    private static void assertAlive(VirtualNetwork network) {
        assertThat(network.ask("own")).isEqualTo("own");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    private static byte[] ok(int status, int warnings, byte[]... behind) {
        return packet(1, hex("00 00 00"), int2(status), int2(warnings), concat(behind));
    }

    private static byte[] tracking(byte[] changes) {
        return ok(2 | STATE_CHANGED, 0, string(""), lengthEncoded(changes.length), changes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"01 32 01", "01 05 01 61 62", "00 04 09 61 62 63", "01 fd ff ff ff 61"})
    @Covers("hostile:T94")
    void changesOfTheSessionThatReachBeyondTheirEndAreRefused(String changes) {
        VirtualNetwork network = answering(Map.of("q", tracking(hex(changes))));
        assertKilled(network, network.pool().sql("q").update(), MySqlProtocolException.class);
    }

    @Test
    @Covers("hostile:T94")
    void changesOfUnknownKindsAndNoneAtAllAreNoMatter() {
        for (byte[] changes : List.of(new byte[0], hex("63 03 61 62 63"))) {
            VirtualNetwork network = answering(Map.of("q", tracking(changes)));
            CompletableFuture<UpdateResult> result = network.pool().sql("q").update();
            network.pump();
            assertThat(result.join().sessionChanges().systemVariables()).isEmpty();
            assertAlive(network);
        }
    }

    @Test
    @Covers("hostile:T94")
    void aHundredThousandChangesAreRefused() {
        byte[] changes = concat(
                java.util.Collections.nCopies(100_000, hex("02 02 01 31")).toArray(byte[][]::new));
        VirtualNetwork network = answering(Map.of("q", tracking(changes)));
        assertKilled(network, network.pool().sql("q").update(), MySqlProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2003, 2013, 65535})
    @Covers("hostile:T97")
    void errorsWithCodesOfClientsAreTheServersAllTheSame(int code) {
        VirtualNetwork network = answering(Map.of("q", FakePackets.err(1, code, "HY000", "odd")));
        CompletableFuture<?> result = query(network, "q");
        network.pump();
        assertThat(failure(result))
                .isNotInstanceOf(MySqlConnectionException.class)
                .isInstanceOfSatisfying(MySqlServerException.class, e -> {
                    assertThat(e.errorCode()).isEqualTo(code);
                    assertThat(e.isFatal()).isFalse();
                });
        assertAlive(network);
    }

    @Test
    @Covers("hostile:T101")
    void progressThatWasNotAskedForIsAnErrorAndItsEndIsNobodysAnswer() {
        byte[] progress = packet(1, hex("ff ff ff 01 01 01 10 00 00"), string("copying"));
        VirtualNetwork network = answering(Map.of("q", concat(progress, FakePackets.ok(2))));
        assertKilled(
                network, network.pool().sql("q").update(), MySqlServerException.class, MySqlProtocolException.class);
    }

    @Test
    @Covers({"hostile:T104", "guarantee:24"})
    void parametersAreTheSameBytesWhateverBackslashesMean() {
        String value = "\\' or 1=1 -- \\";
        for (int status : new int[] {2, 2 | NO_BACKSLASH_ESCAPES, 2}) {
            VirtualServer[] first = new VirtualServer[1];
            VirtualNetwork network = new VirtualNetwork(number -> {
                VirtualServer server = new VirtualServer() {
                    @Override
                    byte @Nullable [] answer(Packet packet) {
                        return packet.sequence() == 0 && packet.text().equals("toggle") ? ok(status, 0) : null;
                    }
                };
                first[0] = number == 0 ? server : first[0];
                return server;
            });
            network.pool().sql("toggle").update();
            network.pump();
            CompletableFuture<?> result = network.pool()
                    .sql("select ?")
                    .params(value)
                    .query(row -> row.getLong(0))
                    .list();
            network.pump();
            assertThat(result).isDone();
            List<Packet> executions = first[0].received().stream()
                    .filter(packet -> packet.command() == COM_STMT_EXECUTE)
                    .toList();
            assertThat(executions).singleElement().satisfies(packet -> assertThat(packet.text())
                    .endsWith(value));
            assertThat(first[0].received().stream()
                            .filter(packet -> packet.command() == COM_QUERY)
                            .map(Packet::text))
                    .noneMatch(text -> text.contains("1=1"));
            network.close();
        }
    }

    @Test
    @Covers("hostile:T105")
    void manyWarningsAndAHugeTextAreBounded() {
        byte[] text = new byte[1 << 20];
        VirtualNetwork network = answering(Map.of("q", ok(2, 65_535, lengthEncoded(text.length), text)));
        MemoryBound memory = MemoryBound.start();
        CompletableFuture<UpdateResult> result = network.pool().sql("q").update();
        network.pump();
        memory.check("a text of 1 MiB", 12L << 20);
        assertThat(result.join().warnings()).isEqualTo(65_535);
        assertAlive(network);
    }

    /** A column of text in a character set of the server's choice. */
    private static byte[] column(int sequence, int charset) {
        byte[] column = FakePackets.column(sequence, "a");
        // The character set stands behind the length of the fixed fields, 13 bytes before the end.
        column[column.length - 12] = (byte) charset;
        column[column.length - 11] = (byte) (charset >> 8);
        return column;
    }

    private static CompletableFuture<List<Object>> read(int charset, byte[] value, String how) {
        byte[] rows = concat(
                FakePackets.columnCount(1, 1),
                column(2, charset),
                packet(3, lengthEncoded(value.length), value),
                FakePackets.okEof(4));
        VirtualNetwork network = answering(Map.of("q", rows));
        CompletableFuture<List<Object>> result = network.pool()
                .sql("q")
                .<Object>query(row -> how.equals("bytes") ? row.getBytes(0) : row.getString(0))
                .list();
        network.pump();
        assertAlive(network);
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {GBK, 13, 35, 54, 60, 8, 1, 248})
    @Covers("hostile:T120")
    void textInAnotherCharacterSetThanAgreedIsHadAsBytesOnly(int charset) {
        // Valid in GBK as well as in UTF-8, and something else in each.
        byte[] value = "Ü".getBytes(StandardCharsets.UTF_8);
        assertThat(failure(read(charset, value, "string")))
                .hasMessageContaining("'a'")
                .hasMessageContaining("character set");
        assertThat(read(charset, value, "bytes").join()).containsExactly(value);
    }

    @ParameterizedTest
    @ValueSource(ints = {33, 45, 46, 83, 192, 215, 224, 247, 255, 300, 2048})
    @Covers("hostile:T120")
    void textInAnyUtf8IsText(int charset) {
        assertThat(read(charset, utf8("Ü日"), "string").join()).containsExactly("Ü日");
    }

    @Test
    @Covers("hostile:T120")
    void asciiIsTextInEveryCharacterSetThatContainsIt() {
        for (int charset : new int[] {GBK, 13, 8, 11, 63}) {
            assertThat(read(charset, utf8("abc"), "string").join()).containsExactly("abc");
        }
        assertThat(failure(read(35, utf8("ab"), "string"))).hasMessageContaining("character set");
    }

    @Test
    @Covers("hostile:T144")
    void theColumnsOfEachExecutionCountNotThoseOfThePreparationOrTheLastTime() {
        int[] executions = {0};
        Function<Packet, byte @Nullable []> answers = packet -> {
            if (packet.command() != COM_STMT_EXECUTE) {
                return null;
            }
            return switch (executions[0]++) {
                case 0 ->
                    concat(
                            FakePackets.columnCount(1, 1),
                            FakePackets.column(2, "n", FakePackets.TYPE_LONGLONG),
                            FakePackets.binaryRow(3, FakePackets.int8(0x3131313131313131L)),
                            FakePackets.okEof(4));
                case 1 ->
                    concat(
                            FakePackets.columnCount(1, 1),
                            FakePackets.column(2, "n"),
                            FakePackets.binaryRow(3, string("1234567")),
                            FakePackets.okEof(4));
                default ->
                    concat(
                            FakePackets.columnCount(1, 2),
                            FakePackets.column(2, "extra"),
                            FakePackets.column(3, "n", FakePackets.TYPE_LONGLONG),
                            FakePackets.binaryRow(4, string("x"), FakePackets.int8(5)),
                            FakePackets.okEof(5));
            };
        };
        VirtualNetwork network = new VirtualNetwork(number -> new VirtualServer() {
                    @Override
                    byte @Nullable [] answer(Packet packet) {
                        return packet.sequence() == 0 ? answers.apply(packet) : null;
                    }
                })
                .warmUp();
        for (String expected : new String[] {"3544668469065756977", "1234567", "5"}) {
            CompletableFuture<String> result = network.pool()
                    .sql("select ?")
                    .params("x")
                    .query(row -> row.getString(row.indexOf("n")))
                    .single();
            network.pump();
            assertThat(result).isCompletedWithValue(expected);
        }
        assertAlive(network);
    }

    @Test
    @Covers("hostile:T149")
    void columnsWithoutTheirEndAreRefusedWhereItWasAgreedOn() {
        byte[] rows = concat(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "a"),
                FakePackets.textRow(3, "x"),
                FakePackets.eof(4));
        VirtualNetwork network = old(packet -> packet.text().equals("q") ? rows : null);
        assertKilled(network, query(network, "q"), MySqlProtocolException.class);
    }

    @Test
    @Covers("hostile:T150")
    void furtherResultsThatDoNotComeRunIntoTheTimeLimit() {
        byte[] rows = concat(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "a"),
                FakePackets.textRow(3, "x"),
                FakePackets.okEof(4, 2 | FakePackets.STATUS_MORE_RESULTS));
        VirtualNetwork network = answering(Map.of("q", rows));
        assertKilled(network, query(network, "q"), MySqlTimeoutException.class);
    }

    @Test
    @Covers("hostile:T162")
    void anAnswerToTheClosingOfAStatementEndsTheConnection() {
        VirtualNetwork network = new VirtualNetwork(
                number -> new VirtualServer() {
                    @Override
                    byte @Nullable [] answer(Packet packet) {
                        boolean spoilt = number == 0 && packet.sequence() == 0 && packet.command() == COM_STMT_CLOSE;
                        return spoilt ? FakePackets.ok(1) : null;
                    }
                },
                VirtualNetwork.settings().statementCacheSize(0),
                ResetMode.SMART);
        CompletableFuture<?> result =
                network.pool().sql("select ?").params("x").query(row -> 1).list();
        network.pump();
        assertThat(result).isCompleted();
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.ask("own")).isEqualTo("own");
        network.close();
    }

    /** Rows, and neither the end of the cursor nor that of the rows. */
    private static VirtualNetwork endlessCursor() {
        byte[] rows = concat(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "value"),
                FakePackets.packet(3, new byte[] {(byte) 0xfe}, int2(0), int2(2 | CURSOR_EXISTS)),
                FakePackets.binaryRow(4, string("x")),
                FakePackets.binaryRow(5, string("y")));
        return old(packet -> packet.command() == COM_STMT_EXECUTE ? rows : null);
    }

    private static CompletableFuture<?> rowsOf(VirtualNetwork network) {
        return network.pool()
                .sql("select 'x'")
                .prepared(true)
                .query(String.class)
                .list();
    }

    @Test
    @Covers("hostile:T165")
    void rowsOfACursorThatNobodyOpenedRunIntoTheTimeLimit() {
        VirtualNetwork network = endlessCursor();
        CompletableFuture<?> result = rowsOf(network);
        assertKilled(network, result, MySqlTimeoutException.class);
    }

    @Test
    @Covers("hostile:T165")
    void rowsOfACursorThatNeverEndCanBeCancelled() {
        VirtualNetwork network = endlessCursor();
        CompletableFuture<?> result = rowsOf(network);
        network.pump();
        assertThat(result.cancel(true)).isTrue();
        network.pass(VirtualNetwork.LONG);
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.ask("own")).isEqualTo("own");
        network.close();
    }
}
