package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Pieces;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.io.TempDir;

/** Parameters that are sent while they are read, on real servers. */
class LargeParameterIT {

    private static final String SELECT = "select concat(name, ':', length(content), ':', length(note)) from large_rows";

    private static void inTable(TestServer server, BiConsumer<MySqlPool, SqlStatement> work) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            pool.sql("drop table if exists large_rows").update().join();
            pool.sql("create table large_rows (name varchar(40), content longblob, note longtext) engine = InnoDB"
                            + " default charset = utf8mb4")
                    .update()
                    .join();
            work.accept(pool, pool.sql("insert into large_rows values (?, ?, ?)"));
            pool.sql("drop table large_rows").update().join();
        }
    }

    private static Throwable failure(CompletableFuture<?> future) {
        return catchThrowableOfType(CompletionException.class, future::join).getCause();
    }

    private static long connectionId(MySqlPool pool) {
        return pool.sql("select connection_id()").query(Long.class).single().join();
    }

    @EveryServer
    void storesWhatTheSourcesHave(TestServer server) {
        inTable(server, (pool, insert) -> {
            byte[] content = new byte[3_000_000];
            ThreadLocalRandom.current().nextBytes(content);
            String note = "Grüße €😀 ".repeat(50_000);
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try {
                insert.params(
                                "first",
                                LargeValue.bytes(() -> new ByteArrayInputStream(content), thread),
                                LargeValue.text(
                                        () -> new ByteArrayInputStream(note.getBytes(StandardCharsets.UTF_8)), thread))
                        .update()
                        .join();
            } finally {
                thread.shutdown();
            }
            insert.params("empty", LargeValue.bytes(Pieces.of()), LargeValue.text(Pieces.of("")))
                    .update()
                    .join();
            insert.params("small", new byte[] {1}, "x").update().join();
            insert.params("null", null, LargeValue.text(Pieces.of("y")))
                    .update()
                    .join();
            assertThat(pool.sql("select content from large_rows where note = ?")
                            .params(LargeValue.text(Pieces.of(note)))
                            .query(byte[].class)
                            .single()
                            .join())
                    .isEqualTo(content);
            assertThat(pool.sql("select concat(name, ':', ifnull(length(content), '-'), ':', char_length(note))"
                                    + " from large_rows order by name")
                            .query(String.class)
                            .list()
                            .join())
                    .containsExactly(
                            "empty:0:0",
                            "first:3000000:" + note.codePointCount(0, note.length()),
                            "null:-:1",
                            "small:1:1");
        });
    }

    @EveryServer
    void acceptsTextForJson(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            assertThat(pool.sql("select json_extract(?, '$.a')")
                            .params(LargeValue.text(Pieces.of("{\"a\"", ": 12}")))
                            .query(String.class)
                            .single()
                            .join())
                    .isEqualTo("12");
        }
    }

    @EveryServer
    void sourceThatFailsStoresNothingAndKeepsTheConnection(TestServer server) {
        inTable(server, (pool, insert) -> {
            long id = connectionId(pool);
            IllegalStateException broken = new IllegalStateException("source is broken");
            LargeValue good = LargeValue.bytes(Pieces.of("abc"));
            assertThat(failure(insert.params("a", good, LargeValue.text(Pieces.failing("half", broken)))
                            .update()))
                    .isSameAs(broken);
            // What is left of the first attempt would be found in front of this.
            insert.params("b", LargeValue.bytes(Pieces.of("de")), LargeValue.text(Pieces.of("f")))
                    .update()
                    .join();
            insert.params("c", new byte[] {1, 2, 3}, "text").update().join();
            assertThat(pool.sql(SELECT + " order by name")
                            .query(String.class)
                            .list()
                            .join())
                    .containsExactly("b:2:1", "c:3:4");
            assertThat(connectionId(pool)).isEqualTo(id);
        });
    }

    @EveryServer
    void cancellingStoresNothing(TestServer server) {
        inTable(server, (pool, insert) -> {
            Pieces held = Pieces.held("abc", "def");
            CompletableFuture<?> done =
                    insert.params("a", LargeValue.bytes(held), "x").update();
            await().until(held::isRequested);
            held.letGoOnce();
            done.cancel(false);
            await().until(held::isCancelled);
            insert.params("b", LargeValue.bytes(Pieces.of("gh")), "y").update().join();
            assertThat(pool.sql(SELECT).query(String.class).list().join()).containsExactly("b:2:1");
        });
    }

    @EveryServer
    void failureOfTheExecutionLeavesTheStatementUsable(TestServer server) {
        inTable(server, (pool, insert) -> {
            pool.sql("alter table large_rows add primary key (name)").update().join();
            long id = connectionId(pool);
            insert.params("a", LargeValue.bytes(Pieces.of("1")), "x").update().join();
            assertThat(failure(insert.params("a", LargeValue.bytes(Pieces.of("22")), "y")
                            .update()))
                    .hasMessageContaining("Duplicate");
            insert.params("b", new byte[] {3, 3, 3}, LargeValue.text(Pieces.of("zz")))
                    .update()
                    .join();
            assertThat(pool.sql(SELECT + " order by name")
                            .query(String.class)
                            .list()
                            .join())
                    .containsExactly("a:1:1", "b:3:2");
            assertThat(connectionId(pool)).isEqualTo(id);
        });
    }

    @EveryServer(restartable = true)
    void valueLongerThanTheServerTakesIsRefused(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--max-allowed-packet=1M")) {
            inTable(server, (pool, insert) -> {
                long id = connectionId(pool);
                String half = "x".repeat(1 << 19);
                Pieces oneMore = Pieces.of(half, half, "x");
                assertThat(failure(insert.params("a", LargeValue.bytes(oneMore), "x")
                                .update()))
                        .isInstanceOf(MySqlMappingException.class)
                        .hasMessageContaining("max_allowed_packet is 1048576");
                // Exactly as much as the server takes.
                insert.params("b", LargeValue.bytes(Pieces.of(half, half)), LargeValue.text(Pieces.of(half, half)))
                        .update()
                        .join();
                assertThat(pool.sql(SELECT).query(String.class).list().join()).containsExactly("b:1048576:1048576");
                assertThat(connectionId(pool)).isEqualTo(id);
            });
        }
    }

    @EveryServer
    @Covers("hostile:T85")
    void parametersBeyondEverySizeAreRefusedBeforeAnyByte(TestServer server, @TempDir Path folder) throws IOException {
        Path sparse = folder.resolve("zeros");
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw");
                FileChannel channel = file.getChannel()) {
            file.setLength(800L << 20);
            ByteBuffer zeros = channel.map(FileChannel.MapMode.READ_ONLY, 0, file.length());
            inTable(server, (pool, insert) -> {
                long id = connectionId(pool);
                try (MySqlConnection connection = pool.acquire().join()) {
                    Throwable inline = failure(connection
                            .sql("select concat(?, ?, ?)")
                            .params(zeros, zeros, zeros)
                            .query(byte[].class)
                            .single());
                    assertThat(inline)
                            .isInstanceOf(MySqlMappingException.class)
                            .hasMessageContaining("max_allowed_packet");
                }
                assertThat(failure(insert.params(
                                        "a", LargeValue.bytes(() -> Files.newInputStream(sparse), Runnable::run), "")
                                .update()))
                        .isInstanceOf(MySqlMappingException.class);
                assertThat(connectionId(pool)).isEqualTo(id);
            });
        }
    }
}
