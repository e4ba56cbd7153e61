package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What only a real socket shows of a server that breaks off. */
class HostileNetworkTest {

    private static final int LARGE = 64 << 20;

    @RegisterExtension
    final HostileCase hostile = new HostileCase();

    private MySqlConnection connect(FakeMySqlServer server) {
        return AsyncMySql.connect(FakeSessions.config(server).build(), hostile.resources())
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    @Test
    @Covers("hostile:T89")
    void refusalIsHeardWhileAStatementIsStillBeingSent() {
        // Four packets of 64 MiB together, encoded at once.
        hostile.allow(2L * LARGE);
        hostile.allowToCompute(Duration.ofSeconds(5));
        try (FakeMySqlServer server = FakeMySqlServer.start(16 << 10, client -> {
            FakeSessions.open(client);
            // The first 16 MiB of it.
            client.expectPacket();
            client.send(FakePackets.err(1, 1153, "08S01", "Got a packet bigger than 'max_allowed_packet' bytes"));
        })) {
            MySqlConnection connection = connect(server);
            String sql = "select '" + "x".repeat(LARGE) + "'";
            Throwable thrown = catchThrowable(() ->
                    connection.sql(sql).update().orTimeout(60, TimeUnit.SECONDS).join());
            assertThat(thrown.getCause()).isInstanceOfSatisfying(MySqlServerException.class, refused -> {
                assertThat(refused.errorCode()).isEqualTo(1153);
                assertThat(refused.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            });
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @Test
    @Covers("hostile:T187")
    void pausedStreamWhoseServerDiesEndsWithAnError() throws InterruptedException {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            FakeSessions.open(client);
            client.expectQuery("select rows");
            client.send(
                    FakePackets.columnCount(1, 1),
                    FakePackets.column(2, "a"),
                    FakePackets.textRow(3, "one"),
                    FakePackets.textRow(4, "two"));
        })) {
            MySqlConnection connection = connect(server);
            Rows rows = new Rows();
            connection.sql("select rows").query(String.class).stream().subscribe(rows);
            rows.subscribed.join().request(1);
            rows.first.await();
            rows.subscribed.join().request(10);
            assertThat(catchThrowable(
                            () -> rows.end.orTimeout(60, TimeUnit.SECONDS).join()))
                    .hasCauseInstanceOf(MySqlConnectionException.class);
            assertThat(rows.values).containsExactly("one", "two");
        }
    }

    private static final class Rows implements Flow.Subscriber<String> {

        private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
        private final CountDownLatch first = new CountDownLatch(1);
        private final CompletableFuture<Void> end = new CompletableFuture<>();
        private final List<String> values = new ArrayList<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscribed.complete(subscription);
        }

        @Override
        public void onNext(String row) {
            values.add(row);
            first.countDown();
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
