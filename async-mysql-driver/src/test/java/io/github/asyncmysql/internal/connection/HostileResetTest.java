package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_INIT_DB;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUIT;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_RESET_CONNECTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that do not reset sessions, or do not let them end, in memory. */
class HostileResetTest {

    private static final byte[] NOTHING = {};

    private static final String SETTINGS = "SET NAMES utf8mb4, time_zone = '+00:00', session_track_state_change = ON";

    /** The first connection's server answers these requests so once the session is used; everything else as usual. */
    private static VirtualNetwork network(ResetMode mode, Function<Packet, byte @Nullable []> answers) {
        return new VirtualNetwork(
                number -> new VirtualServer() {
                    @Override
                    byte[] greeting() {
                        return new FakeGreeting()
                                .withCapability(Capability.SESSION_TRACK)
                                .toPacket();
                    }

                    @Override
                    byte @Nullable [] answer(Packet packet) {
                        boolean inUse = number == 0
                                && received().stream()
                                        .anyMatch(earlier -> earlier.command() == COM_RESET_CONNECTION
                                                || earlier.command() == COM_QUIT
                                                || earlier.text().contains("get_lock"));
                        return inUse ? answers.apply(packet) : null;
                    }
                },
                VirtualNetwork.settings().database("shop").initSql(List.of("SET @tenant = 7")),
                mode);
    }

    private static byte[] refusal(int code) {
        return FakePackets.err(1, code, "08S01", "Unknown command");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "shop", SETTINGS, "SET @tenant = 7"})
    @Covers({"hostile:T183", "guarantee:9"})
    void sessionOfWhichAnyStepOfTheResetIsRefusedIsNeverLentAgain(String step) {
        VirtualNetwork network = network(
                ResetMode.SMART,
                packet -> step.equals("reset")
                        ? packet.command() == COM_RESET_CONNECTION ? refusal(1047) : null
                        : packet.text().equals(step) ? refusal(1047) : null);
        CompletableFuture<String> first = Scenario.RESET.run(network);
        network.pass(VirtualNetwork.LONG);
        assertThat(first).isCompletedWithValue("1");
        assertThat(network.ask("next")).isEqualTo("next");
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.link(0).server().count(COM_RESET_CONNECTION)).isOne();
        assertThat(network.link(0).server().received())
                .noneMatch(packet -> packet.text().contains("next"));
        network.close();
    }

    @Test
    @Covers({"hostile:T184", "guarantee:9"})
    void resetThatTakesLongDelaysNobodyButTheConnection() {
        VirtualNetwork network =
                network(ResetMode.SMART, packet -> packet.command() == COM_RESET_CONNECTION ? NOTHING : null);
        CompletableFuture<String> first = Scenario.RESET.run(network);
        network.pump();
        assertThat(first).as("whoever gave the connection back").isCompletedWithValue("1");
        network.pass(VirtualNetwork.CONNECT_TIMEOUT.minusMillis(1));
        assertThat(network.link(0).isOpen()).isTrue();
        CompletableFuture<String> next =
                network.pool().sql("select 'next'").query(String.class).single();
        network.pass(Duration.ofMillis(2));
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(next).isCompletedWithValue("next");
        // 30 s after it was asked for.
        network.link(0).toClient(FakePackets.ok(1));
        network.pass(VirtualNetwork.LONG);
        network.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SMART", "ALWAYS"})
    @Covers({"hostile:T185", "guarantee:9"})
    void resetIsFollowedByWhateverItDoesNotRestore(ResetMode mode) {
        VirtualNetwork network = network(mode, packet -> null);
        CompletableFuture<String> first = Scenario.RESET.run(network);
        network.pump();
        assertThat(first).isCompletedWithValue("1");
        assertThat(network.ask("next")).isEqualTo("next");
        assertThat(network.links()).hasSize(1);
        List<Packet> received = network.link(0).server().received();
        int reset = 0;
        while (received.get(reset).sequence() != 0 || received.get(reset).command() != COM_RESET_CONNECTION) {
            reset++;
        }
        assertThat(received.subList(reset + 1, reset + 5).stream()
                        .map(packet -> packet.command() + " " + packet.text()))
                .containsExactly(
                        COM_INIT_DB + " shop",
                        COM_QUERY + " " + SETTINGS,
                        COM_QUERY + " SET @tenant = 7",
                        COM_QUERY + " select 'next'");
        network.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"character_set_client", "character_set_results"})
    @Covers("hostile:T185")
    void sessionThatSpeaksAnotherCharsetAfterItsResetIsNeverLentAgain(String variable) {
        byte[] turned = FakePackets.concat(FakePackets.string(variable), FakePackets.string("latin1"));
        byte[] change = FakePackets.concat(new byte[] {0}, FakePackets.lengthEncoded(turned.length), turned);
        byte[] ok = FakePackets.packet(
                1, FakePackets.hex("00 00 00 02 40 00 00 00"), FakePackets.lengthEncoded(change.length), change);
        VirtualNetwork network =
                network(ResetMode.SMART, packet -> packet.text().startsWith("SET NAMES") ? ok : null);
        CompletableFuture<String> first = Scenario.RESET.run(network);
        network.pass(VirtualNetwork.LONG);
        assertThat(first).isCompletedWithValue("1");
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "07 00 00 01 00 00 00 02 00 00 00", "01 00 00 00 ff", "61"})
    @Covers({"hostile:T186", "guarantee:11"})
    void goodbyeThatIsIgnoredOrAnsweredClosesWithinASecond(String answer) {
        VirtualNetwork network = network(ResetMode.SMART, packet -> NOTHING).warmUp();
        VirtualLink link = network.link(0);
        link.fault((packet, to) -> {});
        CompletableFuture<Void> closed = network.pool().closeAsync();
        network.pump();
        assertThat(link.server()
                        .received()
                        .get(link.server().received().size() - 1)
                        .command())
                .isEqualTo(COM_QUIT);
        link.toClient(FakePackets.hex(answer));
        network.pass(Duration.ofSeconds(1));
        assertThat(link.isOpen()).isFalse();
        assertThat(closed).isCompleted();
        network.close();
    }

    @Test
    @Covers({"hostile:T186", "guarantee:11"})
    void goodbyeThatIsAnsweredByAResetIsNobodysFailure() {
        VirtualNetwork network = network(ResetMode.SMART, packet -> NOTHING).warmUp();
        CompletableFuture<Void> closed = network.pool().closeAsync();
        network.pump();
        network.link(0).rst();
        network.pump();
        assertThat(closed).isCompleted();
        network.close();
    }
}
