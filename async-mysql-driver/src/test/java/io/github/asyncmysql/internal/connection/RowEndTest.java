package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.internal.connection.SpoiltAnswers.failure;
import static io.github.asyncmysql.testsupport.FakePackets.concat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Packets that begin with {@code 0xfe} where rows are due: their end or a large field, by length and capability. */
@Covers("hostile:T127")
class RowEndTest {

    private static final int CHUNK = 0xffffff;

    private boolean old;
    private @Nullable VirtualNetwork network;

    private CompletableFuture<List<Integer>> lengths(byte[] behindTheColumns) {
        byte[] answer = concat(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "a"),
                old ? FakePackets.eof(3) : new byte[0],
                behindTheColumns);
        VirtualServer modern = new VirtualServer() {
            @Override
            byte @Nullable [] answer(Packet packet) {
                return packet.text().equals("q") ? answer : null;
            }
        };
        VirtualServer server = old ? new OldEndServer(packet -> packet.text().equals("q") ? answer : null) : modern;
        network = new VirtualNetwork(number -> number == 0 ? server : new VirtualServer()).warmUp();
        CompletableFuture<List<Integer>> result =
                network.pool().sql("q").query(row -> row.getBytes(0).length).list();
        network.pump();
        return result;
    }

    private int first() {
        return old ? 4 : 3;
    }

    private byte[] end(int sequence) {
        return old ? FakePackets.eof(sequence) : FakePackets.okEof(sequence);
    }

    /** A field with eight bytes of length, of which {@code length} bytes follow. */
    private byte[] field(int length) {
        byte[] payload = concat(new byte[] {(byte) 0xfe}, FakePackets.int8(length), new byte[length]);
        if (payload.length < CHUNK) {
            return FakePackets.packet(first(), payload);
        }
        return concat(
                FakePackets.packet(first(), Arrays.copyOf(payload, CHUNK)),
                FakePackets.packet(first() + 1, Arrays.copyOfRange(payload, CHUNK, payload.length)));
    }

    @Test
    void aShortOneIsTheEnd() {
        assertThat(lengths(end(first()))).isCompletedWithValue(List.of());
        close();
        old = true;
        assertThat(lengths(end(first()))).isCompletedWithValue(List.of());
        close();
    }

    @Test
    void onesThatAreTooShortForTheEndAgreedOnAreRefused() {
        assertThat(failure(lengths(FakePackets.eof(first())))).isInstanceOf(MySqlProtocolException.class);
        close();
    }

    @Test
    void oneOfMiddleLengthIsTheEndOrAFieldByCapability() {
        byte[] longEnd = FakePackets.packet(
                first(), FakePackets.hex("fe 00 00 02 00 00 00"), FakePackets.string("information ".repeat(20)));
        assertThat(lengths(longEnd)).isCompletedWithValue(List.of());
        close();
        old = true;
        assertThat(lengths(concat(field(300), end(first() + 1)))).isCompletedWithValue(List.of(300));
        close();
    }

    @Test
    void oneOfSixteenMegabytesIsAField() {
        for (boolean isOld : new boolean[] {false, true}) {
            old = isOld;
            assertThat(lengths(concat(field(1 << 24), end(first() + 2)))).isCompletedWithValue(List.of(1 << 24));
            close();
        }
    }

    private void close() {
        if (network != null) {
            network.close();
        }
    }
}
