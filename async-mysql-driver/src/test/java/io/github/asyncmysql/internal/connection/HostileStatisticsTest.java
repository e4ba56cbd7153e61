package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_STATISTICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that say something odd about themselves, in memory. */
class HostileStatisticsTest {

    private final VirtualNetwork network;

    private byte[] answer = new byte[0];

    HostileStatisticsTest() {
        network = new VirtualNetwork(number -> new VirtualServer() {
                    @Override
                    byte @Nullable [] answer(FakeConnection.Packet packet) {
                        return packet.command() == COM_STATISTICS ? answer : null;
                    }
                })
                .warmUp();
    }

    private CompletableFuture<String> statistics(byte[] answered) {
        answer = answered;
        CompletableFuture<String> statistics = network.pool().withConnection(MySqlConnection::statistics);
        network.pump();
        return statistics;
    }

    private boolean isFirstOpen() {
        boolean open = network.link(0).isOpen();
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
        return open;
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(statistics(FakePackets.packet(1, FakePackets.utf8("Uptime: 7\u001b[2J\n"))))
                .isCompletedWithValue("Uptime: 7\\u001b[2J\\u000a");
        assertThat(isFirstOpen()).isTrue();
    }

    @Test
    void anErrorIsTold() {
        assertThat(SpoiltAnswers.failure(statistics(FakePackets.err(1, 1227, "42000", "Access denied"))))
                .isInstanceOfSatisfying(MySqlServerException.class, error -> assertThat(error.errorCode())
                        .isEqualTo(1227));
        assertThat(isFirstOpen()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // An empty packet, OK, the end of rows.
                "00 00 00 01",
                "07 00 00 01 00 00 00 02 00 00 00",
                "05 00 00 01 fe 00 00 02 00"
            })
    void whatIsNoTextMeansTheEndOfTheConnection(String bytes) {
        assertThat(SpoiltAnswers.failure(statistics(FakePackets.hex(bytes))))
                .isInstanceOf(MySqlProtocolException.class);
        assertThat(isFirstOpen()).isFalse();
    }

    @Test
    void anEndlessTextMeansTheEndOfTheConnection() {
        assertThat(SpoiltAnswers.failure(statistics(FakePackets.packet(1, FakePackets.utf8("U".repeat(4097))))))
                .isInstanceOf(MySqlProtocolException.class);
        assertThat(isFirstOpen()).isFalse();
    }

    @Test
    void noAnswerIsWaitedForNoLongerThanForAPing() {
        CompletableFuture<String> statistics = statistics(new byte[0]);
        assertThat(statistics).isNotDone();
        network.pass(VirtualNetwork.LONG);
        assertThat(SpoiltAnswers.failure(statistics)).isInstanceOf(MySqlTimeoutException.class);
        assertThat(isFirstOpen()).isFalse();
    }
}
