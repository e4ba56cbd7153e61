package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlUnsupportedException;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Server-side cursors, on real servers. */
class CursorIT {

    private static final String NUMBERS =
            "with recursive n as (select 1 as i union all select i + 1 from n where i < ?) select i from n";

    /** Asks for one row when told, or for the next one when the work on the one before has ended. */
    private static final class Reader implements Flow.Subscriber<Integer> {

        private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        private final List<Integer> rows = new CopyOnWriteArrayList<>();
        private final CompletableFuture<List<Integer>> end = new CompletableFuture<>();
        private final IntFunction<CompletableFuture<?>> work;

        Reader(IntFunction<CompletableFuture<?>> work) {
            this.work = work;
        }

        static Reader asTold() {
            return new Reader(row -> new CompletableFuture<>());
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
        }

        @Override
        public void onNext(Integer row) {
            rows.add(row);
            work.apply(row).whenComplete((done, failure) -> {
                if (failure == null) {
                    request(1);
                } else {
                    subscription.join().cancel();
                    end.completeExceptionally(failure);
                }
            });
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(rows);
        }

        Reader request(long count) {
            subscription.join().request(count);
            return this;
        }
    }

    private static Reader read(SqlStatement statement, int fetchSize, Reader reader) {
        statement.query(Integer.class).stream(fetchSize).subscribe(reader);
        return reader;
    }

    private static long count(MySqlConnection connection, String status) {
        return connection
                .sql("show session status like '" + status + "'")
                .query(row -> row.getLong(1))
                .single()
                .join();
    }

    private static List<Integer> numbers(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    @EveryServer
    void otherStatementsRunBetweenFetchesEvenTheSameOne(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1);
                MySqlConnection connection = pool.acquire().join()) {
            SqlStatement statement = connection.sql(NUMBERS).params(25);
            Reader reader = read(statement, 10, Reader.asTold());
            reader.request(5);
            await().until(() -> reader.rows.size() == 5);
            assertThat(count(connection, "Com_stmt_fetch")).isEqualTo(1);
            assertThat(statement.query(Integer.class).list().join()).isEqualTo(numbers(25));
            Reader second = read(statement, 20, Reader.asTold()).request(Long.MAX_VALUE);
            assertThat(second.end.join()).isEqualTo(numbers(25));
            reader.request(Long.MAX_VALUE);
            assertThat(reader.end.join()).isEqualTo(numbers(25));
            assertThat(count(connection, "Com_stmt_fetch")).isEqualTo(1 + 2 + 2);
            assertThat(count(connection, "Com_stmt_close")).isEqualTo(2);
        }
    }

    @EveryServer
    void eachRowIsWorkedOnInTheTransactionThatReadsIt(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            pool.sql("drop table if exists cursor_rows").update().join();
            pool.sql("create table cursor_rows (id int primary key, done int)")
                    .update()
                    .join();
            pool.sql("insert into cursor_rows (id, done) values (?, ?)")
                    .batch(numbers(7), (id, params) -> params.add(id).add(0))
                    .join();
            List<Integer> read = pool.withTransaction(transaction -> read(
                                    transaction.sql("select id from cursor_rows order by id"),
                                    2,
                                    new Reader(id -> transaction
                                            .sql("update cursor_rows set done = done + id where id = ?")
                                            .params(id)
                                            .update()))
                            .request(1)
                            .end)
                    .join();
            assertThat(read).isEqualTo(numbers(7));
            assertThat(pool.sql("select done from cursor_rows order by id")
                            .query(Integer.class)
                            .list()
                            .join())
                    .isEqualTo(numbers(7));
        }
    }

    @EveryServer
    void cancellingAndGivingBackLeaveACleanSession(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            long session;
            try (MySqlConnection connection = pool.acquire().join()) {
                session = connection.connectionId();
                Reader cancelled = read(connection.sql(NUMBERS).params(100), 3, Reader.asTold())
                        .request(4);
                await().until(() -> cancelled.rows.size() == 4);
                cancelled.subscription.join().cancel();
                await().until(() -> count(connection, "Com_stmt_close") == 1);
                Reader left = read(connection.sql(NUMBERS).params(100), 3, Reader.asTold())
                        .request(1);
                await().until(() -> left.rows.size() == 1);
            }
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(connection.connectionId()).isEqualTo(session);
                assertThat(count(connection, "Com_stmt_close")).isEqualTo(2);
                assertThat(connection
                                .sql(NUMBERS)
                                .params(9)
                                .query(Integer.class)
                                .list()
                                .join())
                        .isEqualTo(numbers(9));
            }
        }
    }

    @EveryServer
    void emptyResultsErrorsAndStatementsWithoutCursor(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            assertThat(read(pool.sql("select 1 from dual where 1 = ?").params(0), 5, Reader.asTold())
                            .request(1)
                            .end
                            .join())
                    .isEmpty();
            assertThatThrownBy(() -> read(pool.sql("select a from not_there"), 5, Reader.asTold())
                            .request(1)
                            .end
                            .join())
                    .hasCauseInstanceOf(MySqlServerException.class);
            pool.sql("drop procedure if exists cursor_procedure").update().join();
            pool.sql("create procedure cursor_procedure() select 1").update().join();
            assertThatThrownBy(() -> read(pool.sql("call cursor_procedure()"), 5, Reader.asTold())
                            .request(1)
                            .end
                            .join())
                    .hasCauseInstanceOf(MySqlUnsupportedException.class);
            assertThat(pool.sql("select 5").query(Integer.class).single().join())
                    .isEqualTo(5);
        }
    }
}
