package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Servers that answer the first of several commands and never read the others, in memory. */
class PipeliningTest {

    private static final byte[] NOTHING = {};

    /** Loses each command that comes before the client has got the answer to the one before. */
    private static final class OneAtATime extends VirtualServer {

        private boolean answering;
        private int lost;

        @Override
        byte @Nullable [] answer(Packet packet) {
            if (received().size() == 1 || packet.command() != COM_QUERY) {
                return null;
            }
            if (answering) {
                lost++;
                return NOTHING;
            }
            answering = true;
            return null;
        }

        @Override
        void lastPacketLeaves() {
            answering = false;
        }
    }

    /** The first connections are such; all others too, unless the predicate says so. */
    private static VirtualNetwork network(IntPredicate mute) {
        return new VirtualNetwork(
                number -> mute.test(number)
                        ? new VirtualServer() {
                            @Override
                            byte @Nullable [] answer(Packet packet) {
                                return received().size() > 1 ? NOTHING : null;
                            }
                        }
                        : new OneAtATime(),
                VirtualNetwork.settings(),
                ResetMode.SMART);
    }

    private static int lost(VirtualNetwork network, int link) {
        return ((OneAtATime) network.link(link).server()).lost;
    }

    @Test
    @Covers("hostile:T210")
    void serverThatAnswersOneCommandAtATimeGetsOneAtATimeFromTheSecondAttemptOn() {
        Logger logger = (Logger) LoggerFactory.getLogger(Pipelining.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.setLevel(Level.WARN);
        logger.addAppender(log);
        VirtualNetwork network = network(number -> false);
        CompletableFuture<MySqlConnection> first = network.open();
        network.pass(VirtualNetwork.CONNECT_TIMEOUT);
        assertThat(SpoiltAnswers.failure(first)).isInstanceOf(MySqlTimeoutException.class);
        assertThat(lost(network, 0)).isPositive();
        logger.detachAppender(log);
        logger.setLevel(Level.ERROR);
        assertThat(log.list).singleElement().satisfies(warning -> assertThat(warning.getFormattedMessage())
                .contains("pipelining-limit=1"));

        CompletableFuture<MySqlConnection> second = network.open();
        network.pump();
        assertThat(second).isCompleted();
        CompletableFuture<String> a =
                second.join().sql("select 'a'").query(String.class).single();
        CompletableFuture<String> b =
                second.join().sql("select 'b'").query(String.class).single();
        network.pump();
        assertThat(a).isCompletedWithValue("a");
        assertThat(b).isCompletedWithValue("b");
        assertThat(lost(network, 1)).isZero();
        second.join().close();
        network.close();
    }

    @Test
    @Covers("hostile:T210")
    void waitingCallerOfThePoolIsServedByTheSecondAttempt() {
        VirtualNetwork network = network(number -> false);
        CompletableFuture<String> result =
                network.pool().sql("select 'x'").query(String.class).single();
        network.pass(VirtualNetwork.CONNECT_TIMEOUT.multipliedBy(2));
        assertThat(result).isCompletedWithValue("x");
        assertThat(network.links()).hasSize(2);
        network.close();
    }

    @Test
    void silenceOfAnotherKindLeavesPipeliningOn() {
        VirtualNetwork network = network(number -> number < 2);
        for (int attempt = 0; attempt < 2; attempt++) {
            CompletableFuture<MySqlConnection> opened = network.open();
            network.pass(VirtualNetwork.CONNECT_TIMEOUT);
            assertThat(SpoiltAnswers.failure(opened)).isInstanceOf(MySqlTimeoutException.class);
        }
        CompletableFuture<MySqlConnection> opened = network.open();
        network.pump();
        assertThat(lost(network, 2)).as("sent together").isPositive();
        opened.cancel(true);
        network.close();
    }

    @Test
    void pipeliningComesBackWhenDoingWithoutItHasNotHelped() {
        Pipelining pipelining = new Pipelining(32, "db:3306");
        pipelining.timedOut(true);
        assertThat(pipelining.limit()).isEqualTo(1);
        pipelining.timedOut(false);
        assertThat(pipelining.limit()).isEqualTo(32);
        pipelining.timedOut(true);
        pipelining.openedOneByOne();
        pipelining.timedOut(false);
        assertThat(pipelining.limit()).as("settled").isEqualTo(1);
    }

    @Test
    void serverThatHasTakenSeveralCommandsOnceIsNeverSuspected() {
        Pipelining pipelining = new Pipelining(32, "db:3306");
        pipelining.proven();
        pipelining.timedOut(true);
        assertThat(pipelining.limit()).isEqualTo(32);
    }
}
