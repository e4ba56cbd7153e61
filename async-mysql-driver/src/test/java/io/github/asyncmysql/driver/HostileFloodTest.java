package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that send more than anybody can take, over loopback. Another connection of the same event loop is served. */
@Timeout(120)
class HostileFloodTest {

    private static final byte[] COLUMN = FakePackets.concat(FakePackets.columnCount(1, 1), FakePackets.column(2, "a"));

    /** What Netty reads of one channel before it looks after others, at most: 16 times 64 KiB. */
    private static final int BYTES_PER_TURN = 1 << 20;

    private static MySqlConnection connect(FakeMySqlServer server, DriverResources resources) {
        return AsyncMySql.connect(FakeSessions.config(server).build(), resources)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private static FakeMySqlServer canary() {
        return FakeMySqlServer.start(client -> {
            FakeSessions.open(client);
            client.echoQueries();
        });
    }

    private static void assertServed(MySqlConnection canary) {
        for (int i = 0; i < 20; i++) {
            assertThat(canary.sql("select " + i)
                            .query(String.class)
                            .single()
                            .orTimeout(30, TimeUnit.SECONDS)
                            .join())
                    .isEqualTo("select " + i);
        }
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

    /** Runs on an event loop whenever its turn comes, and notes how much a counter has grown in between at most. */
    private static final class Turns implements Runnable {

        private final EventLoop loop;
        private final AtomicLong counter;
        private volatile boolean stopped;
        private long last;
        volatile long largest;
        volatile long turns;

        Turns(EventLoop loop, AtomicLong counter) {
            this.loop = loop;
            this.counter = counter;
            loop.execute(this);
        }

        @Override
        public void run() {
            long now = counter.get();
            largest = Math.max(largest, now - last);
            last = now;
            turns = turns + 1;
            if (!stopped) {
                loop.execute(this);
            }
        }

        void stop() {
            stopped = true;
        }
    }

    @Test
    @Covers("hostile:T190")
    void endlessRowsWaitInTheSocketForDemand() {
        AtomicLong sent = new AtomicLong();
        try (DriverResources resources = DriverResources.create("flood", 1);
                FakeMySqlServer server = endless(sent, 1000);
                FakeMySqlServer others = canary();
                MySqlConnection connection = connect(server, resources);
                MySqlConnection canary = connect(others, resources)) {
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
            assertServed(canary);
            assertThat(rows.count).hasValue(1);
            rows.subscription.cancel();
            await().until(() -> !connection.isOpen());
            assertServed(canary);
        }
    }

    @Test
    @Covers("hostile:T191")
    void rowsAtFullSpeedLeaveTurnsToOthers() {
        AtomicLong sent = new AtomicLong();
        int rowLength = 1000;
        try (DriverResources resources = DriverResources.create("flood", 1);
                FakeMySqlServer server = endless(sent, rowLength);
                FakeMySqlServer others = canary();
                MySqlConnection connection = connect(server, resources);
                MySqlConnection canary = connect(others, resources)) {
            Rows rows = new Rows(Long.MAX_VALUE);
            Turns turns = new Turns(resources.eventLoopGroup().next(), rows.count);
            connection.sql("select a").query(String.class).stream().subscribe(rows);
            assertServed(canary);
            await().atMost(Duration.ofSeconds(60)).until(() -> rows.count.get() > 100_000);
            assertServed(canary);
            turns.stop();
            assertThat(turns.largest * rowLength).isLessThanOrEqualTo(BYTES_PER_TURN);
            assertThat(rows.end).isNotDone();
            rows.subscription.cancel();
            await().until(() -> !connection.isOpen());
        }
    }

    @Test
    @Covers("hostile:T196")
    void millionTinyPacketsLeaveTurnsToOthers() {
        int count = 1 << 20;
        byte[] rows = rows(3, count, 1);
        try (DriverResources resources = DriverResources.create("flood", 1);
                FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    FakeSessions.open(client);
                    client.expectCommand(FakeConnection.COM_QUERY);
                    client.send(COLUMN, rows, FakePackets.okEof(3 + count & 0xff));
                    client.expectEnd();
                });
                FakeMySqlServer others = canary();
                MySqlConnection connection = connect(server, resources);
                MySqlConnection canary = connect(others, resources)) {
            Rows received = new Rows(Long.MAX_VALUE);
            Turns turns = new Turns(resources.eventLoopGroup().next(), received.count);
            connection.sql("select a").query(String.class).stream().subscribe(received);
            assertServed(canary);
            received.end.orTimeout(60, TimeUnit.SECONDS).join();
            turns.stop();
            assertThat(received.count).hasValue(count);
            int bytesPerRow = rows.length / count;
            assertThat(turns.largest * bytesPerRow).isLessThanOrEqualTo(BYTES_PER_TURN);
            assertServed(canary);
        }
    }
}
