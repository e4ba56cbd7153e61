package io.github.asyncmysql.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements go to MariaDB in bulk. */
class BatchGroupsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update t set a = ?, b = 1 where c = ?",
                "UPDATE `a,b` SET x = ?",
                "delete from t where a = ?",
                "insert into t set a = ?",
                "insert into t values (?) on duplicate key update a = ?",
                "replace into t values (?), (?)",
            })
    void statementsOnOneTableDo(String sql) {
        assertThat(BatchGroups.takesBulk(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select ?",
                "call f(?)",
                "update t set a = 1",
                "update t set a = '?'",
                "update t, u set t.a = ?",
                "update t join u using (id) set t.a = ?",
                "update t set a = ? where b in (select b from u)",
                "delete t from t, u where t.a = ?",
                "delete from t using t, u where t.a = ?",
                "delete from t where a = ? returning b",
                "insert into t select ?",
                "insert into t values (?) returning id",
                "update t set a = 'it\\'s' where b = ?",
                "update t set a = ? /*! , b = 1 */",
                "",
            })
    void allOthersDoNot(String sql) {
        assertThat(BatchGroups.takesBulk(sql)).isFalse();
    }
}
