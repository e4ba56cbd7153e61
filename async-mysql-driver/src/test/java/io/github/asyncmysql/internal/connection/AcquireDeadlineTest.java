package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a caller waits for, his time limit is kept to the nanosecond, in memory. */
class AcquireDeadlineTest {

    private static final byte[] NOTHING = {};
    private static final Duration LIMIT = Duration.ofMillis(700);
    private static final Duration MOMENT = Duration.ofNanos(1);

    /** The step of opening a connection that never ends. */
    enum Step {
        GREETING,
        LOGIN,
        SET_UP
    }

    private static VirtualNetwork hangingAt(Step step) {
        return new VirtualNetwork(
                number -> new VirtualServer() {
                    @Override
                    byte[] greeting() {
                        return step == Step.GREETING ? NOTHING : super.greeting();
                    }

                    @Override
                    byte @Nullable [] answer(FakeConnection.Packet packet) {
                        boolean first = received().size() == 1;
                        return step == Step.LOGIN && first || step == Step.SET_UP && !first ? NOTHING : null;
                    }
                },
                VirtualNetwork.settings(),
                limited());
    }

    private static PoolConfig.Builder limited() {
        return VirtualNetwork.poolSettings().acquireTimeout(LIMIT);
    }

    private static void endsAtItsLimit(VirtualNetwork network, CompletableFuture<MySqlConnection> waiting) {
        network.pass(LIMIT.minus(MOMENT));
        assertThat(waiting).isNotDone();
        network.pass(MOMENT);
        assertThat(waiting).isCompletedExceptionally();
        waiting.handle((connection, failure) -> {
                    assertThat(failure)
                            .isInstanceOfSatisfying(MySqlPoolException.class, refused -> assertThat(refused.reason())
                                    .isEqualTo(Reason.TIMEOUT));
                    return connection;
                })
                .join();
    }

    @ParameterizedTest
    @EnumSource
    @Covers("pool:B2")
    void theLimitCoversEveryStepOfOpeningAConnection(Step step) {
        VirtualNetwork network = hangingAt(step);
        CompletableFuture<MySqlConnection> waiting = network.pool().acquire();
        endsAtItsLimit(network, waiting);
        assertThat(network.links()).as("the attempt is the pool's, and goes on").hasSize(1);
        assertThat(network.link(0).isOpen()).isTrue();
        network.close();
    }

    @Test
    @Covers("pool:B2")
    void theLimitCoversTheQueue() {
        VirtualNetwork network =
                new VirtualNetwork(number -> new VirtualServer(), VirtualNetwork.settings(), limited()).warmUp();
        MySqlConnection lent = network.pool().acquire().join();
        endsAtItsLimit(network, network.pool().acquire());
        lent.close();
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
    }

    @Test
    @Covers("pool:B2")
    void theLimitCoversTheSignOfLife() {
        VirtualNetwork network = new VirtualNetwork(
                        number -> new VirtualServer(),
                        VirtualNetwork.settings(),
                        limited().validateAfter(Duration.ofMillis(500)).keepalive(Duration.ZERO))
                .warmUp();
        network.link(0).mute();
        network.pass(Duration.ofSeconds(5));
        CompletableFuture<MySqlConnection> waiting = network.pool().acquire();
        network.pump();
        assertThat(network.link(0).server().count(FakeConnection.COM_PING))
                .as("asked")
                .isOne();
        endsAtItsLimit(network, waiting);
        network.close();
    }

    @Test
    @Covers("pool:B2")
    void oneLimitCoversQueueAndOpeningTogether() {
        VirtualNetwork network = new VirtualNetwork(
                        number -> number == 0
                                ? new VirtualServer()
                                : new VirtualServer() {
                                    @Override
                                    byte[] greeting() {
                                        return NOTHING;
                                    }
                                },
                        VirtualNetwork.settings(),
                        limited())
                .warmUp();
        MySqlConnection lent = network.pool().acquire().join();
        CompletableFuture<MySqlConnection> waiting = network.pool().acquire();
        network.pass(LIMIT.dividedBy(2));
        network.pool().evict(lent);
        lent.close();
        network.pump();
        assertThat(network.links()).as("another one is being opened").hasSize(2);
        network.pass(LIMIT.dividedBy(2).minus(MOMENT));
        assertThat(waiting).isNotDone();
        network.pass(MOMENT);
        assertThat(waiting).isCompletedExceptionally();
        network.close();
    }
}
