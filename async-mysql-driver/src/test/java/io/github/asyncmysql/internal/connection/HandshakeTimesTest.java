package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.HandshakeTimes;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long the steps of opening a connection took, in memory and to the nanosecond. */
class HandshakeTimesTest {

    private static final byte[] NOTHING = {};

    @Test
    void eachStepHasItsOwnTimeAndTogetherTheyAreTheWhole() {
        List<HandshakeTimes> told = new ArrayList<>();
        List<Long> whole = new ArrayList<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void onCreated(long creationNanos) {
                whole.add(creationNanos);
            }

            @Override
            public void onHandshake(HandshakeTimes times) {
                assertThat(whole).as("told before").hasSize(told.size() + 1);
                told.add(times);
            }
        };
        VirtualNetwork network = new VirtualNetwork(
                number -> new VirtualServer() {
                    @Override
                    byte[] greeting() {
                        return NOTHING;
                    }

                    @Override
                    byte @Nullable [] answer(Packet packet) {
                        boolean asked = received().size() > 1 && packet.command() == COM_QUERY;
                        return asked && packet.text().startsWith("SET NAMES") ? NOTHING : null;
                    }
                },
                VirtualNetwork.settings(),
                VirtualNetwork.poolSettings().minSize(1).listener(listener));
        network.pass(Duration.ofMillis(30));
        network.link(0).toClient(new FakeGreeting().toPacket());
        network.pass(Duration.ofMillis(7));
        assertThat(told).isEmpty();
        network.link(0).toClient(FakePackets.ok(1));
        network.pump();
        assertThat(told)
                .containsExactly(new HandshakeTimes(
                        0,
                        0,
                        Duration.ofMillis(30).toNanos(),
                        Duration.ofMillis(7).toNanos()));
        assertThat(whole).containsExactly(Duration.ofMillis(37).toNanos());
        network.close();
    }
}
