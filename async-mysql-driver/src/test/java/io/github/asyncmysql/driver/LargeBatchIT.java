package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A million rows from a publisher, in a JVM that could never hold them. */
class LargeBatchIT {

    private static final int ROWS = 1_000_000;

    @EveryServer
    void aMillionRowsAreInsertedFromASmallHeap(TestServer server) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=32m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeBatchIT.class.getName(),
                        server.host(),
                        String.valueOf(server.port()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(output).endsWith("REWRITTEN, progress to " + ROWS + ", sum " + (ROWS - 1L) * ROWS / 2 + "\n");
        assertThat(process.exitValue()).isZero();
    }

    /** The other JVM. */
    public static void main(String[] args) {
        String url = "mysql://" + TestServer.USERNAME + ":" + TestServer.PASSWORD + "@" + args[0] + ":" + args[1] + "/"
                + TestServer.DATABASE + "?max-size=1";
        try (MySqlPool pool = AsyncMySql.pool(url)) {
            pool.sql("drop table if exists batch_large").update().join();
            pool.sql("create table batch_large (n int, filler varchar(100)) engine=innodb")
                    .update()
                    .join();
            AtomicLong progress = new AtomicLong();
            String filler = "x".repeat(100);
            BatchResult result = pool.withTransaction(transaction -> transaction
                            .sql("insert into batch_large values (?, ?)")
                            .batch(
                                    numbers(),
                                    (n, p) -> p.add(n).add(filler),
                                    BatchOptions.DEFAULT.withProgress(progress::set)))
                    .join();
            long sum = pool.sql("select sum(n) from batch_large")
                    .query(Long.class)
                    .single()
                    .join();
            pool.sql("drop table batch_large").update().join();
            System.out.print(result.strategy() + ", progress to " + progress + ", sum " + sum + "\n");
        }
    }

    private static Flow.Publisher<Integer> numbers() {
        return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private long demand;
            private int next;
            private boolean emitting;

            // The batch asks for more on one thread, at times while it is being given something.
            @Override
            public void request(long n) {
                demand += n;
                if (emitting) {
                    return;
                }
                emitting = true;
                while (demand > 0 && next < ROWS) {
                    demand--;
                    subscriber.onNext(next++);
                }
                emitting = false;
                if (next == ROWS) {
                    next++;
                    subscriber.onComplete();
                }
            }

            @Override
            public void cancel() {
                next = ROWS + 1;
            }
        });
    }
}
