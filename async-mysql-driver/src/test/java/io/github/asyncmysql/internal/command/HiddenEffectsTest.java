package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements that leave something behind, and such that do not. */
class HiddenEffectsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lock tables t write",
                " \t\nLOCK INSTANCE FOR BACKUP",
                "Flush tables with read lock",
                "handler t open",
                "xa start 'a'",
                "backup lock t",
                "/* trace 7 */ lock tables t write",
                "/**/-- trace\n# trace\nlock tables t write",
                "--\nlock tables t write",
                "/*! lock tables t write */",
                "/*M! backup stage start */",
                "select GET_LOCK('a', 1)",
                "select _utf8mb4'x', get_lock('a', 1)",
                "get_lock"
            })
    void areFound(String sql) {
        assertThat(HiddenEffects.in(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "#",
                "--",
                "-- lock tables t write",
                "# lock tables t write",
                "/* lock tables t write */",
                "/* lock tables t write",
                "/*",
                "select 1 -- lock",
                "--lock tables t write",
                "/ lock",
                "- lock",
                "select a_b, c_d from get_loc",
                "_",
                "et_lock"
            })
    void areNotSeenWhereThereAreNone(String sql) {
        assertThat(HiddenEffects.in(sql)).isFalse();
    }
}
