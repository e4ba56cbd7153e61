package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.github.asyncmysql.testsupport.FakePackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Content of Zstandard, good and bad. */
class ZstdFramesTest {

    private static final int MAX_FRAME = 0xffffff;

    private final FrameCodec codec = new ZstdFrames(3);

    @AfterEach
    void end() {
        codec.close();
    }

    private byte[] inflate(byte[] content, int announced) throws DataFormatException {
        // In the middle of a buffer, and no more than was announced.
        ByteBuf in = Unpooled.wrappedBuffer(new byte[3], content, new byte[3]);
        ByteBuf out = Unpooled.buffer(Math.min(announced, 16), announced);
        codec.inflate(in, 3, content.length, out);
        byte[] plain = new byte[out.readableBytes()];
        out.readBytes(plain);
        return plain;
    }

    private void assertDamaged(byte[] content, int announced) {
        assertThatThrownBy(() -> inflate(content, announced)).isInstanceOf(DataFormatException.class);
    }

    private static byte[] text(int length) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + i / 7 % 26);
        }
        return text;
    }

    @Test
    void readsWhatItHasWritten() throws Exception {
        for (int length : new int[] {50, 255, 256, 8192, 65_791, 65_792, 3_000_000, MAX_FRAME}) {
            byte[] plain = text(length);
            ByteBuf out = Unpooled.buffer();
            assertThat(codec.compress(Unpooled.wrappedBuffer(new byte[2], plain), 2, length, out))
                    .isTrue();
            byte[] content = new byte[out.readableBytes()];
            out.readBytes(content);
            assertThat(codec.mayBegin((content[0] & 0xff) << 8 | content[1] & 0xff))
                    .isTrue();
            assertThat(inflate(content, length)).isEqualTo(plain);
        }
        byte[] noise = new byte[1000];
        new Random(7).nextBytes(noise);
        assertThat(codec.compress(Unpooled.wrappedBuffer(noise), 0, 1000, Unpooled.buffer()))
                .as("it has become no shorter")
                .isFalse();
    }

    @Test
    void readsNoMoreThanWasAnnounced() {
        byte[] bomb = Zstd.compress(new byte[15 << 20]);
        assertThat(bomb.length).isLessThan(10_000);
        assertDamaged(bomb, 100);
        assertDamaged(bomb, (15 << 20) - 1);
    }

    @Test
    void contentEndsWithItsFrame() {
        byte[] plain = text(50_000);
        byte[] content = Zstd.compress(plain);
        for (int length = 0; length < content.length; length++) {
            assertDamaged(Arrays.copyOf(content, length), plain.length);
        }
        assertDamaged(Arrays.copyOf(content, content.length + 1), plain.length);
        assertDamaged(FakePackets.concat(content, content), plain.length);
        assertDamaged(FakePackets.concat(content, content), 2 * plain.length);
    }

    @Test
    void takesNoMoreMemoryThanAFrameCanNeed() {
        // No single segment; the window's exponent is 15 above 1 KiB, which is 32 MiB.
        assertDamaged(FakePackets.hex("28 b5 2f fd 00 78 01 00 00"), 1 << 20);
        // A single segment of 2^62 bytes.
        assertDamaged(FakePackets.hex("28 b5 2f fd e0 00 00 00 00 00 00 00 40 01 00 00"), 1 << 20);
    }

    @Test
    void othersThanItsOwnContentIsNone() {
        assertDamaged(new byte[20], 100);
        assertThat(codec.mayBegin(0x789c)).as("of zlib").isFalse();
    }
}
