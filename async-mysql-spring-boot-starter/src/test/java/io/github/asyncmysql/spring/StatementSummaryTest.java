package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementSummaryTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "select id, name from users where id = ?                          | SELECT users",
                "select 1                                                         | SELECT",
                "  /* from hints */ select 'from x', `from` from `order items` o  | SELECT orderitems",
                "select * from shop . users                                       | SELECT shop.users",
                "select * from (select * from inner_table) t                      | SELECT inner_table",
                "insert ignore into users (name) values (:name)                   | INSERT users",
                "insert users values (1)                                          | INSERT users",
                "replace into users values (1)                                    | REPLACE users",
                "update low_priority users set name = ?                           | UPDATE users",
                "delete from users                                                | DELETE users",
                "call monthly_report(?)                                           | CALL monthly_report",
                "create table if not exists users (id int)                        | CREATE users",
                "drop table if exists users                                       | DROP users",
                "truncate table users                                             | TRUNCATE users",
                "with recent as (select * from log) select * from recent, users   | WITH_SELECT recent",
                "set @a = 1                                                       | SET",
                "-- comment\\n# comment\\nshow tables                             | SHOW",
                "select 1 for update skip locked                                  | SELECT",
                "insert into copies select * from originals                       | INSERT copies",
                "select replace(name, ?, ?) from users                            | SELECT users",
                "()                                                               | UNKNOWN"
            })
    void saysWhatAStatementDoesAndToWhat(String sql, String summary) {
        assertThat(StatementSummary.of(sql.replace("\\n", "\n")).text()).isEqualTo(summary.replace("WITH_", ""));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "999"})
    void doesNotDependOnValues(int value) {
        assertThat(StatementSummary.of("select * from users where id = " + value + " and name = 'from " + value + "'")
                        .text())
                .isEqualTo("SELECT users");
    }

    // "The summary should be limited to 255 characters, and not be cut within an operation or a target."
    @Test
    void isNeverLongerThan255CharactersAndNeverCutWithinAWord() {
        String table = "t".repeat(250);

        assertThat(StatementSummary.of("select * from " + table).text()).isEqualTo("SELECT");
        assertThat(StatementSummary.of("select * from " + "t".repeat(248)).text())
                .hasSize(255);
        assertThat(StatementSummary.of("s".repeat(300) + " from " + table).text())
                .isEqualTo("UNKNOWN");
        assertThat(new StatementSummary("S".repeat(300), "t").text()).hasSizeLessThanOrEqualTo(255);
    }

    @Test
    void longStringsAndNamesAreNoBurdenOnTheStack() {
        String text = "it\\'s ''long''".repeat(100_000);
        assertThat(StatementSummary.of("insert into notes values ('" + text + "')")
                        .text())
                .isEqualTo("INSERT notes");
        assertThat(StatementSummary.of("select `" + "a``".repeat(100_000) + "`, '" + text + "' from notes")
                        .text())
                .isEqualTo("SELECT notes");
    }
}
