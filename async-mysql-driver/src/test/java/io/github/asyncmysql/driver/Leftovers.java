package io.github.asyncmysql.driver;

import static io.github.asyncmysql.driver.Leftover.KnownBy.CLOSED;
import static io.github.asyncmysql.driver.Leftover.KnownBy.NOBODY;
import static io.github.asyncmysql.driver.Leftover.KnownBy.READER;
import static io.github.asyncmysql.driver.Leftover.KnownBy.STATEMENT;
import static io.github.asyncmysql.driver.Leftover.KnownBy.TRACKING;
import static io.github.asyncmysql.driver.Leftover.KnownBy.WORDS;
import static io.github.asyncmysql.driver.Leftover.Where.MARIADB;
import static io.github.asyncmysql.driver.Leftover.Where.MYSQL;

import io.github.asyncmysql.testsupport.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Everything that one borrower may leave to the next. Immutable. */
final class Leftovers {

    private static final String LOCK_USED = "select is_used_lock('state')";
    private static final String CREATE_TABLE =
            "set session lock_wait_timeout = 1; create table state_new (a int); drop table state_new";
    private static final String INSERT = "insert into state_rows values (9)";
    private static final String BEGIN = "rollback; begin";

    private static final List<Leftover> ALL = List.of(
            Leftover.of(
                    "transaction",
                    TRACKING,
                    "begin; insert into state_rows values (1)",
                    "select count(*) from state_rows"),
            Leftover.of("autocommit mode", TRACKING, "set autocommit = 0", "select @@autocommit"),
            Leftover.of(
                    "isolation level",
                    TRACKING,
                    "set session transaction isolation level read uncommitted",
                    "select @@transaction_isolation"),
            Leftover.of("read-only mode", TRACKING, "set session transaction read only", INSERT),
            Leftover.of("mode of the next transaction", WORDS, "set transaction read only", INSERT),
            Leftover.of("default database", TRACKING, "use information_schema", "select database()"),
            Leftover.of("character set", TRACKING, "set names latin1", "select @@character_set_results"),
            Leftover.of(
                    "collation",
                    TRACKING,
                    "set collation_connection = utf8mb4_bin",
                    "select @@collation_connection = 'utf8mb4_bin'"),
            Leftover.of("time zone", TRACKING, "set time_zone = '+05:00'", "select @@time_zone"),
            Leftover.of("`sql_mode`", TRACKING, "set sql_mode = 'ANSI_QUOTES'", "select @@sql_mode"),
            Leftover.of("`foreign_key_checks`", TRACKING, "set foreign_key_checks = 0", "select @@foreign_key_checks"),
            Leftover.of("`unique_checks`", TRACKING, "set unique_checks = 0", "select @@unique_checks"),
            Leftover.of("`sql_select_limit`", TRACKING, "set sql_select_limit = 1", "select @@sql_select_limit"),
            Leftover.of("`sql_log_bin`", TRACKING, "set sql_log_bin = 0", "select @@sql_log_bin"),
            Leftover.of("`timestamp`", TRACKING, "set timestamp = 1", "select unix_timestamp() < 10"),
            Leftover.of("`insert_id`", TRACKING, "set insert_id = 77", "select @@insert_id"),
            Leftover.of("`profiling`", TRACKING, "set profiling = 1", "select @@profiling"),
            Leftover.of(
                    "session tracking switched off",
                    WORDS,
                    "set session_track_state_change = off; set @state = 7",
                    "select @state"),
            Leftover.of("user variable", TRACKING, "set @state = 7", "select @state"),
            Leftover.of("user variable, in an expression", WORDS, "select @state := 7", "select @state"),
            Leftover.of("user variable, by `INTO`", WORDS, "select 7 into @state", "select @state"),
            Leftover.of("user variable, in a procedure", WORDS, "call state_variable()", "select @state"),
            Leftover.of("user variable, in a function", WORDS, "select state_variable_now()", "select @state"),
            Leftover.of(
                    "temporary table",
                    TRACKING,
                    "create temporary table state_temporary (a int)",
                    "select * from state_temporary"),
            Leftover.of(
                    "temporary table, in a procedure", WORDS, "call state_table()", "select * from state_temporary"),
            Leftover.of(
                    "prepared statement of the text protocol",
                    TRACKING,
                    "prepare state from 'select 1'",
                    "execute state"),
            // The locks wait, because the server may still be ending the session of the probe before, which holds it.
            Leftover.of("user lock", WORDS, "select get_lock('state', 10)", LOCK_USED),
            Leftover.of("user lock, behind comments", WORDS, "/* not */ do /* now */ get_lock('state', 10)", LOCK_USED),
            Leftover.of("user lock, in a procedure", WORDS, "call state_lock()", LOCK_USED),
            Leftover.of("user lock, in a function", WORDS, "select state_lock_now()", LOCK_USED),
            Leftover.of(
                    "user lock, in a function of another database", WORDS, "do `test`.`state_lock_now` ()", LOCK_USED),
            Leftover.of("user lock, in a trigger", NOBODY, "insert into state_triggers values (1)", LOCK_USED),
            Leftover.of("user lock, in a view", NOBODY, "select * from state_view", LOCK_USED),
            Leftover.of(
                    "user lock, in text that is prepared",
                    TRACKING,
                    "set @text = concat('select get_', 'lock(\\'state\\', 10)'); prepare state from @text; execute state;"
                            + " deallocate prepare state; set @text = null",
                    LOCK_USED),
            Leftover.of(
                            "user lock, in text that is executed",
                            WORDS,
                            "execute immediate concat('select get_', 'lock(\\'state\\', 10)')",
                            LOCK_USED)
                    .only(MARIADB),
            Leftover.of("table lock", WORDS, "lock tables state_rows read", INSERT),
            Leftover.of(
                    "table lock, behind a comment",
                    WORDS,
                    "-- one\n# two\n/* three */ lock tables state_rows read",
                    INSERT),
            Leftover.of("table lock, by `FLUSH`", WORDS, "flush tables state_rows with read lock", INSERT),
            Leftover.of("lock of the instance", WORDS, "lock instance for backup", CREATE_TABLE)
                    .only(MYSQL)
                    .seenByOthers(),
            Leftover.of("stage of a backup", WORDS, "backup stage start", "backup stage end")
                    .only(MARIADB),
            Leftover.of(
                            "backup lock",
                            WORDS,
                            "backup lock state_rows",
                            "set session lock_wait_timeout = 1; alter table state_rows comment = 'changed'")
                    .only(MARIADB)
                    .seenByOthers(),
            Leftover.of("XA transaction", WORDS, "xa start 'state'", BEGIN),
            Leftover.of("XA transaction, ended", WORDS, "xa start 'state'; xa end 'state'", BEGIN),
            Leftover.of("handler", WORDS, "handler state_rows open", "handler state_rows read first"),
            Leftover.of("role", WORDS, "set role state_role", "select current_role()"),
            Leftover.of("role, in a procedure", WORDS, "call state_role_now()", "select current_role()"),
            Leftover.of("resource group", CLOSED, "set resource group state_group", "select 1")
                    .only(MYSQL),
            Leftover.of("Oracle mode", TRACKING, "set sql_mode = oracle", "select @@sql_mode")
                    .only(MARIADB),
            Leftover.of(
                            "variable of one statement",
                            STATEMENT,
                            "set statement max_statement_time = 77 for select 1",
                            "select @@max_statement_time")
                    .only(MARIADB),
            Leftover.of(
                            "value of a sequence",
                            WORDS,
                            "select nextval(state_sequence)",
                            "select lastval(state_sequence)")
                    .only(MARIADB),
            Leftover.of(
                            "value of a sequence, in standard words",
                            WORDS,
                            "select next value for state_sequence",
                            "select previous value for state_sequence")
                    .only(MARIADB),
            Leftover.of(
                            "value of a sequence, by a column's default",
                            NOBODY,
                            "insert into state_defaults (b) values (1)",
                            "select lastval(state_sequence)")
                    .only(MARIADB),
            Leftover.of("last key", READER, "insert into state_keys (b) values (1), (2)", "select last_insert_id()"),
            Leftover.of("last key, by its function", READER, "select last_insert_id(77)", "select @@identity"),
            Leftover.of("number of rows found", READER, "select 1 union all select 2", "select found_rows()"),
            Leftover.of(
                    "number of rows changed", READER, "insert into state_rows values (3), (4)", "select row_count()"),
            Leftover.of("warnings", READER, "drop table if exists state_nothing", "show warnings"),
            Leftover.of("number of warnings", READER, "drop table if exists state_nothing", "select @@warning_count"));

