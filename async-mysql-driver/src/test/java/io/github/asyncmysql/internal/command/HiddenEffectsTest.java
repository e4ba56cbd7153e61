package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "select 1 /*!, @x := 2 */",
                "select GET_LOCK('a', 1)",
                "select get_lock/**/('a', 1)",
                "select get_lock -- why\n ('a', 1)",
                "select _utf8mb4'x', get_lock('a', 1)",
                "get_lock",
                "call p(1)",
                "CALL p",
                "execute immediate 'set role r'",
                "begin not atomic set role r; end",
                "if 1 then set role r; end if",
                "set role 'admin'",
                "SET  Role none",
                "select own_function(1)",
                "select own_function/* x */(1)",
                "select own_function # x\n(1)",
                "select shop.own_function (1)",
                "select `shop`.`abs`(1)",
                "select sys.abs(1)",
                "insert into t values (own_function(1))",
                "select @x := 7",
                "select id into @x from t",
                "select id into/**/@x from t",
                "load data local infile 'a' into table t (@a, b) set c = @a",
                "set session_track_schema = off",
                "set @@session_track_system_variables = ''",
                "select next value for s",
                "select s.nextval"
            })
    void areFound(String sql) {
        assertThat(HiddenEffects.of(sql) & HiddenEffects.LEAVES).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "#",
                "--",
                "(",
                "@",
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
                "et_lock",
                "locks",
                "select * from t where id = ?",
                "select count(*), Max(a), coalesce (b, 1) from t where a in (1, 2) and (b = 1 or (c = 2))",
                "select (a + b) / (c) from (select 1 as a) as x",
                "/* name: find */ select lower(name) from users where id in (?, ?)",
                "insert into t(a, b) values (?, ?) on duplicate key update a = values(a)",
                "insert ignore into `shop`.`orders` (a) values (now(6))",
                "replace into shop.t (a) values (uuid())",
                "insert into t values ('a@b.c')",
                "with recursive n (i) as (select 1 union all select i + 1 from n where i < 9) select * from n",
                "update t set a = if(b > 1, 2, 3) where c between 1 and 2",
                "delete from t where exists (select 1 from u where u.id = t.id)",
                "select row_number() over (partition by a order by b) from t",
                "select json_extract(a, '$.b'), cast(c as char(3)) from t"
            })
    void areNotSeenWhereThereAreNone(String sql) {
        assertThat(HiddenEffects.of(sql)).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "set transaction isolation level serializable | " + HiddenEffects.SETS_MODE,
                "Set  Transaction read only | " + HiddenEffects.SETS_MODE,
                "set session transaction read only | 0",
                "start transaction | " + HiddenEffects.STARTS_TRANSACTION,
                "begin | " + HiddenEffects.STARTS_TRANSACTION,
                "show warnings | " + HiddenEffects.READS_PREVIOUS,
                "show errors limit 1 | " + HiddenEffects.READS_PREVIOUS,
                "show count(*) warnings | " + HiddenEffects.READS_PREVIOUS,
                "show tables | 0",
                "get diagnostics @n = number | " + (HiddenEffects.READS_PREVIOUS | HiddenEffects.LEAVES),
                "select row_count() | " + HiddenEffects.READS_PREVIOUS,
                "select FOUND_ROWS() | " + HiddenEffects.READS_PREVIOUS,
                "select @@warning_count | " + HiddenEffects.READS_PREVIOUS,
                "select @@session.error_count | " + HiddenEffects.READS_PREVIOUS,
                "select last_insert_id() | " + HiddenEffects.READS_KEY,
                "select Last_Insert_Id( ) | " + HiddenEffects.READS_KEY,
                "select @@identity | " + HiddenEffects.READS_KEY,
                "select @@last_insert_id | " + HiddenEffects.READS_KEY,
                "select last_insert_id(7) | " + HiddenEffects.SETS_KEY,
                "xa end 'a' | " + HiddenEffects.LEAVES,
                "XA Prepare X'61' | " + (HiddenEffects.LEAVES | HiddenEffects.PREPARES_XA),
                "xa commit X'61' | " + (HiddenEffects.LEAVES | HiddenEffects.ENDS_XA),
                "xa  rollback 'a' | " + (HiddenEffects.LEAVES | HiddenEffects.ENDS_XA),
                "set resource group batch | " + HiddenEffects.LEAVES_FOR_GOOD
            })
    void areToldApart(String sql, int effects) {
        assertThat(HiddenEffects.of(sql)).isEqualTo(effects);
    }
}
