package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.testsupport.FakePackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The soft references of this test are not cleared: nothing of it is large for its heap. */
class SpareBuffersTest {

    private static final int LARGE = 3 << 20;

    private final SpareBuffers spares = new SpareBuffers();

    @Test
    void theLargestIsTakenIfItIsLargeEnough() {
        byte[] smaller = new byte[1000];
        byte[] larger = new byte[2000];
        spares.give(smaller);
        spares.give(larger);

        assertThat(spares.take(2001)).isNull();
        assertThat(spares.take(10)).isSameAs(larger);
        assertThat(spares.take(10)).isSameAs(smaller);
        assertThat(spares.take(10)).isNull();
    }

    @Test
    void fourAreKeptAndTheSmallestGivesWay() {
        for (int length : new int[] {300, 100, 500, 200, 400, 50}) {
            spares.give(new byte[length]);
        }

        for (int length : new int[] {500, 400, 300, 200}) {
            assertThat(spares.take(1)).hasSize(length);
        }
        assertThat(spares.take(1)).isNull();
    }

    @Test
    void whatIsTooLargeToLieAroundIsNotKept() {
        spares.give(new byte[(4 << 20) + 1]);

        assertThat(spares.take(1)).isNull();
    }

    @Test
    void connectionsOfAThreadReadLargePacketsIntoTheSameArray() throws InterruptedException {
        CompletableFuture<Boolean> same = new CompletableFuture<>();
        Runnable reading = () -> same.completeAsync(
                () -> {
                    PacketFramer first = framer();
                    byte[] small = read(first, 100, (byte) 1);
                    byte[] array = read(first, LARGE, (byte) 2);
                    PacketFramer second = framer();
                    assertThat(array).isNotSameAs(small).isSameAs(read(second, LARGE, (byte) 3));
                    // Not while somebody else reads into it.
                    second.append(packet(LARGE, (byte) 4).readSlice(LARGE / 2));
                    assertThat(read(first, LARGE, (byte) 5)).isNotSameAs(array);
                    // What comes next is small again, and so is the array that the connection has kept for it.
                    assertThat(read(first, 100, (byte) 6)).hasSizeLessThanOrEqualTo(256 << 10);
                    return true;
                },
                Runnable::run);
        // One that has nothing from other tests.
        Thread thread = new Thread(reading);
        thread.start();
        thread.join();
        assertThat(same).isCompletedWithValue(true);
    }

    private static PacketFramer framer() {
        return new PacketFramer(64 << 20, () -> false);
    }

    private static ByteBuf packet(int length, byte content) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, content);
        return Unpooled.wrappedBuffer(FakePackets.packet(0, payload));
    }

    /** Has a packet of such bytes read, which come in pieces, and returns the array that it was read in. */
    private static byte[] read(PacketFramer framer, int length, byte content) {
        framer.expectSequenceId(0);
        ByteBuf packet = packet(length, content);
        while (packet.isReadable()) {
            assertThat(framer.next()).isNull();
            framer.append(packet.readSlice(Math.min(64 << 10, packet.readableBytes())));
        }
        PacketReader reader = Objects.requireNonNull(framer.next());
        byte[] array = reader.array();
        byte[] read = Arrays.copyOfRange(array, reader.position(), reader.position() + reader.remaining());
        byte[] expected = new byte[length];
        Arrays.fill(expected, content);
        assertThat(read).isEqualTo(expected);
        framer.consume();
        return array;
    }
}