    private Leftovers() {}

    static List<Leftover> of(TestServer server) {
        return ALL.stream().filter(leftover -> leftover.where().is(server)).toList();
    }

    static List<Leftover> all() {
        return ALL;
    }

    /** Makes the tables and programs that the statements need. */
    static void prepare(TestServer server) {
        server.execute(
                "drop table if exists state_rows, state_keys, state_triggers",
                "drop view if exists state_view",
                "create table state_rows (id int primary key)",
                "create table state_keys (id int primary key auto_increment, b int) auto_increment = 70",
                "create table state_triggers (id int)",
                "drop procedure if exists state_lock",
                "create procedure state_lock() begin declare got int; set got = get_lock('state', 10); end",
                "drop procedure if exists state_variable",
                "create procedure state_variable() set @state = 7",
                "drop procedure if exists state_table",
                "drop procedure if exists state_role_now",
                "create procedure state_role_now() sql security invoker set role state_role",
                "create procedure state_table() create temporary table state_temporary (a int)");
        // Functions that change something need the right to do so where there is a binary log.
        attempt(server, "set global log_bin_trust_function_creators = 1");
        server.execute(
                "drop function if exists state_lock_now",
                "create function state_lock_now() returns int return get_lock('state', 10)",
                "drop function if exists state_variable_now",
                "create function state_variable_now() returns int begin set @state = 7; return 1; end",
                "create trigger state_trigger before insert on state_triggers for each row set new.id = state_lock_now()",
                "create view state_view as select state_lock_now()");
        attempt(server, "create role state_role");
        attempt(server, "grant state_role to " + server.username());
        if (server.isMariaDb()) {
            server.execute(
                    "drop table if exists state_defaults",
                    "drop sequence if exists state_sequence",
                    "create sequence state_sequence",
                    "create table state_defaults (a int default nextval(state_sequence), b int)");
        } else {
            attempt(server, "create resource group state_group type = user");
        }
    }

    /** Removes what each of them may have left in tables, so that the next one starts from the same. */
    static void clear(TestServer server) {
        server.execute("delete from state_rows", "delete from state_keys", "delete from state_triggers");
    }

    private static void attempt(TestServer server, String sql) {
        try (Connection connection = server.connectWithJdbc();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            // It is there already, or not needed, or not supported; then the statements themselves will tell.
        }
    }
}
