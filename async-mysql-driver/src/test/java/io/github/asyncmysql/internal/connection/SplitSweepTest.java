package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However the network cuts the server's bytes into pieces, the result is the same. */
class SplitSweepTest {

    private static final int RANDOM_SPLITS = 200;

    /** Joins what comes without anything being asked in between, and delivers it in pieces that end at these offsets. */
    private static final class Pieces implements Fault {

        private final int[] ends;
        private int position;

        Pieces(int... ends) {
            this.ends = ends;
        }

        @Override
        public void deliver(byte[] packet, VirtualLink link) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            answer.writeBytes(packet);
            link.takeAll().forEach(answer::writeBytes);
            byte[] bytes = answer.toByteArray();
            int from = 0;
            for (int end : ends) {
                int to = Math.min(bytes.length, Math.max(from, end - position));
                link.toClient(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
            link.toClient(Arrays.copyOfRange(bytes, from, bytes.length));
            position += bytes.length;
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    @Covers({"hostile:S2", "hostile:T87"})
    void answersComeInPieces(Scenario scenario) {
        Sweep.Clean clean = Sweep.clean(scenario);
        int length = clean.length();
        int steps = 0;
        for (int size : new int[] {1, 2, 3, 7}) {
            check(
                    scenario,
                    clean,
                    IntStream.rangeClosed(1, length / size + 1)
                            .map(piece -> piece * size)
                            .toArray());
            steps++;
        }
        for (int first = 1; first < length; first++) {
            check(scenario, clean, first);
            steps++;
        }
        // All pairs, except where the dialogue is so long that a part of them has to stand for all.
        int stride = Math.max(1, length / 60);
        for (int first = 1; first < length; first += stride) {
            for (int second = first + 1; second < length; second += stride) {
                check(scenario, clean, first, second);
                steps++;
            }
        }
        SplittableRandom random = new SplittableRandom(length);
        for (int i = 0; i < RANDOM_SPLITS; i++) {
            TreeSet<Integer> ends = new TreeSet<>();
            int cuts = random.nextInt(1, 20);
            for (int cut = 0; cut < cuts; cut++) {
                ends.add(random.nextInt(1, length));
            }
            check(scenario, clean, ends.stream().mapToInt(end -> end).toArray());
            steps++;
        }
        System.out.println("S2 " + scenario + ": " + steps + " splits");
    }

    private static void check(Scenario scenario, Sweep.Clean clean, int... ends) {
        Sweep sweep = new Sweep(scenario).start(new Pieces(ends)).end();
        String step = "pieces up to " + Arrays.toString(ends);
        assertThat(sweep.result()).as(step).isCompletedWithValue(clean.result());
        assertThat(sweep.network().links()).as(step).hasSize(1);
        sweep.finish("after pieces");
    }
}
