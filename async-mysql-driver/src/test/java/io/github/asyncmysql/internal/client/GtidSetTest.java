package io.github.asyncmysql.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of global transaction ids, of both products. */
class GtidSetTest {

    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void whatFollowsOnOneAnotherBecomesOneInterval() {
        GtidSet set = GtidSet.EMPTY;
        for (int number = 1; number <= 1_000; number++) {
            set = set.plus(A + ":" + number);
        }
        assertThat(set).hasToString(A + ":1-1000");
        assertThat(set.plus(A + ":1005").plus(A + ":1001-1003").plus(A + ":7")).hasToString(A + ":1-1003:1005");
        assertThat(set.isOfMariaDb()).isFalse();
    }

    @Test
    void sourcesAndTagsAreKeptApart() {
        assertThat(GtidSet.parse(B + ":5," + A + ":1-2:nightly:1-3:9," + A + ":3"))
                .hasToString(A + ":1-3," + A + ":nightly:1-3:9," + B + ":5");
    }

    @Test
    void ofMariaDbTheLatestNumberOfEachDomainCounts() {
        GtidSet set = GtidSet.parse("0-1-9").plus("1-1-4").plus("0-2-10").plus("0-1-3");
        assertThat(set).hasToString("0-2-10,1-1-4");
        assertThat(set.isOfMariaDb()).isTrue();
    }

    @Test
    void whatItWritesItReads() {
        for (String text : new String[] {A + ":1-3:5-9," + B + ":backup_1:4", "0-1-18446744073709551", ""}) {
            assertThat(GtidSet.parse(text)).hasToString(text);
        }
        assertThat(GtidSet.parse("").isEmpty()).isTrue();
        assertThat(GtidSet.parse(" " + A + ":1,\n" + B + ":2"))
                .as("as servers print it")
                .hasToString(A + ":1," + B + ":2");
    }

    /** A token may come from anywhere, and becomes part of a statement. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "'",
                "0-1-1' or 1=1",
                "x",
                "0-1",
                "0-1-1-1",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:1')",
                "3e11fa47-71ca-11e1-9e33-c80aa9429562:a'b:1",
                "0-1-99999999999999999999"
            })
    void whatIsNoSetIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GtidSet.parse(text))
                .withMessage("token must be one that a causal session has given");
    }
}
