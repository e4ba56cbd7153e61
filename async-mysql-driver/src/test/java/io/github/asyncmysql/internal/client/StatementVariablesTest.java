package io.github.asyncmysql.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.asyncmysql.SessionVariable;
import io.github.asyncmysql.internal.command.HiddenEffects;
import io.github.asyncmysql.internal.command.PlainSelect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Variables of one statement, and hints that users write themselves. */
class StatementVariablesTest {

    private static StatementVariables one(String sql) {
        return StatementVariables.NONE.with(sql, new SessionVariable("a", 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select 1 | select /*+ SET_VAR(a = 1) */ 1",
                "SELECT* from t | SELECT /*+ SET_VAR(a = 1) */* from t",
                "/* why */ insert into t values (?) | /* why */ insert /*+ SET_VAR(a = 1) */ into t values (?)",
                "replace into t values (1) | replace /*+ SET_VAR(a = 1) */ into t values (1)",
                "update t set b = 1 | update /*+ SET_VAR(a = 1) */ t set b = 1",
                "delete from t | delete /*+ SET_VAR(a = 1) */ from t",
                "(select 1) union (select 2) | (select /*+ SET_VAR(a = 1) */ 1) union (select 2)",
                "select /*+ INDEX(t i) */ b from t | select /*+ SET_VAR(a = 1) INDEX(t i) */ b from t",
                "select/*+BKA(t)*/b from t | select/*+ SET_VAR(a = 1)BKA(t)*/b from t",
                "select /* + */ 1 | select /*+ SET_VAR(a = 1) */ /* + */ 1",
                "with c as (select 1 as x) select x from c"
                        + " | with c as (select 1 as x) select /*+ SET_VAR(a = 1) */ x from c",
                "with c(x) as (select replace('a', 'b', 'c')) update t set b = 1"
                        + " | with c(x) as (select replace('a', 'b', 'c')) update /*+ SET_VAR(a = 1) */ t set b = 1",
                "select 'it\\'s /*! open' | select /*+ SET_VAR(a = 1) */ 'it\\'s /*! open'"
            })
    void hintsStandBehindTheVerb(String sql, String expected) {
        assertThat(one(sql).in(sql, false)).isEqualTo(expected);
        assertThat(one(sql).in(sql, true)).isEqualTo("SET STATEMENT a = 1 FOR " + sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call p()",
                "set a = 1",
                "show tables",
                "explain select 1",
                "'select'",
                "/*! select */ 1",
                "/*",
                "with c as (select 1)",
                "create table t select 1",
                "1 select",
                "()"
            })
    void otherStatementsTakeNone(String sql) {
        assertThatIllegalArgumentException().isThrownBy(() -> one(sql)).withMessageContaining("SELECT");
    }

    @Test
    void severalAreSetInTheirOrderAndReplacedByName() {
        String sql = "select 1";
        StatementVariables variables = one(sql).with(sql, new SessionVariable("optimizer_switch", "mrr=off,bka='x'"))
                .with(sql, new SessionVariable("A", 0.5));

        assertThat(variables.in(sql, false))
                .isEqualTo("select /*+ SET_VAR(optimizer_switch = 'mrr=off,bka=''x''') SET_VAR(A = 0.5) */ 1");
        assertThat(variables.in(sql, true))
                .isEqualTo("SET STATEMENT optimizer_switch = 'mrr=off,bka=''x''', A = 0.5 FOR select 1");
        assertThat(StatementVariables.NONE.in(sql, true)).isSameAs(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select /*+ MAX_EXECUTION_TIME(1000) INDEX(t i) */ a from t",
                "SELECT/*+ SET_VAR(sort_buffer_size = 16M) */ count(*) from t",
                " /* trace */ select /*+ QB_NAME(inner) */ a from t"
            })
    void hintsLeaveNothingInTheSession(String sql) {
        assertThat(HiddenEffects.of(sql)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select /*+ MAX_EXECUTION_TIME(1000) */ own_function(1)",
                "select '/*+', own_function(1), '*/'",
                "select /* */ /*+ x */ own_function(1)",
                "select /*+ own_function(1)",
                "call /*+ x */ p(1)",
                "select /*+ */own_function(1)",
                "select /*+ x */ /*! get_lock('a', 1) */"
            })
    void whatStandsBehindHintsIsLookedAt(String sql) {
        assertThat(HiddenEffects.of(sql) & HiddenEffects.LEAVES).isNotZero();
    }

    @Test
    void queriesWithHintsArePlain() {
        assertThat(PlainSelect.is("select /*+ MAX_EXECUTION_TIME(1000) */ a from t where b = abs(?)"))
                .isTrue();
        assertThat(PlainSelect.is("select /*+ MAX_EXECUTION_TIME(1000) */ a into outfile 'x' from t"))
                .isFalse();
    }

    @Test
    void hintsOfInsertsAreKeptWhenTheirRowsAreRepeated() {
        MultiRowInsert insert =
                MultiRowInsert.parse("insert /*+ SET_VAR(foreign_key_checks = OFF) */ into t (a) values (?)");

        assertThat(insert).isNotNull();
        assertThat(insert.sql(2))
                .isEqualTo("insert /*+ SET_VAR(foreign_key_checks = OFF) */ into t (a) values (?),(?)");
    }
}
