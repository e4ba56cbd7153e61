package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.ResultPart;
import io.github.asyncmysql.ResultRows;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Something that a borrower may leave in a session: the statements that leave it, and a question whose answer shows
 * whether the next one finds it. Immutable.
 *
 * @param name what it is, as the manual calls it
 * @param statements what leaves it behind
 * @param probe asked by the next borrower; the last one's answer counts, and is compared with that of a new session
 * @param observed whether somebody else is asked instead of the next borrower
 * @param knownBy how the driver gets to know of it
 * @param where the servers that have such a thing
 */
record Leftover(
        String name, List<String> statements, List<String> probe, boolean observed, KnownBy knownBy, Where where) {

    /** Resource groups need a right of the operating system: ER_FEATURE_UNSUPPORTED, ER_RESOURCE_GROUP_NOT_EXISTS. */
    private static final Set<Integer> UNSUPPORTED = Set.of(3661, 3651);

    /** How the driver gets to know. */
    enum KnownBy {
        TRACKING("what the server reports"),
        WORDS("words of the statement"),
        CLOSED("words of the statement; the connection is closed, since no reset helps"),
        READER("words of a statement that would read it"),
        STATEMENT("nothing to know: it ends with the statement"),
        NOBODY("nobody: needs `on-release: always`");

        final String text;

        KnownBy(String text) {
            this.text = text;
        }
    }

    /** Where such a thing exists. */
    enum Where {
        EVERYWHERE,
        MYSQL,
        MARIADB;

        boolean is(TestServer server) {
            return this == EVERYWHERE || (this == MYSQL) == server.isMySql();
        }
    }

    static Leftover of(String name, KnownBy knownBy, String statements, String probe) {
        return new Leftover(name, split(statements), split(probe), false, knownBy, Where.EVERYWHERE);
    }

    private static List<String> split(String statements) {
        return List.of(statements.split("; "));
    }

    Leftover only(Where server) {
        return new Leftover(name, statements, probe, observed, knownBy, server);
    }

    Leftover seenByOthers() {
        return new Leftover(name, statements, probe, true, knownBy, where);
    }

    /** Whether it concerns tables, whose rows have to be as they were for the next probe. */
    boolean changesTables() {
        return (statements + " " + probe).contains("insert");
    }

    /** The answer to the probe: the first column of the first row, or the number of an error. */
    String ask(MySqlClient client) {
        String answer = "";
        for (String sql : probe) {
            answer = answer(client, sql);
        }
        return answer;
    }

    private static String answer(MySqlClient client, String sql) {
        try {
            ResultPart first = client.sql(sql).results().join().get(0);
            return first instanceof ResultRows rows && !rows.rows().isEmpty()
                    ? String.valueOf(rows.rows().get(0).getString(0))
                    : "nothing";
        } catch (CompletionException e) {
            if (e.getCause() instanceof MySqlServerException refused) {
                return "error " + refused.errorCode();
            }
            throw e;
        }
    }

    /** Leaves it behind. Returns the error that kept it from that, if any. */
    @Nullable
    MySqlServerException leave(MySqlClient client) {
        for (String sql : statements) {
            try {
                client.sql(sql).results().join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof MySqlServerException refused) {
                    return refused;
                }
                throw e;
            }
        }
        return null;
    }

    /** Whether the server lacks the thing, or was told to do without it. */
    boolean isUnsupportedBy(MySqlServerException refused) {
        return UNSUPPORTED.contains(refused.errorCode());
    }

    @Override
    public String toString() {
        return name;
    }
}
