package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_PING;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that are gone without a word, or answer signs of life badly, in memory. */
class HostileIdleTest {

    private static final Duration KEEPALIVE = Duration.ofSeconds(30);
    private static final Duration VALIDATE_AFTER = Duration.ofMillis(500);

    /** The first connection's server answers each ping so. */
    private static VirtualNetwork answeringPings(byte[] answer) {
        return new VirtualNetwork(
                        number -> new VirtualServer() {
                            @Override
                            byte @Nullable [] answer(FakeConnection.Packet packet) {
                                return number == 0 && packet.command() == COM_PING ? answer : null;
                            }
                        },
                        VirtualNetwork.settings(),
                        VirtualNetwork.poolSettings()
                                .minSize(1)
                                .keepalive(KEEPALIVE)
                                .validateAfter(VALIDATE_AFTER))
                .warmUp();
    }

    @Test
    @Covers({"hostile:T181", "guarantee:12"})
    void keepAliveFindsAnIdleConnectionThatIsHalfOpen() {
        VirtualNetwork network = answeringPings(FakePackets.ok(1));
        network.link(0).mute();
        network.pass(KEEPALIVE.plus(VirtualNetwork.CONNECT_TIMEOUT).plusMillis(1));
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.link(0).server().count(COM_PING)).isOne();
        assertThat(network.pool().size()).as("replaced").isOne();
        network.pool().freeSize();
        assertThat(network.links()).hasSize(2);
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
    }

    @Test
    @Covers({"hostile:T181", "guarantee:12"})
    void borrowingFindsAnIdleConnectionThatIsHalfOpen() {
        VirtualNetwork network = answeringPings(FakePackets.ok(1));
        network.link(0).mute();
        network.pass(VALIDATE_AFTER.multipliedBy(2));
        assertThat(network.ask("no user sees the dead one")).isEqualTo("no user sees the dead one");
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.link(0).server().count(COM_PING)).isOne();
        network.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "error",
                "rows",
                // Nothing, no packet, an empty packet, OK too short, OK with something behind it, the end of rows.
                "",
                "61",
                "00 00 00 01",
                "01 00 00 01 00",
                "07 00 00 01 00 00 00 02 00 00 00 00",
                "05 00 00 01 fe 00 00 02 00"
            })
    @Covers("hostile:T182")
    void pingThatIsNotAnsweredByOkMeansTheEndOfTheConnection(String answer) {
        byte[] bytes =
                switch (answer) {
                    case "error" -> FakePackets.err(1, 1047, "08S01", "Unknown command");
                    case "rows" -> FakePackets.resultSet("a", "1");
                    default -> FakePackets.hex(answer);
                };
        VirtualNetwork network = answeringPings(new byte[0]);
        network.pass(VALIDATE_AFTER.multipliedBy(2));
        network.link(0).fault(Fault.NONE);
        int before = network.link(0).server().received().size();
        var next = network.pool().sql("select 'next'").query(String.class).single();
        network.pump();
        assertThat(network.link(0).server().received()).as("pinged").hasSize(before + 1);
        network.link(0).toClient(bytes);
        network.pass(VirtualNetwork.LONG);
        assertThat(next).isCompletedWithValue("next");
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.link(0).server().received())
                .noneMatch(packet -> packet.text().equals("select 'next'"));
        network.close();
    }
}
