package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answer comes in the very nanosecond in which the time limit ends, in both orders, in memory. */
@Covers("guarantee:4")
class SimultaneousTimeoutTest {

    private static final byte[] ANSWER = FakePackets.resultSet("nonce", "x");

    /** The answer to the next statement is held back, byte for byte. */
    private static VirtualNetwork muted() {
        VirtualNetwork network = new VirtualNetwork().warmUp();
        network.link(0).fault((packet, link) -> {});
        return network;
    }

    private static void arrive(VirtualNetwork network, byte[] answer) {
        network.link(0).fault(Fault.NONE);
        network.link(0).toClient(answer);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"hostile:T201", "guarantee:2"})
    void statementEndsOnceAndTheNextBorrowerGetsHisOwnAnswer(boolean answerFirst) {
        VirtualNetwork network = muted();
        CompletableFuture<String> result =
                network.pool().sql("select 'x'").query(String.class).single();
        int[] signals = {0};
        CompletableFuture<String> observed = result.whenComplete((value, failure) -> signals[0]++);
        network.pass(VirtualNetwork.QUERY_TIMEOUT.minusNanos(1));
        assertThat(result).isNotDone();
        if (answerFirst) {
            network.skip(Duration.ofNanos(1));
            arrive(network, ANSWER);
            network.pass(VirtualNetwork.LONG);
            assertThat(observed).isCompletedWithValue("x");
        } else {
            network.pass(Duration.ofNanos(1));
            arrive(network, ANSWER);
            network.pass(VirtualNetwork.LONG);
            assertThat(SpoiltAnswers.failure(observed)).isInstanceOf(MySqlTimeoutException.class);
        }
        assertThat(signals[0]).isOne();
        assertThat(network.link(0).isOpen()).as("kept only if it was answered").isEqualTo(answerFirst);
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
    }

    /** An event loop that was held up runs timers that are due before it sends what was written meanwhile. */
    @Test
    @Covers("guarantee:6")
    void statementThatWasNotSentWhenItsTimeEndedWasNotSent() {
        VirtualNetwork network = new VirtualNetwork().warmUp();
        CompletableFuture<?> result = network.pool().sql("select 'x'").update();
        network.elapse(VirtualNetwork.QUERY_TIMEOUT.plusNanos(1));
        network.pump();
        assertThat(SpoiltAnswers.failure(result))
                .isInstanceOfSatisfying(MySqlTimeoutException.class, timeout -> assertThat(timeout.outcome())
                        .isEqualTo(Outcome.NOT_SENT));
        assertThat(network.link(0).server().received())
                .noneMatch(packet -> packet.text().equals("select 'x'"));
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("hostile:T201")
    void streamEndsOnce(boolean answerFirst) {
        VirtualNetwork network = muted();
        Signals signals = new Signals();
        network.pool().sql("select 'x'").query(String.class).stream().subscribe(signals);
        network.pass(VirtualNetwork.QUERY_TIMEOUT.minusNanos(1));
        if (answerFirst) {
            network.skip(Duration.ofNanos(1));
            arrive(network, ANSWER);
        } else {
            network.pass(Duration.ofNanos(1));
            arrive(network, ANSWER);
        }
        network.pass(VirtualNetwork.LONG);
        assertThat(signals.received)
                .containsExactlyElementsOf(answerFirst ? List.of("x", "complete") : List.of("timeout"));
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
    }

    @Test
    @Covers("hostile:T201")
    void statementThatIsBeingStoppedStaysStoppedWhenItsAnswerComes() {
        VirtualNetwork network = muted();
        List<SimpleCommand.Listener> kills = new ArrayList<>();
        network.link(0).channel().pipeline().get(ConnectionHandler.class).stop.killer(kills::add);
        CompletableFuture<String> result =
                network.pool().sql("select 'x'").query(String.class).single();
        network.pass(VirtualNetwork.QUERY_TIMEOUT);
        arrive(network, ANSWER);
        assertThat(SpoiltAnswers.failure(result)).isInstanceOf(MySqlTimeoutException.class);
        assertThat(kills).hasSize(1);
        kills.get(0).ended(null);
        network.pump();
        assertThat(network.ask("next")).isEqualTo("next");
        assertThat(network.links()).as("kept, behind the barrier").hasSize(1);
        network.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("hostile:T201")
    void borrowerIsServedOrRefusedWhenAConnectionComesBackAtHisLimit(boolean connectionFirst) {
        Duration limit = Duration.ofMillis(300);
        VirtualNetwork network = new VirtualNetwork(
                        number -> new VirtualServer(),
                        VirtualNetwork.settings(),
                        VirtualNetwork.poolSettings().acquireTimeout(limit))
                .warmUp();
        CompletableFuture<MySqlConnection> held = network.pool().acquire();
        network.pump();
        CompletableFuture<String> waiting =
                network.pool().sql("select 'x'").query(String.class).single();
        network.pass(limit.minusNanos(1));
        assertThat(waiting).isNotDone();
        if (connectionFirst) {
            network.skip(Duration.ofNanos(1));
            held.join().close();
            network.pass(VirtualNetwork.LONG);
            assertThat(waiting).isCompletedWithValue("x");
        } else {
            network.pass(Duration.ofNanos(1));
            held.join().close();
            network.pass(VirtualNetwork.LONG);
            assertThat(SpoiltAnswers.failure(waiting)).isInstanceOf(MySqlPoolException.class);
        }
        assertThat(network.ask("next")).isEqualTo("next");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    /** Everything that a subscriber hears. Confined to one thread. */
    private static final class Signals implements Flow.Subscriber<String> {

        private final List<String> received = new ArrayList<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String row) {
            received.add(row);
        }

        @Override
        public void onError(Throwable failure) {
            received.add(failure instanceof MySqlTimeoutException ? "timeout" : failure.toString());
        }

        @Override
        public void onComplete() {
            received.add("complete");
        }
    }
}
