package io.github.asyncmysql.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.internal.client.MultiRowInsert.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements take several rows, and what they become. */
class MultiRowInsertTest {

    private static String twoRows(String sql) {
        MultiRowInsert insert = MultiRowInsert.parse(sql);
        assertThat(insert).as(sql).isNotNull();
        assertThat(insert.sql(2)).hasSize(insert.length(2));
        assertThat(insert.sql(1)).isEqualTo(sql.strip().endsWith(";") ? insert.sql(1) : sql.substring(0, end(sql)));
        return insert.sql(2);
    }

    // White space and comments at the end may be left out.
    private static int end(String sql) {
        MultiRowInsert insert = MultiRowInsert.parse(sql);
        return insert.sql(1).length();
    }

    @Test
    void aPlainInsertTakesManyRows() {
        assertThat(twoRows("INSERT INTO t (a, b) VALUES (?, ?)"))
                .isEqualTo("INSERT INTO t (a, b) VALUES (?, ?),(?, ?)");
    }

    @Test
    void aStatementMayHaveManyLines() {
        assertThat(twoRows("INSERT INTO\n  t (a,\n b)\nVALUES (?,\n  ?)"))
                .isEqualTo("INSERT INTO\n  t (a,\n b)\nVALUES (?,\n  ?),(?,\n  ?)");
    }

    @Test
    void aSingleRowKeepsItsText() {
        MultiRowInsert insert = MultiRowInsert.parse("insert into t values (?)");
        assertThat(insert.sql(1)).isEqualTo("insert into t values (?)");
        assertThat(insert.placeholders()).isEqualTo(1);
    }

    @Test
    void whatHappensOnADuplicateKeyIsSaidOnce() {
        assertThat(twoRows("insert into t (a, b) values (?, ?) on duplicate key update b = values(b)"))
                .isEqualTo("insert into t (a, b) values (?, ?),(?, ?) on duplicate key update b = values(b)");
    }

    @Test
    void valuesMayBeLiterals() {
        assertThat(twoRows("insert into t values (?, 'x?y', 17, NULL, DEFAULT, ?)"))
                .isEqualTo("insert into t values (?, 'x?y', 17, NULL, DEFAULT, ?),(?, 'x?y', 17, NULL, DEFAULT, ?)");
    }

    @Test
    void whiteSpaceAroundAStatementIsNoHindrance() {
        assertThat(twoRows("  \n\tINSERT INTO t VALUES (?)  \n ")).isEqualTo("  \n\tINSERT INTO t VALUES (?),(?)");
    }

    @Test
    void replaceTakesManyRows() {
        assertThat(twoRows("REPLACE INTO t (a) VALUES (?)")).isEqualTo("REPLACE INTO t (a) VALUES (?),(?)");
        assertThat(MultiRowInsert.parse("replace t values (?)").effect()).isEqualTo(Effect.REPLACE);
    }

