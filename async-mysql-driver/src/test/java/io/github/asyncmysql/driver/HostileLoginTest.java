package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers and impostors that misbehave before a session is open, over loopback. */
class HostileLoginTest {

    @RegisterExtension
    final HostileCase hostile = new HostileCase();

    private static MySqlConfig.Builder settings(SslMode mode) {
        return MySqlConfig.builder()
                .username("canary-user")
                .password("canary-password")
                .database("canary-database")
                .sslMode(mode)
                .connectTimeout(Duration.ofSeconds(20));
    }

    private static byte[] greetingWithTls() {
        return new FakeGreeting().withCapability(Capability.SSL).toPacket();
    }

    private MySqlException failure(FakeMySqlServer server, MySqlConfig.Builder settings) {
        MySqlConfig config = settings.host(server.host()).port(server.port()).build();
        Throwable thrown = catchThrowable(() -> {
            MySqlConnection connection = AsyncMySql.connect(config, hostile.resources())
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            connection.close();
        });
        assertThat(thrown).as("connected").isNotNull();
        assertThat(thrown.getCause()).isInstanceOf(MySqlException.class);
        MySqlException failure = (MySqlException) thrown.getCause();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        HostileCase.withoutSecrets(thrown);
        return failure;
    }

    private static void assertKind(MySqlException failure, Kind kind) {
        assertThat(failure).isInstanceOfSatisfying(MySqlConnectionException.class, e -> assertThat(e.kind())
                .isEqualTo(kind));
    }

    private static String inClear(FakeMySqlServer server) {
        FakeConnection connection = server.connections().get(0);
        return new String(connection.receivedInClear(), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
    @Covers({"hostile:T31", "guarantee:20"})
    void serverWithoutTlsReceivesNotOneByte(SslMode mode) {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(new FakeGreeting().toPacket());
            client.expectEnd();
        })) {
            assertKind(failure(server, settings(mode)), Kind.TLS);
            assertThat(inClear(server)).isEmpty();
        }
    }

    @Test
    @Covers("hostile:T33")
    void packetBehindTheGreetingIsNotTakenForAnAnswer() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(greetingWithTls(), FakePackets.ok(2));
            client.expectEnd();
        })) {
            assertThat(failure(server, settings(SslMode.REQUIRED))).isInstanceOf(MySqlProtocolException.class);
            assertThat(inClear(server)).isEmpty();
        }
    }

    @Test
    @Covers("hostile:T34")
    void plainOkInPlaceOfTlsIsFatal() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(greetingWithTls());
            client.expect("SSL request", packet -> packet.payload().length == 32);
            client.send(FakePackets.ok(2));
            client.silence();
        })) {
            assertKind(failure(server, settings(SslMode.REQUIRED)), Kind.TLS);
        }
    }

    /** As a server from before 2019 does that shares no cipher suite with a JVM of today. */
    @Test
    void serverThatTakesNoCipherSuiteIsSaidToDoSo() {
        byte[] handshakeFailure = {21, 3, 3, 0, 2, 2, 40};
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(greetingWithTls());
            client.expect("SSL request", packet -> packet.payload().length == 32);
            client.send(handshakeFailure);
            client.silence();
        })) {
            MySqlException failure = failure(server, settings(SslMode.REQUIRED));
            assertKind(failure, Kind.TLS);
            assertThat(failure).hasMessageContaining("takes none of the cipher suites that this JVM offers");
        }
    }

    @Test
    @Covers("hostile:T35")
    void plainErrorInPlaceOfTlsIsNotBelieved() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(greetingWithTls());
            client.expectPacket();
            client.send(FakePackets.err(2, 1045, "28000", "Access denied, call 555-0100"));
            client.silence();
        })) {
            MySqlException failure = failure(server, settings(SslMode.REQUIRED));
            assertKind(failure, Kind.TLS);
            assertThat(failure).hasMessageNotContaining("Access denied");
        }
    }

    @Test
    @Covers({"hostile:T37"})
    void silenceInPlaceOfTlsEndsWithTheDeadline() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(greetingWithTls());
            client.expectPacket();
            client.silence();
        })) {
            MySqlException failure = failure(server, settings(SslMode.REQUIRED).connectTimeout(Duration.ofMillis(500)));
            assertThat(failure).isInstanceOf(MySqlTimeoutException.class);
            assertThat(inClear(server)).doesNotContain("canary");
        }
    }

    @Test
    @Covers("hostile:T1")
    void silenceEndsWithTheDeadline() {
        try (FakeMySqlServer server = FakeMySqlServer.start(FakeConnection::silence)) {
            assertThat(failure(server, settings(SslMode.DISABLED).connectTimeout(Duration.ofMillis(500))))
                    .isInstanceOfSatisfying(MySqlTimeoutException.class, e -> assertThat(e.limit())
                            .isEqualTo(MySqlTimeoutException.Limit.CONNECT));
        }
    }

    @Test
    @Covers("hostile:T2")
    void endBeforeTheGreetingIsALostConnection() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.fin();
            client.expectEnd();
        })) {
            assertKind(failure(server, settings(SslMode.DISABLED)), Kind.LOST);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n"})
    @Covers("hostile:T11")
    void otherProtocolsAreRecognisedByTheirFirstBytes(String text) {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(FakePackets.utf8(text));
            client.expectEnd();
        })) {
            assertThat(failure(server, settings(SslMode.DISABLED))).isInstanceOf(MySqlProtocolException.class);
            assertThat(inClear(server)).isEmpty();
        }
    }

    @Test
    @Covers({"hostile:T12", "guarantee:14"})
    void announcedGreetingOf16MibIsRefusedAtItsHeader() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(FakePackets.hex("ff ff ff 00"));
            client.expectEnd();
        })) {
            assertThat(failure(server, settings(SslMode.DISABLED))).isInstanceOf(MySqlProtocolException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255})
    @Covers("hostile:T26")
    void greetingOutOfSequenceIsRefused(int sequence) {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(new FakeGreeting().sequence(sequence).toPacket());
            client.expectEnd();
        })) {
            assertThat(failure(server, settings(SslMode.DISABLED))).isInstanceOf(MySqlProtocolException.class);
            assertThat(inClear(server)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("hostile:T57")
    void methodsThatTheUserDoesNotAllowAreRefused(boolean suggestedFirst) {
        String refused = "mysql_native_password";
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(new FakeGreeting()
                    .plugin(suggestedFirst ? refused : "caching_sha2_password")
                    .toPacket());
            client.expect("caching_sha2_password", packet -> new String(packet.payload(), StandardCharsets.ISO_8859_1)
                    .contains("caching_sha2_password"));
            client.send(FakePackets.authSwitch(2, refused, new byte[20]));
            client.expectEnd();
        })) {
            MySqlException failure =
                    failure(server, settings(SslMode.DISABLED).authenticationPlugins(Set.of("caching_sha2_password")));
            assertKind(failure, Kind.REFUSED);
            assertThat(failure).hasMessageContaining("authentication-plugins does not allow");
        }
    }

    @Test
    @Covers({"hostile:T52", "guarantee:21"})
    void passwordIsNeverSentInClear() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            client.send(new FakeGreeting().toPacket());
            client.expectPacket();
            client.send(FakePackets.authSwitch(2, "mysql_clear_password", new byte[0]));
            client.expectEnd();
        })) {
            assertKind(failure(server, settings(SslMode.PREFERRED)), Kind.REFUSED);
            assertThat(inClear(server)).contains("canary-user").doesNotContain("canary-password");
        }
    }
}
