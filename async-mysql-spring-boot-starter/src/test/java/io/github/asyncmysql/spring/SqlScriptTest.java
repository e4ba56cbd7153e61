package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.spring.SqlScript.Statement;
import io.github.asyncmysql.testsupport.Covers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlScriptTest {

    @Test
    void separatesStatementsAndCountsLines() {
        assertThat(SqlScript.split("select 1;\n\n  select\n 2 ; ;\r\nselect 3", ";"))
                .containsExactly(
                        new Statement(1, "select 1"), new Statement(3, "select\n 2"), new Statement(5, "select 3"));
    }

    @Test
    @Covers("boot:26")
    void separatorsInsideOfStringsIdentifiersAndCommentsSeparateNothing() {
        assertThat(SqlScript.split("""
                        -- first; comment
                        # second; comment
                        /* third; comment */
                        insert into `a;b` values ('it''s; \\'quoted\\';', "x;""y"); -- behind; it
                        select 1 /* in; between */ + 1--1;
                        /*!40101 set @a = 1; */;
                        """, ";"))
                .containsExactly(
                        new Statement(4, "insert into `a;b` values ('it''s; \\'quoted\\';', \"x;\"\"y\")"),
                        new Statement(5, "select 1 /* in; between */ + 1--1"),
                        new Statement(6, "/*!40101 set @a = 1; */"));
    }

    @Test
    @Covers("boot:26")
    void theDelimiterCommandChangesTheSeparator() {
        assertThat(SqlScript.split("""
                        create table t (id int);
                        DELIMITER //
                        create procedure p()
                        begin
                          select 1;
                          select 2;
                        end//
                          delimiter ;
                        call p();
                        """, ";"))
                .containsExactly(
                        new Statement(1, "create table t (id int)"),
                        new Statement(3, "create procedure p()\nbegin\n  select 1;\n  select 2;\nend"),
                        new Statement(9, "call p()"));
    }

    @Test
    void takesAnotherSeparatorAndAByteOrderMark() {
        assertThat(SqlScript.split("\uFEFFselect 1; select 2\nGO\nselect 3\nGO", "GO"))
                .containsExactly(new Statement(1, "select 1; select 2"), new Statement(3, "select 3"));
        assertThat(SqlScript.split(" \n-- nothing\n", ";")).isEmpty();
        assertThatThrownBy(() -> SqlScript.split("select 1", " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("separator");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "select 'abc | string that starts in line 2",
                "select `abc | identifier that starts in line 2",
                "select /* abc | comment that starts in line 2",
                "delimiter ~ ~ | DELIMITER in line 2"
            })
    void namesTheLineOfWhatIsNotClosed(String text, String message) {
        String script = text.startsWith("delimiter") ? "delimiter  " : text;
        assertThatThrownBy(() -> SqlScript.split("select 1;\n" + script, ";"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
