package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.internal.command.PreparedStatement;
import org.junit.jupiter.api.Test;

class StatementCacheTest {

    private static final int SQL_LIMIT = 100;

    private final StatementCache cache = new StatementCache(10, SQL_LIMIT);

    private static PreparedStatement statement(int number, int length) {
        String start = "insert " + number + " ";
        return new PreparedStatement(start + "x".repeat(length - start.length()), null);
    }

    private PreparedStatement put(int number, int length, boolean rewritten) {
        PreparedStatement statement = statement(number, length);
        cache.put(statement, rewritten);
        return statement;
    }

    @Test
    void longTextsAreKeptOnlyIfTheyStandForManyRows() {
        assertThat(put(1, SQL_LIMIT, false).isCached()).isTrue();
        assertThat(put(2, SQL_LIMIT + 1, false).isCached()).isFalse();
        assertThat(put(3, SQL_LIMIT + 1, true).isCached()).isTrue();
        assertThat(put(4, StatementCache.REWRITTEN_SQL, true).isCached()).isTrue();
        assertThat(put(5, StatementCache.REWRITTEN_SQL + 1, true).isCached()).isFalse();
        assertThat(cache.size()).isEqualTo(3);
    }

    @Test
    void textsForManyRowsGiveWayToEachOtherBeforeTheyTakeTooMuchRoom() {
        PreparedStatement ordinary = put(0, 50, false);
        PreparedStatement[] rewritten = new PreparedStatement[4];
        for (int i = 0; i < 4; i++) {
            rewritten[i] = put(1 + i, StatementCache.REWRITTEN_SQL, true);
            assertThat(rewritten[i].isCached()).isTrue();
        }
        assertThat(cache.get(rewritten[0].sql())).isSameAs(rewritten[0]);

        PreparedStatement small = statement(5, 20);
        assertThat(cache.put(small, true)).as("used least recently").containsExactly(rewritten[1]);
        assertThat(rewritten[1].isCached()).isFalse();
        assertThat(ordinary.isCached()).isTrue();

        cache.remove(rewritten[2]);
        assertThat(cache.put(statement(6, StatementCache.REWRITTEN_SQL), true)).isEmpty();
        cache.clear();
        for (int i = 0; i < 4; i++) {
            assertThat(cache.put(statement(7 + i, StatementCache.REWRITTEN_SQL), true))
                    .isEmpty();
        }
    }

    @Test
    void theNumberOfStatementsIsLimitedWhateverTheyAre() {
        PreparedStatement first = put(0, 50, true);
        for (int i = 1; i < 10; i++) {
            put(i, 50, i % 2 == 0);
        }
        PreparedStatement last = statement(10, 50);

        assertThat(cache.put(last, false)).containsExactly(first);
        assertThat(last.isCached()).isTrue();
        assertThat(cache.size()).isEqualTo(10);
    }

    @Test
    void whereNothingIsKeptNothingIs() {
        StatementCache none = new StatementCache(0, SQL_LIMIT);
        PreparedStatement statement = statement(1, 20);

        assertThat(none.put(statement, true)).isEmpty();
        assertThat(statement.isCached()).isFalse();
    }
}
