package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that send more than anybody can take, over loopback. */
@Timeout(120)
class HostileFloodTest {

    @RegisterExtension
    final HostileCase hostile = new HostileCase();

    private static final byte[] COLUMN = FakePackets.concat(FakePackets.columnCount(1, 1), FakePackets.column(2, "a"));

    /** What is read of one connection before the event loop looks after others, at most: 4 times 64 KiB. */
    private static final int BYTES_PER_TURN = 1 << 18;

    private MySqlConnection connect(FakeMySqlServer server) {
        return AsyncMySql.connect(FakeSessions.config(server).build(), hostile.resources())
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    /** Rows of one value of that length, many in one array, with sequence ids from {@code first} on. */
    private static byte[] rows(int first, int count, int length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String value = "x".repeat(length);
        for (int i = 0; i < count; i++) {
            bytes.writeBytes(FakePackets.textRow(first + i & 0xff, value));
        }
        return bytes.toByteArray();
    }

    /** Sends rows until the client leaves, 256 at a time so that the sequence ids fit. */
    private static FakeMySqlServer endless(AtomicLong sent, int rowLength) {
        byte[] rows = rows(3, 256, rowLength);
        return FakeMySqlServer.start(client -> {
            FakeSessions.open(client);
            client.expectCommand(FakeConnection.COM_QUERY);
            client.send(COLUMN);
            while (true) {
                client.send(rows);
                sent.addAndGet(rows.length);
            }
        });
    }

    /** Asks for so many rows at once. */
    private static final class Rows implements Flow.Subscriber<String> {

        final AtomicLong count = new AtomicLong();
        final CompletableFuture<Void> end = new CompletableFuture<>();
        private final long demand;
        volatile Flow.Subscription subscription;

        Rows(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(demand);
        }

        @Override
        public void onNext(String row) {
            count.incrementAndGet();
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

    /** Runs at the end of each turn of an event loop, and notes how much a counter has grown in a turn at most. */
    private static final class Turns implements Runnable {

        private final SingleThreadEventLoop loop;
        private final AtomicLong counter;
        private volatile boolean stopped;
        private long last;
        volatile long largest;

        Turns(EventLoop loop, AtomicLong counter) {
            this.loop = (SingleThreadEventLoop) loop;
            this.counter = counter;
            loop.execute(this::next);
        }

        // A task that repeats itself would be given a second before sockets have their turn again.
        private void next() {
            loop.executeAfterEventLoopIteration(this);
        }

        @Override
        public void run() {
            long now = counter.get();
            largest = Math.max(largest, now - last);
            last = now;
            if (!stopped) {
                loop.execute(this::next);
            }
        }

        void stop() {
            stopped = true;
        }
    }

    // One row more than a turn brings may have begun in the turn before.
    private static void assertFair(Turns turns, int bytesPerRow) {
        assertThat((turns.largest - 1) * bytesPerRow).isLessThanOrEqualTo(BYTES_PER_TURN);
    }

    @Test
    @Covers({"hostile:T190", "guarantee:15"})
    void endlessRowsWaitInTheSocketForDemand() {
        AtomicLong sent = new AtomicLong();
        try (FakeMySqlServer server = endless(sent, 1000);
                MySqlConnection connection = connect(server)) {
            Rows rows = new Rows(1);
            connection.sql("select a").query(String.class).stream().subscribe(rows);
            long[] before = {-1};
            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        boolean unchanged = sent.get() == before[0];
                        before[0] = sent.get();
                        return unchanged && rows.count.get() == 1;
                    });
            // What the sockets of this machine hold.
            assertThat(sent.get()).isLessThan(32L << 20);
            assertThat(rows.count).hasValue(1);
            rows.subscription.cancel();
            await().until(() -> !connection.isOpen());
        }
    }

    @Test
    @Covers({"hostile:T191", "guarantee:15"})
    void rowsAtFullSpeedLeaveTurnsToOthers() {
        AtomicLong sent = new AtomicLong();
        int rowLength = 1000;
        try (FakeMySqlServer server = endless(sent, rowLength);
                MySqlConnection connection = connect(server)) {
            Rows rows = new Rows(Long.MAX_VALUE);
            Turns turns = new Turns(hostile.resources().eventLoopGroup().next(), rows.count);
            connection.sql("select a").query(String.class).stream().subscribe(rows);
            await().atMost(Duration.ofSeconds(60)).until(() -> rows.count.get() > 100_000);
            turns.stop();
            assertFair(turns, FakePackets.textRow(0, "x".repeat(rowLength)).length);
            assertThat(rows.end).isNotDone();
            rows.subscription.cancel();
            await().until(() -> !connection.isOpen());
        }
    }

    @Test
    @Covers({"hostile:T196", "guarantee:15"})
    void millionTinyPacketsLeaveTurnsToOthers() {
        int count = 1 << 20;
        byte[] rows = rows(3, count, 1);
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    FakeSessions.open(client);
                    client.expectCommand(FakeConnection.COM_QUERY);
                    client.send(COLUMN, rows, FakePackets.okEof(3 + count & 0xff));
                    client.expectEnd();
                });
                MySqlConnection connection = connect(server)) {
            Rows received = new Rows(Long.MAX_VALUE);
            Turns turns = new Turns(hostile.resources().eventLoopGroup().next(), received.count);
            connection.sql("select a").query(String.class).stream().subscribe(received);
            received.end.orTimeout(60, TimeUnit.SECONDS).join();
            turns.stop();
            assertThat(received.count).hasValue(count);
            assertFair(turns, rows.length / count);
        }
    }
}
