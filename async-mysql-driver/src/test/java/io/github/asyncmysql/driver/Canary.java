package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a well-behaved server something every 10 ms, over a connection on the event loop that is under attack. An answer
 * that is wrong is a failure. One that is late is, if the event loop itself is to blame: when it was computing in a single
 * turn, or blocked, for so long, and not merely without a processor, as on a machine that is busy. Thread-safe.
 */
final class Canary implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMillis(100);

    private static final Duration INTERVAL = Duration.ofMillis(10);
    private static final long LOOK_MILLIS = 20;
    private static final long GIVE_UP_SECONDS = 60;

    private final WatchedEventLoop loop;
    private final FakeMySqlServer server;
    private final MySqlConnection connection;
    private final Thread thread;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private volatile Duration limit = LIMIT;
    private volatile boolean ended;
    private volatile long longestNanos;
    private volatile long answers;

    Canary(WatchedEventLoop loop, DriverResources resources) {
        this.loop = loop;
        this.server = FakeMySqlServer.start(client -> {
            FakeSessions.open(client);
            client.echoQueries();
        });
        this.connection = AsyncMySql.connect(
                        MySqlConfig.builder()
                                .host(server.host())
                                .port(server.port())
                                .sslMode(SslMode.DISABLED)
                                .connectTimeout(Duration.ofSeconds(GIVE_UP_SECONDS))
                                .build(),
                        resources)
                .join();
        this.thread = new Thread(this::sing, "canary");
        thread.setDaemon(true);
        thread.start();
    }

    private void sing() {
        try {
            int number = 0;
            // At least once: a test may be over before this thread has begun.
            do {
                ask("canary " + number++);
                LockSupport.parkNanos(INTERVAL.toNanos());
            } while (!ended);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            failures.add("the canary's query has failed: " + e.getCause());
        }
    }

    private void ask(String text) throws InterruptedException, ExecutionException {
        long started = System.nanoTime();
        WatchedEventLoop.Turns turns = loop.turns();
        long blocked = 0;
        CompletableFuture<String> answer =
                connection.sql(text).query(String.class).single();
        CompletableFuture<Long> took =
                answer.whenComplete((row, failure) -> turns.end()).thenApply(row -> System.nanoTime() - started);
        while (!took.isDone()) {
            try {
                took.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                blocked += loop.isBlocked() && !took.isDone() ? LOOK_MILLIS : 0;
            }
        }
        long nanos = took.get();
        long computed = turns.longestNanos();
        longestNanos = Math.max(longestNanos, nanos);
        answers++;
        if (!answer.get().equals(text)) {
            failures.add("the canary asked for '" + text + "' and got '" + answer.get() + "'");
        }
        // A single look may find it at a lock whose owner has no processor.
        if (nanos > limit.toNanos() && (2 * blocked >= limit.toMillis() || computed > limit.toNanos())) {
            failures.add("the canary waited for " + nanos / 1_000_000 + " ms, in which the event loop computed for "
                    + computed / 1_000_000 + " ms in one turn and was blocked for " + blocked + " ms");
        }
    }

    /** From now on the event loop may keep others waiting for that long, for a reason that is not the server's doing. */
    void limit(Duration newLimit) {
        limit = newLimit;
    }

    /** The longest time until an answer so far. */
    Duration longest() {
        return Duration.ofNanos(longestNanos);
    }

    /** What was wrong so far. */
    List<String> failures() {
        return new ArrayList<>(failures);
    }

    /** How many answers have come. */
    long answers() {
        return answers;
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(GIVE_UP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            failures.add("the canary has had no answer for " + GIVE_UP_SECONDS + " s");
        }
        connection.close();
        server.close();
    }
}
