package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Greetings that drip, come twice or are refusals, in memory. */
class HostileGreetingTest {

    private static final byte[] GREETING = new FakeGreeting().toPacket();

    /** Lets the greeting drip in, one byte after each gap. */
    private static CompletableFuture<MySqlConnection> drip(VirtualNetwork network, Duration gap) {
        network.loginFault((packet, link) -> {});
        CompletableFuture<MySqlConnection> opened = network.open();
        network.pump();
        network.link(0).fault(Fault.NONE);
        for (byte next : GREETING) {
            network.pass(gap);
            network.link(0).toClient(new byte[] {next});
        }
        network.pump();
        return opened;
    }

    @Test
    @Covers("hostile:T4")
    void greetingMayDripWithinTheDeadline() {
        VirtualNetwork network = new VirtualNetwork();
        Duration gap = VirtualNetwork.CONNECT_TIMEOUT.dividedBy(GREETING.length + 1L);
        CompletableFuture<MySqlConnection> opened = drip(network, gap);
        assertThat(opened).isCompleted();
        opened.join().close();
        network.close();
    }

    @Test
    @Covers({"hostile:T4", "guarantee:4"})
    void bytesThatKeepComingDoNotPutTheDeadlineOff() {
        VirtualNetwork network = new VirtualNetwork();
        Duration gap = VirtualNetwork.CONNECT_TIMEOUT.dividedBy(GREETING.length - 10L);
        CompletableFuture<MySqlConnection> opened = drip(network, gap);
        assertThat(SpoiltAnswers.failure(opened)).isInstanceOfSatisfying(MySqlTimeoutException.class, timeout -> {
            assertThat(timeout.limit()).isEqualTo(MySqlTimeoutException.Limit.CONNECT);
            assertThat(timeout.outcome()).isEqualTo(Outcome.NOT_SENT);
        });
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.link(0).server().received()).isEmpty();
        network.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("hostile:T27")
    void secondGreetingIsFatal(boolean inOneSegment) {
        VirtualNetwork network = new VirtualNetwork();
        network.loginFault((packet, link) -> {
            link.fault((answer, to) -> {});
            if (inOneSegment) {
                link.toClient(FakePackets.concat(GREETING, GREETING));
            } else {
                link.toClient(GREETING);
                link.toClient(GREETING);
            }
        });
        CompletableFuture<MySqlConnection> opened = network.open();
        network.pump();
        assertThat(SpoiltAnswers.failure(opened)).isInstanceOf(MySqlProtocolException.class);
        assertThat(network.link(0).isOpen()).isFalse();
        if (inOneSegment) {
            assertThat(network.link(0).server().received()).as("sent").isEmpty();
        }
        network.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1129, 1130})
    @Covers("hostile:T7")
    void hostThatIsNotLetInIsToldSoAtOnceAndAsksEverMoreSeldom(int code) {
        VirtualNetwork network = new VirtualNetwork(
                number -> new VirtualServer() {
                    @Override
                    byte[] greeting() {
                        return FakePackets.errWithoutState(0, code, "Host '10.0.0.7' is not welcome");
                    }
                },
                VirtualNetwork.settings(),
                VirtualNetwork.poolSettings().minSize(1));
        CompletableFuture<String> result =
                network.pool().sql("select 'x'").query(String.class).single();
        network.pump();
        assertThat(SpoiltAnswers.failure(result)).isInstanceOfSatisfying(MySqlServerException.class, refused -> {
            assertThat(refused.errorCode()).isEqualTo(code);
            assertThat(refused.outcome()).isIn(Outcome.NOT_SENT, Outcome.NOT_EXECUTED);
        });
        network.pass(Duration.ofMinutes(1));
        int first = network.links().size();
        network.pass(Duration.ofMinutes(1));
        assertThat(first).as("attempts in the first minute").isBetween(5, 35);
        assertThat(network.links().size() - first)
                .as("attempts in the second minute")
                .isBetween(5, 25);
        network.close();
    }
}
