package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchSizesTest {

    private final BatchSizes sizes = new BatchSizes();

    @Test
    void aSizeIsRepeatedFromTheSecondTimeOn() {
        assertThat(sizes.isRepeated("a", 1000)).isFalse();
        assertThat(sizes.isRepeated("a", 1000)).isTrue();
        assertThat(sizes.isRepeated("a", 999)).isFalse();
        assertThat(sizes.isRepeated("b", 1000)).isFalse();
        assertThat(sizes.isRepeated("a", 1000)).isTrue();
    }

    @Test
    void whatHasNotComeForLongIsForgotten() {
        sizes.isRepeated("a", 3);
        sizes.isRepeated("a", 5);
        for (int rows = 100; rows < 131; rows++) {
            assertThat(sizes.isRepeated("a", 3)).isTrue();
            assertThat(sizes.isRepeated("a", rows)).isFalse();
        }

        assertThat(sizes.isRepeated("a", 5)).isFalse();
        assertThat(sizes.isRepeated("a", 3)).isTrue();
    }
}
