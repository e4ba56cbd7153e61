package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and values that become part of statements. */
class SessionVariableTest {

    @Test
    void valuesBecomeLiteralsOfTheirTypes() {
        assertThat(new SessionVariable("a", 7).literal()).isEqualTo("7");
        assertThat(new SessionVariable("a", 0.25).literal()).isEqualTo("0.25");
        assertThat(new SessionVariable("a", new BigDecimal("1E+3")).literal()).isEqualTo("1000");
        assertThat(new SessionVariable("a", true).literal()).isEqualTo("1");
        assertThat(new SessionVariable("a", "7").literal()).isEqualTo("'7'");
        assertThat(new SessionVariable("component.a", "it's, or 'x' = x").literal())
                .isEqualTo("'it''s, or ''x'' = x'");
    }

    @Test
    void textsThatLookLikeNumbersAreNumbers() {
        assertThat(SessionVariable.parse("a", "-7").literal()).isEqualTo("-7");
        assertThat(SessionVariable.parse("a", "0.5").literal()).isEqualTo("0.5");
        assertThat(SessionVariable.parse("a", "1e3").literal()).isEqualTo("'1e3'");
        assertThat(SessionVariable.parse("a", "ON").literal()).isEqualTo("'ON'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a;b", "a=1, b", "@@a", "a-b", "a.b.c", ".a", "1a", "ä", "a/**/"})
    void namesAreWords(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionVariable(name, 1))
                .withMessageContaining("name of a session variable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"time_zone", "AUTOCOMMIT", "character_set_client", "Session_Track_State_Change", "names"})
    void whatTheDriverSetsIsRefusedByName(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionVariable(name, "x"))
                .withMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\", "\\' or", "a\0", "a\nb", "*/ drop", "\u0085"})
    void textThatMeansSomethingElseInSomeModeIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionVariable("a", value))
                .withMessageContaining("session variable a");
    }

    @Test
    void otherTypesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionVariable("a", Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionVariable("a", new byte[1]));
        assertThatIllegalArgumentException().isThrownBy(() -> new SessionVariable("a", 'c'));
    }

    @Test
    void settingsReplaceVariablesOfTheSameName() {
        MySqlConfig config = MySqlConfig.builder()
                .sessionVariable("sql_mode", "ANSI")
                .sessionVariables(Map.of("wait_timeout", "7"))
                .sessionVariable("SQL_MODE", "")
                .build();
        assertThat(config.sessionVariables())
                .containsExactly(
                        new SessionVariable("wait_timeout", new BigDecimal(7)), new SessionVariable("SQL_MODE", ""));
        assertThat(config.toBuilder().build().sessionVariables()).isEqualTo(config.sessionVariables());
    }

    @Test
    void urlsHoldThemBetweenSemicolons() {
        MySqlConfig config = MySqlUrl.parse(
                        "mysql://localhost/?session-variables=sql_mode=ANSI,STRICT_ALL_TABLES;%20wait_timeout%3D7")
                .config()
                .build();
        assertThat(config.sessionVariables())
                .containsExactly(
                        new SessionVariable("sql_mode", "ANSI,STRICT_ALL_TABLES"),
                        new SessionVariable("wait_timeout", new BigDecimal(7)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MySqlUrl.parse("mysql://localhost/?session-variables=secret"))
                .withMessageStartingWith("session-variables")
                .withMessageNotContaining("secret");
    }
}
