package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.InvalidDataAccessApiUsageException;

class NamedParameterSqlTest {

    private static NamedParameterSql.Bound bind(String sql, Map<String, ?> values) {
        return NamedParameterSql.parse(sql).bind(values);
    }

    @Test
    void replacesNamesByPlaceholdersInTheOrderOfTheText() {
        NamedParameterSql.Bound bound =
                bind("select * from t where b = :b and a = :a or b > :b", Map.of("a", 1, "b", "two"));

        assertThat(bound.sql()).isEqualTo("select * from t where b = ? and a = ? or b > ?");
        assertThat(bound.values()).containsExactly("two", 1, "two");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "where id=:id|where id=?",
                "(:id)|(?)",
                ":id+1|?+1",
                "f(:id,:id)|f(?,?)",
                "a=:id;|a=?;",
                "x:id|x?",
                ":id:id|??",
                "5--:id|5--?",
                "a - -:id|a - -?",
                "a/:id|a/?",
                "a*:id|a*?",
                "/*!40101 and x = :id */ and y = :id|/*!40101 and x = ? */ and y = ?",
                "/*M! and x = :id */ and y = :id|/*M! and x = ? */ and y = ?",
                "@a:=:id|@a:=?",
                "@`a`=:id|@`a`=?",
                "'it''s'=:id|'it''s'=?",
                "'it\\'s'=:id|'it\\'s'=?",
                "'\\\\'=:id|'\\\\'=?",
                "\"a\\\"b\"=:id|\"a\\\"b\"=?",
                "`a``b\\`=:id|`a``b\\`=?",
                "''=:id|''=?"
            })
    void findsTheName(String sql, String expected) {
        NamedParameterSql.Bound bound = bind(sql, Map.of("id", 7));

        assertThat(bound.sql()).isEqualTo(expected);
        assertThat(bound.values()).isNotEmpty().containsOnly(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select ':id'",
                "select \":id\"",
                "select `:id`",
                "select 'a'':id'",
                "select 'a\\':id'",
                "select '\\\\', ':id'",
                "select 1 -- :id",
                "select 1 --\t:id\n",
                "select 1 # :id",
                "select 1 /* :id */",
                "select 1 /*+ hint(:id) */",
                "select /* ' */ 1 /* :id ' */",
                "select 1::id",
                "select @x:=1",
                "select @@session.x :=1",
                "select a ? : b",
                "select '12:30:00'",
                "select :1",
                "label: loop"
            })
    void leavesTheTextAlone(String sql) {
        NamedParameterSql parsed = NamedParameterSql.parse(sql);

        assertThat(parsed.names()).isEmpty();
        assertThat(parsed.bind(List.of()).sql()).isEqualTo(sql);
    }

    @Test
    void commentsEndWithTheLine() {
        assertThat(bind("select 1 # it's\n where a = :a -- it's\n and b = :b", Map.of("a", 1, "b", 2))
                        .sql())
                .isEqualTo("select 1 # it's\n where a = ? -- it's\n and b = ?");
    }

    @Test
    void namesMayHoldLettersOfAnyAlphabetDigitsAndUnderscores() {
        assertThat(NamedParameterSql.parse(":größe, :_x1, :名").names()).containsExactly("größe", "_x1", "名");
    }

    @Test
    void anEscapedColonStandsForItself() {
        assertThat(bind("select '\\:x', a\\:b, :c", Map.of("c", 1)).sql()).isEqualTo("select '\\:x', a:b, ?");
        assertThat(NamedParameterSql.parse("l\\:x").bind(List.of()).sql()).isEqualTo("l:x");
    }

    @Test
    void collectionsExpandToAListOfPlaceholders() {
        NamedParameterSql.Bound bound = bind("id in (:ids) and x = :x", Map.of("ids", List.of(1, 2, 3), "x", 4));

        assertThat(bound.sql()).isEqualTo("id in (?, ?, ?) and x = ?");
        assertThat(bound.values()).containsExactly(1, 2, 3, 4);
        assertThat(bind("id in (:ids)", Map.of("ids", Set.of(9))).sql()).isEqualTo("id in (?)");
    }

    @Test
    void rowsInACollectionExpandToRowValues() {
        NamedParameterSql.Bound bound =
                bind("(a, b) in (:pairs)", Map.of("pairs", List.of(new Object[] {1, "x"}, List.of(2, "y"))));

        assertThat(bound.sql()).isEqualTo("(a, b) in ((?, ?), (?, ?))");
        assertThat(bound.values()).containsExactly(1, "x", 2, "y");
    }

    @Test
    void nullAndByteArraysAreValues() {
        Map<String, Object> values = new HashMap<>();
        byte[] bytes = {1, 2};
        values.put("a", null);
        values.put("b", bytes);
        values.put("c", Arrays.asList(1, null));

        NamedParameterSql.Bound bound = bind(":a, :b, :c", values);

        assertThat(bound.sql()).isEqualTo("?, ?, ?, ?");
        assertThat(bound.values()).containsExactly(null, bytes, 1, null);
    }

    @Test
    void saysWhatIsMissingOrLeftOver() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> bind("a = :a and b = :b", Map.of("a", 1)))
                .withMessage("No value for the named parameter :b");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> bind("a = :a and b = :b", Map.of("a", 1, "b", 2, "nmae", 3)))
                .withMessage("The statement has no named parameter :nmae, only :a, :b");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> bind("a = 1", Map.of("a", 1)))
                .withMessage("The statement has no named parameter :a");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> NamedParameterSql.parse("a = :a").bind(List.of()))
                .withMessage("No value for the named parameter :a");
    }

    @Test
    void refusesToMixNamesAndPositions() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> bind("a = :a and b = ?", Map.of("a", 1)))
                .withMessage("The statement mixes the named parameter :a with ? placeholders");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> NamedParameterSql.parse("a = :a").bind(List.of(1)))
                .withMessageStartingWith("Values were given by position, but the statement has the named parameter :a");
    }

    @Test
    void questionMarksInTextAreNoPlaceholders() {
        assertThat(bind("a = :a and b = '?' -- ?\n", Map.of("a", 1)).sql()).isEqualTo("a = ? and b = '?' -- ?\n");
    }

    @Test
    void refusesEmptyCollections() {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> bind("id in (:ids)", Map.of("ids", List.of())))
                .withMessageContaining(":ids is an empty collection");
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> bind("(a, b) in (:ids)", Map.of("ids", List.of(List.of()))))
                .withMessageContaining(":ids is an empty collection");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "select :a, 'x|string",
                "select :a, \"x\\\"|string",
                "select :a, `x|identifier",
                "select :a /* x|comment",
                "select :a /*! x|comment"
            })
    void refusesNamesInATextThatIsNotClosed(String sql, String kind) {
        assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
                .isThrownBy(() -> bind(sql, Map.of("a", 1)))
                .withMessageContaining("unclosed " + kind);
    }

    @Test
    void positionalStatementsGoToTheServerAsTheyAre() {
        String sql = "select '\\' from t where a = ?";

        assertThat(NamedParameterSql.parse(sql).bind(List.of(1)).sql()).isEqualTo(sql);
    }
}
