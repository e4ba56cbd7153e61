package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.Compression;
import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.CollectedBytes;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Pieces;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Compressed sessions with real servers. */
class CompressionIT {

    private static final String NUMBERS =
            "with recursive n as (select 1 as i union all select i + 1 from n where i < 1000) select i, concat('row ', i) from n";

    private static MySqlConfig.Builder compressed(TestServer server) {
        return Pools.config(server).compression(Compression.ZLIB).maxPacketSize(128 << 20);
    }

    @EveryServer
    void theServerCompressesToo(TestServer server) {
        try (MySqlConnection connection =
                AsyncMySql.connect(compressed(server).build()).join()) {
            assertThat(status(connection, "Compression")).isEqualTo("ON");
            long before = Long.parseLong(status(connection, "Bytes_sent"));
            assertThat(connection
                            .sql("select repeat('abc', 300000)")
                            .query(String.class)
                            .single()
                            .join())
                    .hasSize(900_000);
            assertThat(Long.parseLong(status(connection, "Bytes_sent")) - before)
                    .isLessThan(100_000);
        }
    }

    private static String status(MySqlConnection connection, String variable) {
        return connection
                .sql("show session status like '" + variable + "'")
                .prepared(false)
                .query(row -> row.getString(1))
                .single()
                .join();
    }

    @EveryServer
    void staysOffUnlessAskedFor(TestServer server) {
        try (MySqlConnection connection =
                AsyncMySql.connect(Pools.config(server).build()).join()) {
            assertThat(status(connection, "Compression")).isEqualTo("OFF");
        }
    }

