package io.github.asyncmysql.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.testsupport.TcpProxy.Direction;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private static final byte[] PING = FakePackets.packet(0, "0e");
    private static final byte[] PONG = FakePackets.ok(1);

    private final FakeMySqlServer server = FakeMySqlServer.start(FakeConnection::echoQueries);
    private final TcpProxy proxy = TcpProxy.to(server.host(), server.port());

    @AfterEach
    void close() {
        proxy.close();
        server.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(proxy.host(), proxy.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] ping(Socket socket) throws IOException {
        socket.getOutputStream().write(PING);
        return socket.getInputStream().readNBytes(PONG.length);
    }

    @Test
    void passesBytesAlsoWhenSlicedDelayedAndNarrow() throws Exception {
        try (Socket socket = connect()) {
            assertThat(ping(socket)).isEqualTo(PONG);
            proxy.slice(1);
            proxy.delay(Duration.ofMillis(1), Duration.ofMillis(1));
            assertThat(ping(socket)).isEqualTo(PONG);
            proxy.heal();
            proxy.limitBandwidth(1000);
            assertThat(ping(socket)).isEqualTo(PONG);
        }
        assertThat(proxy.acceptedConnections()).isEqualTo(1);
        Awaitility.await().until(() -> proxy.openConnections() == 0);
    }

    @Test
    void silenceHoldsBytesUntilHealed() throws Exception {
        try (Socket socket = connect()) {
            assertThat(ping(socket)).isEqualTo(PONG);
            proxy.silence(Direction.TO_CLIENT);
            socket.setSoTimeout(200);
            assertThatThrownBy(() -> ping(socket)).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            socket.setSoTimeout(20_000);
            assertThat(socket.getInputStream().readNBytes(PONG.length)).isEqualTo(PONG);
        }
    }

    @Test
    void endsAndCorruptsAtTheGivenByte() throws Exception {
        try (Socket socket = connect()) {
            assertThat(ping(socket)).isEqualTo(PONG);
            proxy.corruptByte(4);
            byte[] corrupted = PONG.clone();
            corrupted[4] ^= (byte) 0xff;
            assertThat(ping(socket)).isEqualTo(corrupted);
            proxy.endAfter(3);
            assertThat(ping(socket)).hasSize(3);
        }
    }

    @Test
    void downResetsAndRefusesAndUpAcceptsOnTheSamePort() throws Exception {
        try (Socket socket = connect()) {
            assertThat(ping(socket)).isEqualTo(PONG);
            proxy.down();
            assertThatThrownBy(() -> ping(socket)).isInstanceOf(IOException.class);
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        }
        proxy.up();
        try (Socket socket = connect()) {
            assertThat(ping(socket)).isEqualTo(PONG);
        }
    }
}
