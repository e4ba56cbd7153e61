package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every byte that the server sends is taken for a length and replaced by extreme ones, in packets whose headers are honest,
 * and the lengths in the headers themselves. Nothing is allocated for a length that was only announced.
 */
class LengthSweepTest {

    private static final List<byte[]> LENGTHS = List.of(
            FakePackets.hex("fb"),
            FakePackets.hex("fc 00 00"),
            FakePackets.hex("fc ff ff"),
            FakePackets.hex("fd ff ff ff"),
            FakePackets.hex("fe ff ff ff ff ff ff ff ff"),
            FakePackets.hex("fe 00 00 00 00 00 00 00 80"),
            FakePackets.hex("ff"),
            FakePackets.hex("00"),
            FakePackets.hex("01"));

    @ParameterizedTest
    @EnumSource(Scenario.class)
    @Covers("hostile:S4")
    void everyByteIsReplacedByExtremeLengths(Scenario scenario) {
        Sweep.Clean clean = Sweep.clean(scenario);
        int steps = 0;
        for (int offset = 0; offset < clean.length(); offset++) {
            for (byte[] length : LENGTHS) {
                int[] position = {offset};
                MemoryBound memory = MemoryBound.start();
                Sweep sweep = new Sweep(scenario).start((packet, link) -> {
                    link.toClient(replace(packet, position[0], length));
                    position[0] -= packet.length;
                });
                sweep.end();
                sweep.finish("after byte " + offset);
                memory.check("byte " + offset, 2 << 20);
                steps++;
            }
        }
        System.out.println("S4 " + scenario + ": " + steps + " lengths");
    }

    private static byte[] replace(byte[] packet, int offset, byte[] length) {
        if (offset < 0 || offset >= packet.length) {
            return packet;
        }
        if (offset < 4) {
            byte[] bytes = packet.clone();
            Arrays.fill(bytes, 0, 3, length[length.length - 1]);
            return bytes;
        }
        byte[] payload = FakePackets.concat(
                Arrays.copyOfRange(packet, 4, offset), length, Arrays.copyOfRange(packet, offset + 1, packet.length));
        return FakePackets.packet(packet[3], payload);
    }
}
