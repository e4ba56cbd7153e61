package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page for users of aiomysql leaves none of its names out. */
class AiomysqlNamesTest {

    private static final String CREATE_POOL = "minsize maxsize echo pool_recycle loop host port user password db"
            + " unix_socket charset use_unicode sql_mode init_command autocommit read_default_file read_default_group conv"
            + " cursorclass client_flag connect_timeout ssl auth_plugin server_public_key local_infile program_name";
    private static final String POOL =
            "minsize maxsize size freesize closed acquire release clear close terminate wait_closed";
    private static final String CONNECTION =
            "host port unix_socket db user echo last_usage loop closed encoding charset"
                    + " close ensure_closed cursor autocommit get_autocommit begin commit rollback select_db show_warnings escape"
                    + " literal escape_string query next_result affected_rows insert_id kill ping set_charset thread_id"
                    + " character_set_name get_host_info get_proto_info get_server_info get_transaction_status";
    private static final String CURSOR = "connection description rowcount rownumber arraysize lastrowid execute"
            + " executemany callproc fetchone fetchmany fetchall scroll nextset mogrify setinputsizes setoutputsizes"
            + " close SSCursor DictCursor DeserializationCursor";

    private static void isComplete(String heading, String names) {
        String page = Pages.text(Pages.page("docs/coming-from-aiomysql.md"));
        String section = page.substring(page.indexOf("\n### " + heading + "\n"));
        int end = section.indexOf("\n##", 1);
        String table = end < 0 ? section : section.substring(0, end);
        String left = table.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(Pattern.quote("|"))[1])
                .collect(Collectors.joining());
        assertThat(Stream.of(names.split(" "))).as(heading).allSatisfy(name -> assertThat(left)
                .contains("`" + name + "`"));
    }

    @Test
    void everyNameHasItsCounterpart() {
        isComplete("create_pool", CREATE_POOL);
        isComplete("Pool", POOL);
        isComplete("Connection", CONNECTION);
        isComplete("Cursor", CURSOR);
    }
}
