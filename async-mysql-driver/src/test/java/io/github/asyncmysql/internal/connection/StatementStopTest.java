package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stopping a statement whose time is over, when something goes wrong with it. */
class StatementStopTest {

    private static final byte[] NOTHING = {};
    private static final byte[] INTERRUPTED = FakePackets.err(1, 1317, "70100", "Query execution was interrupted");

    private final List<SimpleCommand.Listener> kills = new ArrayList<>();
    private byte[] barrierAnswer = FakePackets.ok(1);
    private VirtualNetwork network = new VirtualNetwork();
    private CompletableFuture<?> slow = new CompletableFuture<>();

    @BeforeEach
    void letAStatementTimeOut() {
        network = new VirtualNetwork(number -> new VirtualServer() {
                    @Override
                    byte[] answer(FakeConnection.Packet packet) {
                        if (number > 0 || packet.command() != COM_QUERY) {
                            return null;
                        }
                        return packet.text().equals("slow")
                                ? NOTHING
                                : packet.text().equals("DO 0") ? barrierAnswer : null;
                    }
                })
                .warmUp();
        ConnectionHandler handler = network.link(0).channel().pipeline().get(ConnectionHandler.class);
        handler.stop.killer(kills::add);
        slow = network.pool().sql("slow").update();
        network.pass(VirtualNetwork.QUERY_TIMEOUT.plusMillis(1));
        assertThat(SpoiltAnswers.failure(slow)).isInstanceOf(MySqlTimeoutException.class);
        assertThat(kills).hasSize(1);
    }

    private void nextBorrowerIsServedBy(int link) {
        assertThat(network.ask("own answer")).isEqualTo("own answer");
        assertThat(network.links()).hasSize(link + 1);
        network.close();
    }

    private void killed() {
        kills.get(0).ended(null);
        network.pump();
    }

    @Test
    void bothAnswersAndTheBarrierKeepTheConnection() {
        network.link(0).toClient(INTERRUPTED);
        killed();
        assertThat(network.link(0).server().received())
                .anyMatch(packet -> packet.text().equals("DO 0"));
        nextBorrowerIsServedBy(0);
    }

    @Test
    @Covers("hostile:T202")
    void killThatComesLateHitsTheBarrier() {
        network.link(0).toClient(FakePackets.ok(1));
        barrierAnswer = INTERRUPTED;
        killed();
        nextBorrowerIsServedBy(0);
    }

    @Test
    void nothingIsSentBeforeTheKillWasAnswered() {
        CompletableFuture<?> next =
                network.pool().sql("select 'next'").query(String.class).single();
        network.link(0).toClient(FakePackets.ok(1));
        network.pass(Duration.ofMillis(500));
        assertThat(next).isNotDone();
        assertThat(network.link(0).server().received())
                .noneMatch(packet -> packet.text().equals("DO 0"));
        killed();
        assertThat(next.join()).isEqualTo("next");
        nextBorrowerIsServedBy(0);
    }

    @Test
    void victimThatNeverAnswersIsClosed() {
        killed();
        network.pass(Duration.ofMillis(StatementStop.LIMIT_MILLIS));
        assertThat(network.link(0).isOpen()).isFalse();
        nextBorrowerIsServedBy(1);
    }

    @Test
    void killThatFailsClosesTheConnection() {
        network.link(0).toClient(INTERRUPTED);
        kills.get(0).ended(Failures.closed("No connection to stop the statement from"));
        network.pump();
        assertThat(network.link(0).isOpen()).isFalse();
        nextBorrowerIsServedBy(1);
    }

    @Test
    void killThatIsNeverAnsweredClosesTheConnection() {
        network.link(0).toClient(INTERRUPTED);
        network.pass(Duration.ofMillis(StatementStop.LIMIT_MILLIS));
        assertThat(network.link(0).isOpen()).isFalse();
        // Too late to matter.
        killed();
        nextBorrowerIsServedBy(1);
    }

    @Test
    void barrierThatIsNeverAnsweredClosesTheConnection() {
        network.link(0).toClient(INTERRUPTED);
        barrierAnswer = NOTHING;
        killed();
        network.pass(Duration.ofMillis(StatementStop.LIMIT_MILLIS));
        assertThat(network.link(0).isOpen()).isFalse();
        nextBorrowerIsServedBy(1);
    }
}
