package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.testsupport.CollectedBytes;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Pieces;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** Values that are delivered while they arrive, and packets of every size, on real servers. */
class LargeValueIT {

    private static final int CHUNK = 0xffffff;
    private static final int HUGE = 256 << 20;

    @EveryServer
    void valueComesBehindItsLeadingColumns(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            List<String> leading = new ArrayList<>();
            CollectedBytes collected = CollectedBytes.greedy(
                    pool.sql("select 7, cast(null as char), timestamp '2024-02-29 12:30:00', repeat('aé', 500000)")
                            .prepared(protocol == Protocol.PREPARED)
                            .largeValue(row -> leading.add(
                                    row.getInt(0) + " " + row.getString(1) + " " + row.getLocalDateTime(2))));
            collected.end().join();
            assertThat(collected.text()).isEqualTo("aé".repeat(500_000));
            assertThat(leading).containsExactly("7 null 2024-02-29T12:30");
        }
    }

    @EveryServer
    void emptyNullAndTheWrongNumberOfRows(TestServer server, Protocol protocol) {
        boolean prepared = protocol == Protocol.PREPARED;
        try (MySqlPool pool = Pools.pool(server, 1)) {
            CollectedBytes empty = CollectedBytes.greedy(
                    pool.sql("select ''").prepared(prepared).largeValue());
            empty.end().join();
            assertThat(empty.buffers()).isOne();
            CollectedBytes nothing = CollectedBytes.greedy(
                    pool.sql("select cast(null as char)").prepared(prepared).largeValue());
            nothing.end().join();
            assertThat(nothing.buffers()).isZero();
            for (String sql :
                    List.of("select 'a' from dual where 1 = 0", "select 'a' union all select 'b'", "select 1")) {
                CollectedBytes refused =
                        CollectedBytes.greedy(pool.sql(sql).prepared(prepared).largeValue());
                await().until(refused.end()::isDone);
                assertThat(catchThrowable(() -> refused.end().join()).getCause())
                        .isInstanceOf(MySqlMappingException.class);
            }
        }
    }

    @EveryServer
    void valueGoesFromOneConnectionToTheOther(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 2)) {
            pool.sql("drop table if exists large_copy").update().join();
            pool.sql("create table large_copy (id int primary key, content longblob)")
                    .update()
                    .join();
            pool.sql("insert into large_copy values (1, repeat('0123456789', 700000))")
                    .update()
                    .join();
            Flow.Publisher<ByteBuffer> content = pool.sql("select content from large_copy where id = ?")
                    .params(1)
                    .largeValue();
            pool.sql("insert into large_copy values (2, ?)")
                    .params(LargeValue.bytes(content))
                    .update()
                    .join();
            assertThat(pool.sql("select length(a.content), a.content = b.content from large_copy a, large_copy b"
                                    + " where a.id = 1 and b.id = 2")
                            .query(row -> row.getInt(0) + " " + row.getBoolean(1))
                            .single()
                            .join())
                    .isEqualTo("7000000 true");
            pool.sql("drop table large_copy").update().join();
        }
    }

    @EveryServer
    void cancellingInTheMiddleIsSafe(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            for (int buffers : new int[] {0, 1, 3}) {
                CollectedBytes collected = CollectedBytes.patient(pool.sql("select repeat('x', 8000000)")
                        .prepared(protocol == Protocol.PREPARED)
                        .largeValue());
                if (buffers > 0) {
                    collected.request(buffers);
                }
                await().until(() -> collected.buffers() == buffers);
                collected.cancel();
                assertThat(pool.sql("select 'own answer'")
                                .query(String.class)
                                .single()
                                .join())
                        .isEqualTo("own answer");
            }
        }
    }

    @EveryServer(restartable = true)
    @Covers("hostile:T84")
    void packetsAroundTheMultiplesOfTheLargestChunkPassInBothDirections(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--max-allowed-packet=128M");
                MySqlPool pool = Pools.pool(Pools.config(server).maxPacketSize(128 << 20), 1)) {
            MySqlConnection connection = pool.acquire().join();
            String before = "select length('";
            String after = "')";
            for (int k = 1; k <= 3; k++) {
                for (int difference = -1; difference <= 1; difference++) {
                    int payload = k * CHUNK + difference;
                    // A byte says that it is to be prepared.
                    int sent = payload - 1 - before.length() - after.length();
                    assertThat(connection
                                    .sql(before + "x".repeat(sent) + after)
                                    .prepared(true)
                                    .query(Integer.class)
                                    .single()
                                    .join())
                            .isEqualTo(sent);
                    // A length of four or nine bytes stands in front of the value.
                    for (int prefix : k == 1 ? new int[] {4, 9} : new int[] {9}) {
                        int length = payload - prefix;
                        String sql = "select repeat('x', " + length + ")";
                        assertThat(connection
                                        .sql(sql)
                                        .query(row -> row.getBytes(0).length)
                                        .single()
                                        .join())
                                .isEqualTo(length);
                        Counter counter = new Counter();
                        connection.sql(sql).largeValue().subscribe(counter);
                        assertThat(counter.end.join()).isEqualTo(length);
                    }
                }
            }
            connection.close();
        }
    }

    /** Counts bytes, which all have to be an x. */
    private static final class Counter implements Flow.Subscriber<ByteBuffer> {

        final CompletableFuture<Long> end = new CompletableFuture<>();
        private Flow.Subscription subscription;
        private long count;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(ByteBuffer item) {
            count += item.remaining();
            while (item.hasRemaining()) {
                if (item.get() != 'x') {
                    end.completeExceptionally(new IllegalStateException("wrong byte before " + count));
                }
            }
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(count);
        }
    }

    @EveryServer(restartable = true)
    @Covers("hostile:T137")
    void hugeValuesPassThroughASmallHeap(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--max-allowed-packet=1G")) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx48m",
                            "-XX:MaxDirectMemorySize=32m",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-cp",
                            System.getProperty("java.class.path"),
                            LargeValueIT.class.getName(),
                            server.host(),
                            String.valueOf(server.port()))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(output).endsWith("text " + HUGE + ", prepared " + HUGE + ", sent " + HUGE + "\n");
            assertThat(process.exitValue()).isZero();
        }
    }

    /** The other JVM. */
    public static void main(String[] args) throws IOException {
        String url = "mysql://" + TestServer.USERNAME + ":" + TestServer.PASSWORD + "@" + args[0] + ":" + args[1] + "/"
                + TestServer.DATABASE + "?max-size=1";
        try (MySqlPool pool = AsyncMySql.pool(url)) {
            long[] read = new long[2];
            for (int i = 0; i < 2; i++) {
                Counter counter = new Counter();
                pool.sql("select 1, repeat('x', " + HUGE + ")")
                        .prepared(i == 1)
                        .largeValue()
                        .subscribe(counter);
                read[i] = counter.end.join();
            }
            long sent = pool.sql("select length(?)")
                    .params(LargeValue.bytes(Pieces.repeated(new byte[1 << 20], HUGE >> 20)))
                    .query(Long.class)
                    .single()
                    .join();
            System.out.print("text " + read[0] + ", prepared " + read[1] + ", sent " + sent + "\n");
        }
    }
}