    @Test
    void aSemicolonAtTheEndGoes() {
        assertThat(twoRows("insert into t values (?);")).isEqualTo("insert into t values (?),(?)");
        assertThat(twoRows("insert into t values (?) on duplicate key update a = 1 ; -- done"))
                .isEqualTo("insert into t values (?),(?) on duplicate key update a = 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "insert into t values(?)|insert into t values(?),(?)",
                "insert into t(a)values(?)|insert into t(a)values(?),(?)",
                "insert t value (?)|insert t value (?),(?)",
                "insert ignore into t values (?)|insert ignore into t values (?),(?)",
                "insert high_priority t values (?)|insert high_priority t values (?),(?)",
                "insert into `shop`.`t``x` (`a)`, b) values (?)|insert into `shop`.`t``x` (`a)`, b) values (?),(?)",
                "insert into t partition (p0, p1) (a) values (?)|insert into t partition (p0, p1) (a) values (?),(?)",
                "insert into t values (coalesce(?, now(6)), f(?, (?)))"
                        + "|insert into t values (coalesce(?, now(6)), f(?, (?))),(coalesce(?, now(6)), f(?, (?)))",
                "insert into t values (?, ')', '(', \"?\", '''')|insert into t values (?, ')', '(', \"?\", ''''),(?, ')', '(', \"?\", '''')",
                "insert into t values (? /* ) ? */, 1 --2)|insert into t values (? /* ) ? */, 1 --2),(? /* ) ? */, 1 --2)",
                "insert into t values (?) as new|insert into t values (?),(?) as new",
                "insert into t values (?) as new on duplicate key update a = new.a"
                        + "|insert into t values (?),(?) as new on duplicate key update a = new.a",
                "insert into t values (?, ?) as new (x, y) on duplicate key update a = x + y"
                        + "|insert into t values (?, ?),(?, ?) as new (x, y) on duplicate key update a = x + y",
                "insert into t values (?) on duplicate key update id = last_insert_id(id), b = 'x?'"
                        + "|insert into t values (?),(?) on duplicate key update id = last_insert_id(id), b = 'x?'",
                "/* from ? */ insert /*+ hint */ into t values (?)|/* from ? */ insert /*+ hint */ into t values (?),(?)",
                "insert into t values (?) on duplicate key update a = -1 -- ?"
                        + "|insert into t values (?),(?) on duplicate key update a = -1",
                "insert into überall (größe) values (?)|insert into überall (größe) values (?),(?)",
                "insert into t () values ()|insert into t () values (),()",
            })
    void knowsTheShapesOfInsert(String sql, String twoRows) {
        assertThat(twoRows(sql)).isEqualTo(twoRows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "update t set a = ?",
                "delete from t where a = ?",
                "insert into t set a = ?",
                "insert into t select ?",
                "insert into t (a) select ? from dual",
                "insert into t values row(?), row(?)",
                "insert into t values (?), (?)",
                "insert into t values (?), (1)",
                "insert into t values (?",
                "insert into t values (?))",
                "insert into t values (?) on duplicate key update a = ?",
                "insert into t values (?) on duplicate key update a = (select max(b) from u)",
                "insert into t values (?) on duplicate key update a = (1",
                "insert into t values (?) on duplicate key update a = 1)",
                "insert into t values (?) on duplicate update a = 1",
                "insert into t values (?) on duplicate key update",
                "insert into t values (?) on duplicate key update;",
                "insert into t(a) values (?) as new(b) on duplicate key update -- nothing",
                "insert into t values (?) on duplicate key update a = 1 returning id",
                "insert into t values (?) returning id",
                "insert into t values (?) as new (a, b",
                "insert into t values (?) as ?",
                "insert into t values (?); delete from t",
                "insert into t values (?); ;",
                "insert into t values (?;)",
                "insert into t (a, ?) values (?)",
                "insert into t (f(a)) values (?)",
                "insert into ? values (?)",
                "insert into a.b.c values (?)",
                "insert into t partition (?) values (?)",
                "insert into t values ((select max(id) + 1 from u), ?)",
                "insert into t values (last_insert_id(), ?)",
                "insert into t values (ROW_COUNT(), ?)",
                "insert into t values (?, 'it\\'s')",
                "insert into t values (?, \"a\\\")",
                "insert into t values (?, \\N)",
                "insert into t values (?, 'open)",
                "insert into t values (?, `open)",
                "insert into t values (? /* open)",
                "insert into t values (? /*! , (?) */)",
                "insert into t values (? /*M! , (?) */)",
                "insert into t values (?) /*!50000 , (1) */",
                "insert into t values (?) -- hidden\n, (1)",
                "insert into t values # (?)",
                "insert into t values",
                "insert",
                "replace",
                "",
                "call insert_row(?)",
                "with x as (select 1) insert into t values (?)",
                "explain insert into t values (?)",
                "insert into t values (?) {fn now()}",
                "insert into t values (?)\0",
            })
    void leavesEverythingElseAlone(String sql) {
        assertThat(MultiRowInsert.parse(sql)).isNull();
    }

    @Test
    void tellsWhatARowDoes() {
        assertThat(MultiRowInsert.parse("insert into t values (?)").effect()).isEqualTo(Effect.INSERT);
        assertThat(MultiRowInsert.parse("insert ignore t values (?)").effect()).isEqualTo(Effect.INSERT_IGNORE);
        assertThat(MultiRowInsert.parse("insert ignore t values (?) on duplicate key update a = 1")
                        .effect())
                .isEqualTo(Effect.UPSERT);
    }

    @Test
    void countsOnlyRealPlaceholders() {
        assertThat(MultiRowInsert.parse("insert into t values (?, '?', `?`, \"?\", /* ? */ f(?) # ?\n, ?)")
                        .placeholders())
                .isEqualTo(3);
    }

    @Test
    void tellsPlainValuesFromComputedOnes() {
        assertThat(MultiRowInsert.parse("insert into t values (?, 'a', 1, null, default)")
                        .plainValues())
                .isTrue();
        assertThat(MultiRowInsert.parse("insert into t values (?, uuid_short())")
                        .plainValues())
                .isFalse();
        assertThat(MultiRowInsert.parse("insert into t values (? + 1)").plainValues())
                .isFalse();
        assertThat(MultiRowInsert.parse("insert into t values ((?))").plainValues())
                .isFalse();
    }
}
