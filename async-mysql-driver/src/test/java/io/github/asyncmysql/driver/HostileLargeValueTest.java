package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.Pieces;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers that do not take large values, over loopback. */
@Timeout(60)
class HostileLargeValueTest {

    @RegisterExtension
    final HostileCase hostile = new HostileCase();

    @Test
    @Covers("hostile:T189")
    void serverThatStopsReadingCostsNoMemoryAndEndsTheConnection() {
        Pieces endless = Pieces.endless();
        try (FakeMySqlServer server = FakeMySqlServer.start(8 << 10, client -> {
                    FakeSessions.open(client);
                    client.expectCommand(FakeConnection.COM_STMT_PREPARE);
                    client.send(FakePackets.prepareOk(1, 1, 0, 1), FakePackets.column(2, "?"));
                    client.silence();
                });
                MySqlConnection connection = AsyncMySql.connect(
                                FakeSessions.config(server).build(), hostile.resources())
                        .orTimeout(30, TimeUnit.SECONDS)
                        .join()) {
            CompletableFuture<?> stuck = connection
                    .sql("insert into t values (?)")
                    .params(LargeValue.bytes(endless))
                    .timeout(Duration.ofMillis(500))
                    .update();

            Throwable failure =
                    catchThrowableOfType(CompletionException.class, stuck::join).getCause();
            assertThat(failure).isInstanceOfSatisfying(MySqlTimeoutException.class, e -> assertThat(e.outcome())
                    .isEqualTo(Outcome.NOT_EXECUTED));
            await().until(endless::isCancelled);
            await().until(() -> !connection.isOpen());
            // What the sockets of this machine hold, and one buffer more than the high watermark.
            assertThat(endless.delivered()).isLessThan(32L << 20);
        }
    }
}
