package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Pieces;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Uploads to real servers. */
class LocalInfileIT {

    private static final String LOAD =
            "load data local infile 'any name' into table local_rows fields terminated by ',' (id, name)";

    private static void inTable(TestServer shared, Consumer<MySqlPool> work) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--local-infile=1");
                MySqlPool pool = Pools.pool(Pools.config(server).allowLocalInfile(true), 1)) {
            pool.sql("create table local_rows (id int primary key, name varchar(40)) engine = InnoDB")
                    .update()
                    .join();
            work.accept(pool);
        }
    }

    private static long count(MySqlPool pool) {
        return pool.sql("select count(*) from local_rows")
                .query(Long.class)
                .single()
                .join();
    }

    @EveryServer(restartable = true)
    @Covers("hostile:T112")
    void loadsWhatTheSourceHas(TestServer shared) throws Exception {
        inTable(shared, pool -> {
            String[] lines = IntStream.range(0, 50_000)
                    .mapToObj(i -> i + ",Grüße " + i + "\n")
                    .toArray(String[]::new);
            UpdateResult loaded =
                    pool.sql(LOAD).localInfile(Pieces.of(lines)).update().join();
            assertThat(loaded.affectedRows()).isEqualTo(lines.length);
            assertThat(pool.sql("select name from local_rows where id = ?")
                            .params(49_999)
                            .query(String.class)
                            .single()
                            .join())
                    .isEqualTo("Grüße 49999");

            IllegalStateException broken = new IllegalStateException("source is broken");
            CompletionException failed = catchThrowableOfType(
                    CompletionException.class, () -> pool.withTransaction(transaction -> transaction
                                    .sql(LOAD)
                                    .localInfile(Pieces.failing("60000,a\n60001,b\n", broken))
                                    .update())
                            .join());
            assertThat(failed.getCause()).isSameAs(broken);
            assertThat(count(pool)).isEqualTo(lines.length);

            Pieces held = Pieces.held("70000,a\n", "70001,b\n");
            CompletableFuture<UpdateResult> cancelled =
                    pool.sql(LOAD).localInfile(held).update();
            await().until(held::isRequested);
            held.letGoOnce();
            cancelled.cancel(false);
            await().until(held::isCancelled);
            assertThat(count(pool)).isEqualTo(lines.length);
        });
    }
}