    @EveryServer
    void readsSmallAndLargeRows(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(compressed(server), 2)) {
            for (int i = 0; i < 3; i++) {
                List<String> rows = pool.sql(NUMBERS)
                        .prepared(protocol == Protocol.PREPARED)
                        .query(row -> row.getInt(0) + row.getString(1))
                        .list()
                        .join();
                assertThat(rows)
                        .isEqualTo(IntStream.rangeClosed(1, 1000)
                                .mapToObj(n -> n + "row " + n)
                                .toList());
            }
        }
    }

    @EveryServer(restartable = true)
    void carriesLargeValuesBothWaysWhileTheyAreRead(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--max-allowed-packet=64M");
                MySqlPool pool = Pools.pool(compressed(server).maxPacketSize(1 << 20), 1)) {
            byte[] noise = new byte[20_000_000];
            new Random(42).nextBytes(noise);
            LargeValue value = LargeValue.bytes(() -> new ByteArrayInputStream(noise), Runnable::run);
            pool.sql("create table compressed_large (content longblob)")
                    .update()
                    .join();
            pool.sql("insert into compressed_large values (?)")
                    .params(value)
                    .update()
                    .join();
            for (boolean prepared : new boolean[] {false, true}) {
                CollectedBytes collected = CollectedBytes.greedy(pool.sql("select content from compressed_large")
                        .prepared(prepared)
                        .largeValue());
                collected.end().join();
                assertThat(collected.bytes()).isEqualTo(noise);
            }
        }
    }

    @EveryServer(restartable = true)
    void carriesValuesLargerThanAFrameBothWays(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--max-allowed-packet=128M");
                MySqlPool pool = Pools.pool(compressed(server), 1)) {
            Random random = new Random(42);
            for (int size : new int[] {49, 50, 51, 16_777_214, 16_777_215, 16_777_216}) {
                byte[] noise = new byte[size];
                random.nextBytes(noise);
                assertComesBack(pool, noise);
            }
            // What compresses well, in one frame and in three.
            for (int size : new int[] {49, 50, 51, 16_777_216, 40_000_000}) {
                assertComesBack(
                        pool, "abc ".repeat(size / 4 + 1).substring(0, size).getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(pool.stats().created()).isEqualTo(1);
        }
    }

    private static void assertComesBack(MySqlPool pool, byte[] value) throws Exception {
        assertThat(pool.sql("select ?, sha2(?, 256)")
                        .params(value, value)
                        .query(row -> row.getBytes(0).length + " " + row.getString(1))
                        .single()
                        .join())
                .isEqualTo(value.length + " " + sha256(value));
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @EveryServer
    void answersManyStatementsOnTheirWayInOrder(TestServer server, Protocol protocol) {
        try (MySqlConnection connection =
                AsyncMySql.connect(compressed(server).build()).join()) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String text = "question " + i + " " + "x".repeat(i);
                answers.add(
                        protocol == Protocol.PREPARED
                                ? connection
                                        .sql("select ?")
                                        .params(text)
                                        .query(String.class)
                                        .single()
                                : connection
                                        .sql("select '" + text + "'")
                                        .prepared(false)
                                        .query(String.class)
                                        .single());
            }
            for (int i = 0; i < 500; i++) {
                assertThat(answers.get(i).join()).isEqualTo("question " + i + " " + "x".repeat(i));
            }
        }
    }

    @EveryServer
    void worksInsideTls(TestServer server) {
        try (MySqlPool pool =
                Pools.pool(compressed(server).sslMode(SslMode.VERIFY_CA).sslCa(server.caCertificate()), 1)) {
            assertThat(pool.sql("select repeat('z', 100000)")
                            .query(String.class)
                            .single()
                            .join())
                    .hasSize(100_000);
        }
    }

    @EveryServer
    void runsBatchesAndResets(TestServer server) {
        try (MySqlPool pool = Pools.pool(compressed(server), 1)) {
            pool.withConnection(connection -> connection
                            .sql("create temporary table compressed_rows (id int primary key, name varchar(40))")
                            .update()
                            .thenCompose(done -> connection
                                    .sql("insert into compressed_rows values (?, ?)")
                                    .batch(IntStream.range(0, 5000).boxed().toList(), (i, p) -> p.add(i)
                                            .add("name " + i)))
                            .thenCompose(done -> connection
                                    .sql("update compressed_rows set name = ? where id = ?")
                                    .batch(
                                            IntStream.range(0, 200).boxed().toList(),
                                            (i, p) -> p.add("new " + i).add(i),
                                            BatchOptions.DEFAULT.continueOnError(1)))
                            .thenCompose(done -> connection
                                    .sql("select count(*), sum(name like 'new %') from compressed_rows")
                                    .query(row -> row.getInt(0) + " " + row.getInt(1))
                                    .single())
                            .thenAccept(counts -> assertThat(counts).isEqualTo("5000 200")))
                    .join();
            // The temporary table has made the session dirty: it was reset, and goes on compressed.
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
            assertThat(pool.stats().created()).isEqualTo(1);
        }
    }

    @EveryServer(restartable = true)
    void uploadsAndGoesOn(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--local-infile=1");
                MySqlPool pool = Pools.pool(compressed(server).allowLocalInfile(true), 1)) {
            pool.sql("create table compressed_load (id int primary key, name varchar(40))")
                    .update()
                    .join();
            String[] lines = IntStream.range(0, 20_000)
                    .mapToObj(i -> i + ",name " + i + "\n")
                    .toArray(String[]::new);
            assertThat(pool.sql("load data local infile 'x' into table compressed_load fields terminated by ','")
                            .localInfile(Pieces.of(lines))
                            .update()
                            .join()
                            .affectedRows())
                    .isEqualTo(lines.length);
            assertThat(pool.sql("select count(*) from compressed_load")
                            .query(Integer.class)
                            .single()
                            .join())
                    .isEqualTo(lines.length);
            assertThat(pool.stats().created()).isEqualTo(1);
        }
    }

    @EveryServer
    void keepsItsConnectionWhenAStatementIsStopped(TestServer server) {
        try (MySqlPool pool = Pools.pool(compressed(server), 1)) {
            CompletionException failure =
                    catchThrowableOfType(CompletionException.class, () -> pool.sql("select sleep(30)")
                            .timeout(Duration.ofMillis(300))
                            .query(Integer.class)
                            .single()
                            .join());
            assertThat(failure.getCause()).isInstanceOf(MySqlTimeoutException.class);
            assertThat(pool.sql("select 7").query(Integer.class).single().join())
                    .isEqualTo(7);
        }
    }

    @EveryServer
    void streamsOnlyWhatIsAskedFor(TestServer server, Protocol protocol) throws Exception {
        int rows = 20_000;
        try (MySqlPool pool = Pools.pool(compressed(server), 1)) {
            AtomicInteger received = new AtomicInteger();
            CountDownLatch end = new CountDownLatch(1);
            pool
                    .sql("with recursive n as (select 1 as i union all select i + 1 from n where i < 1000)"
                            + " select a.i, repeat('abc', 1000) from n a join n b on b.i <= 20")
                    .prepared(protocol == Protocol.PREPARED)
                    .query(row -> row.getString(1).length())
                    .stream()
                    .subscribe(new Flow.Subscriber<>() {
                        private Flow.Subscription subscription;

                        @Override
                        public void onSubscribe(Flow.Subscription given) {
                            subscription = given;
                            given.request(7);
                        }

                        @Override
                        public void onNext(Integer length) {
                            if (received.incrementAndGet() % 7 == 0) {
                                // Later, so that the connection really stops in between.
                                CompletableFuture.runAsync(() -> subscription.request(7));
                            }
                        }

                        @Override
                        public void onError(Throwable failure) {
                            received.set(-1);
                            end.countDown();
                        }

                        @Override
                        public void onComplete() {
                            end.countDown();
                        }
                    });
            end.await();
            assertThat(received).hasValue(rows);
        }
    }
}
