package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import org.junit.jupiter.api.Test;

/**
 * Random interleavings of several callers who ask, stream, give up, run out of time, use transactions and lose connections.
 * {@code -Dinterleavings=100000} runs more of them, {@code -Dinterleavings.first=…} begins with another seed.
 */
class InterleavingSweepTest {

    private static final int USUAL = 3_000;

    @Test
    @Covers({"hostile:S7", "guarantee:1", "guarantee:2", "guarantee:4"})
    void everybodyGetsTheAnswerToHisOwnQuestionWhateverTheOrder() {
        long first = Long.getLong("interleavings.first", 1);
        int count = Integer.getInteger("interleavings", USUAL);
        long answered = 0;
        for (long seed = first; seed < first + count; seed++) {
            try {
                answered += new Interleaving(seed).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("-Dinterleavings=1 -Dinterleavings.first=" + seed, e);
            }
        }
        assertThat(answered).as("answers").isGreaterThan(count);
        System.out.println("S7: " + count + " interleavings, " + answered + " answers");
    }
}
