package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A million rows in a JVM that could never hold them. */
class LargeStreamIT {

    private static final int ROWS = 1_000_000;
    private static final int WINDOW = 256;

    @EveryServer
    void aMillionRowsPassThroughASmallHeap(TestServer server) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:MaxDirectMemorySize=32m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeStreamIT.class.getName(),
                        server.host(),
                        String.valueOf(server.port()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(output).endsWith(ROWS + " rows, each once\n");
        assertThat(process.exitValue()).isZero();
    }

    /** The other JVM. */
    public static void main(String[] args) {
        String url = "mysql://" + TestServer.USERNAME + ":" + TestServer.PASSWORD + "@" + args[0] + ":" + args[1] + "/"
                + TestServer.DATABASE + "?max-size=1";
        ExecutorService slowThread = Executors.newSingleThreadExecutor();
        try (MySqlPool pool = AsyncMySql.pool(url)) {
            SlowSubscriber subscriber = new SlowSubscriber(slowThread);
            pool
                    .sql(
                            "with recursive n as (select 0 as i union all select i + 1 from n where i < 999)"
                                    + " select a.i * 1000 + b.i, repeat('x', 200) from n a, n b where length(repeat('y', ?)) = 3")
                    .params(3)
                    .query(row -> row.getString(1).length() == 200 ? row.getInt(0) : -1)
                    .stream()
                    .subscribe(subscriber);
            subscriber.end.join();
            System.out.print(subscriber.seen.cardinality() + " rows, each once\n");
        } finally {
            slowThread.shutdown();
        }
    }

    /** Asks for 256 rows at a time, and takes longer over them than the server needs to send them. */
    private static final class SlowSubscriber implements Flow.Subscriber<Integer> {

        final CompletableFuture<Void> end = new CompletableFuture<>();
        final BitSet seen = new BitSet(ROWS);
        private final ExecutorService thread;
        private Flow.Subscription subscription;
        private int received;

        SlowSubscriber(ExecutorService thread) {
            this.thread = thread;
        }

        @Override
        public void onSubscribe(Flow.Subscription s) {
            subscription = s;
            s.request(WINDOW);
        }

        @Override
        public void onNext(Integer number) {
            if (seen.get(number)) {
                end.completeExceptionally(new IllegalStateException("seen twice: " + number));
            }
            seen.set(number);
            if (++received % WINDOW == 0) {
                thread.execute(() -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                    subscription.request(WINDOW);
                });
            }
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }
}
