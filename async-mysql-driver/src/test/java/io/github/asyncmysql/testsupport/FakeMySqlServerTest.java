package io.github.asyncmysql.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FakeMySqlServerTest {

    private static Connection connect(FakeMySqlServer server, String sslMode) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + server.port() + "/test?connectTimeout=20000&sslMode=" + sslMode,
                "app",
                "secret");
    }

    @Test
    void scriptIsCarriedOutByteByByteAndRecorded() throws Exception {
        byte[] answer = FakePackets.resultSet("a", "b");
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    client.send(new FakeGreeting().toPacket());
                    client.expect("response", packet -> packet.sequence() == 1);
                    client.sendSplit(answer, 3, Duration.ZERO);
                    client.expectEnd();
                });
                Socket socket = new Socket(server.host(), server.port())) {
            byte[] greeting = new FakeGreeting().toPacket();
            assertThat(socket.getInputStream().readNBytes(greeting.length)).isEqualTo(greeting);
            socket.getOutputStream().write(FakePackets.packet(1, "aa bb"));
            assertThat(socket.getInputStream().readNBytes(answer.length)).isEqualTo(answer);
            socket.shutdownOutput();

            FakeConnection connection = server.connections().get(0);
            Awaitility.await().until(connection::isEndedByClient);
            assertThat(connection.receivedInClear()).isEqualTo(FakePackets.hex("02 00 00 01 aa bb"));
        }
    }

    // region testing-fake-server
    @Test
    void greetingIsUnderstoodByARealClientWhichGetsTheError() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(new FakeGreeting().version("9.9.9").toPacket());
            client.expectPacket();
            client.send(FakePackets.err(2, 1045, "28000", "go away"));
            client.expectEnd();
        })) {
            assertThatThrownBy(() -> connect(server, "DISABLED"))
                    .isInstanceOfSatisfying(SQLException.class, e -> {
                        assertThat(e.getErrorCode()).isEqualTo(1045);
                        assertThat(e.getSQLState()).isEqualTo("28000");
                    })
                    .hasMessage("go away");
        }
    }
    // endregion

    @Test
    void tlsHidesTheLoginFromTheClearRecord() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle certificate =
                new CertificateBuilder().ecp256().subject("CN=localhost").buildIssuedBy(authority);
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(new FakeGreeting().withCapability(Capability.SSL).toPacket());
            client.expectPacket();
            client.startTls(certificate);
            client.expectPacket();
            client.send(FakePackets.err(3, 1045, "28000", "go away"));
            client.expectEnd();
        })) {
            assertThatThrownBy(() -> connect(server, "REQUIRED")).hasMessage("go away");

            FakeConnection connection = server.connections().get(0);
            assertThat(connection.receivedInClear()).hasSize(4 + 32);
            assertThat(connection.receivedInTls()).containsSubsequence(FakePackets.utf8("app"));
        }
    }

    @Test
    void failedExpectationIsThrownWhenTheServerCloses() throws Exception {
        FakeMySqlServer server = FakeMySqlServer.start(client -> client.expectQuery("select 1"));
        try (Socket socket = new Socket(server.host(), server.port())) {
            socket.getOutputStream().write(FakePackets.packet(0, FakePackets.utf8("\u0003select 2")));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThatThrownBy(server::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("expected query select 1, got packet 0 of 9 bytes");
    }

    @Test
    void eachConnectionGetsItsOwnScriptAndTheLastOneRepeats() throws Exception {
        try (FakeMySqlServer server = FakeMySqlServer.start(
                client -> client.send(FakePackets.hex("01")), client -> client.send(FakePackets.hex("02")))) {
            for (int expected : new int[] {1, 2, 2}) {
                try (Socket socket = new Socket(server.host(), server.port())) {
                    assertThat(socket.getInputStream().read()).isEqualTo(expected);
                }
            }
        }
    }
}
