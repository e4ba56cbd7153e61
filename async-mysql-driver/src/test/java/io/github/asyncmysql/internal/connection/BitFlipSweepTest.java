package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.testsupport.Covers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every bit that the server sends is flipped once. The result is the same, another well-formed one or one of the driver's
 * errors; nothing hangs, leaks, or reaches the next borrower.
 */
class BitFlipSweepTest {

    @ParameterizedTest
    @EnumSource(Scenario.class)
    @Covers("hostile:S3")
    void everyBitIsFlipped(Scenario scenario) {
        Sweep.Clean clean = Sweep.clean(scenario);
        int steps = 8 * clean.length();
        for (int bit = 0; bit < steps; bit++) {
            int flipped = bit;
            int[] position = {0};
            MemoryBound memory = MemoryBound.start();
            Sweep sweep = new Sweep(scenario).start((packet, link) -> {
                int index = flipped / 8 - position[0];
                position[0] += packet.length;
                byte[] bytes = packet.clone();
                if (index >= 0 && index < bytes.length) {
                    bytes[index] ^= (byte) (1 << flipped % 8);
                }
                link.toClient(bytes);
            });
            sweep.end();
            sweep.finish("after bit " + bit);
            memory.check("bit " + bit, 2 << 20);
        }
        System.out.println("S3 " + scenario + ": " + steps + " bits");
    }
}
