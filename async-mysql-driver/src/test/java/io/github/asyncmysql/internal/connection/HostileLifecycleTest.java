package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that let everybody in and show them out at once, in memory. */
class HostileLifecycleTest {

    /** When the server ends a connection. */
    private enum End {
        /** Instead of the answer to the first query, which the driver itself sends. */
        AFTER_LOGIN(1),
        /** Behind the last answer that opening a connection needs. */
        WHEN_OPEN(2);

        private final int queries;

        End(int queries) {
            this.queries = queries;
        }
    }

    private static VirtualNetwork closingAt(End end) {
        return new VirtualNetwork(
                number -> new VirtualServer() {
                    private int queries;

                    @Override
                    byte @Nullable [] answer(Packet packet) {
                        if (received().size() > 1 && packet.command() == COM_QUERY && ++queries == end.queries) {
                            endAfterwards();
                            return end == End.AFTER_LOGIN ? new byte[0] : null;
                        }
                        return null;
                    }
                },
                VirtualNetwork.settings(),
                VirtualNetwork.poolSettings().minSize(1));
    }

    @ParameterizedTest
    @EnumSource(End.class)
    @Covers("hostile:T195")
    void loginThatLeadsNowhereIsRepeatedAfterGrowingPauses(End end) {
        VirtualNetwork network = closingAt(end);
        network.pass(Duration.ofMinutes(1));
        int first = network.links().size();
        network.pass(Duration.ofMinutes(1));
        assertThat(first).as("logins in the first minute").isBetween(5, 35);
        assertThat(network.links().size() - first)
                .as("logins in the second minute")
                .isBetween(5, 25);
        network.close();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    @Covers("hostile:T195")
    void whoWaitsHearsWhyInTheEnd(End end) {
        VirtualNetwork network = closingAt(end);
        network.pass(Duration.ofMinutes(1));
        CompletableFuture<String> result =
                network.pool().sql("select 'x'").query(String.class).single();
        network.pass(VirtualNetwork.LONG);
        Throwable failure = SpoiltAnswers.failure(result);
        if (failure instanceof MySqlPoolException timedOut) {
            assertThat(timedOut.reason()).isEqualTo(MySqlPoolException.Reason.TIMEOUT);
            assertThat(timedOut).hasCauseInstanceOf(MySqlConnectionException.class);
        } else {
            assertThat(failure).isInstanceOf(MySqlConnectionException.class);
        }
        network.close();
    }

    @Test
    void nothingWaitsBehindAServerThatHasTakenItsLeave() {
        VirtualNetwork network = new VirtualNetwork().warmUp();
        VirtualLink link = network.link(0);
        network.pool().clear();
        network.pump();
        assertThat(link.isOpen()).isFalse();
        assertThat(link.runTimers()).as("time until the next timer").isEqualTo(-1);
        network.close();
    }
}
