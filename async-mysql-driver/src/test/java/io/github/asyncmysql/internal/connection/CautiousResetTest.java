package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_RESET_CONNECTION;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_CLOSE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_PREPARE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done to sessions whose changes nobody tells us of, and what a reset takes with it, in memory. */
class CautiousResetTest {

    private static final int UNKNOWN_VARIABLE = 1193;

    private static VirtualNetwork network(FakeGreeting greeting, boolean knowsTracking) {
        return new VirtualNetwork(
                number -> new VirtualServer() {
                    @Override
                    byte[] greeting() {
                        return greeting.toPacket();
                    }

                    @Override
                    byte @Nullable [] answer(Packet packet) {
                        boolean asked = packet.text().contains("session_track_state_change");
                        return asked && !knowsTracking
                                ? FakePackets.err(1, UNKNOWN_VARIABLE, "HY000", "Unknown system variable")
                                : null;
                    }
                },
                VirtualNetwork.settings(),
                ResetMode.SMART);
    }

    private static void resetsAfterEachBorrower(VirtualNetwork network) {
        for (int borrower = 1; borrower <= 3; borrower++) {
            assertThat(network.ask("question " + borrower)).isEqualTo("question " + borrower);
            network.pump();
            assertThat(network.link(0).server().count(COM_RESET_CONNECTION))
                    .as("after borrower %d", borrower)
                    .isEqualTo(borrower);
        }
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    @Covers("pool:F6")
    void aServerThatDoesNotKnowSessionTrackingHasItsSessionsResetEachTime() {
        resetsAfterEachBorrower(network(new FakeGreeting(), false));
    }

    @Test
    @Covers("pool:F6")
    void aProxyThatDoesNotPassSessionTrackingOnHasItsSessionsResetEachTime() {
        FakeGreeting greeting = new FakeGreeting().withoutCapability(Capability.SESSION_TRACK);
        resetsAfterEachBorrower(network(greeting, true));
    }

    @Test
    @Covers("pool:F6")
    void whereChangesAreToldACleanSessionIsLeftAlone() {
        VirtualNetwork network = network(new FakeGreeting(), true);
        assertThat(network.ask("one")).isEqualTo("one");
        assertThat(network.ask("two")).isEqualTo("two");
        assertThat(network.link(0).server().count(COM_RESET_CONNECTION)).isZero();
        network.close();
    }

    @Test
    @Covers("pool:F7")
    void aResetTakesThePreparedStatementsWithIt() {
        VirtualNetwork network = network(new FakeGreeting(), true).warmUp();
        VirtualServer server = network.link(0).server();
        for (int i = 0; i < 2; i++) {
            CompletableFuture<String> prepared = Scenario.PREPARED.run(network);
            network.pump();
            assertThat(prepared).isCompletedWithValueMatching(rows -> rows.startsWith("[x"));
        }
        assertThat(server.count(COM_STMT_PREPARE)).isOne();
        CompletableFuture<String> dirty = Scenario.RESET.run(network);
        network.pump();
        assertThat(dirty).isCompletedWithValue("1");
        assertThat(server.count(COM_RESET_CONNECTION)).isOne();
        CompletableFuture<String> again = Scenario.PREPARED.run(network);
        network.pump();
        assertThat(again).isCompletedWithValueMatching(rows -> rows.startsWith("[x"));
        assertThat(server.count(COM_STMT_PREPARE)).as("prepared anew").isEqualTo(2);
        assertThat(server.count(COM_STMT_CLOSE))
                .as("the server has closed the old one")
                .isZero();
        List<Packet> executions = server.received().stream()
                .filter(packet -> packet.sequence() == 0 && packet.command() == COM_STMT_EXECUTE)
                .toList();
        assertThat(executions).hasSize(3);
        assertThat(executions.get(2).payload()[1])
                .as("the number of the new one")
                .isEqualTo((byte) 2);
        assertThat(server.count(COM_QUERY)).isPositive();
        network.close();
    }
}
