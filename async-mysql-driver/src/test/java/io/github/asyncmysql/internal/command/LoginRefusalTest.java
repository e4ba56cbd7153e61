package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.auth.RsaKeys;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins that fail: what servers and impostors send, and that they get nothing for it. */
class LoginRefusalTest {

    private static final byte[] SCRAMBLE = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);

    private static MySqlConfig.Builder plain() {
        return MySqlConfig.builder()
                .host("db.example.com")
                .username("app")
                .password("secret")
                .sslMode(SslMode.DISABLED);
    }

    /** A dialogue that has come to the authentication without TLS. */
    private static LoginDialogue authenticating() {
        return new LoginDialogue(plain()).server(new FakeGreeting().toPacket());
    }

    /** A dialogue that has come to the authentication inside TLS. */
    private static LoginDialogue authenticatingInTls(SslMode mode) {
        return new LoginDialogue(plain().sslMode(mode))
                .server(new FakeGreeting().withCapability(Capability.SSL).toPacket())
                .tlsEstablished();
    }

    private static void assertProtocolError(LoginDialogue login) {
        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class);
        assertThat(login.failure().outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(login.wroteNothing()).isTrue();
    }

    private static MySqlException assertRefused(LoginDialogue login, Kind kind) {
        assertThat(login.failure()).isInstanceOfSatisfying(MySqlConnectionException.class, e -> assertThat(e.kind())
                .isEqualTo(kind));
        assertThat(login.failure().outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(login.failure().getMessage()).doesNotContain("secret").doesNotContain("\u001b");
        assertThat(login.wroteNothing()).isTrue();
        return login.failure();
    }

    @Test
    @Covers("hostile:T9")
    void refusesAnEmptyFirstPacket() {
        assertProtocolError(new LoginDialogue(plain()).server(FakePackets.packet(0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 11})
    @Covers("hostile:T10")
    void sendsNothingToOtherProtocolVersions(int version) {
        LoginDialogue login = new LoginDialogue(plain())
                .server(new FakeGreeting().protocol(version).toPacket());

        assertProtocolError(login);
        assertThat(login.failure()).hasMessageContaining("unsupported");
    }

    @Test
    @Covers("hostile:T65")
    void refusesAnOkInPlaceOfTheGreeting() {
        assertProtocolError(new LoginDialogue(plain()).server(FakePackets.ok(0)));
    }

    @Test
    void refusesAGreetingBeyondTheLimit() {
        LoginDialogue login = new LoginDialogue(plain());

        assertThat(login.command().maxPayload()).isEqualTo(16 << 10);
        assertProtocolError(
                login.server(new FakeGreeting().version("8".repeat(17 << 10)).toPacket()));
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
    @Covers({"hostile:T31", "guarantee:20"})
    void sendsNothingWhereTlsIsRequiredAndTheServerHasNone(SslMode mode) {
        LoginDialogue login = new LoginDialogue(plain().sslMode(mode)).server(new FakeGreeting().toPacket());

        assertThat(assertRefused(login, Kind.TLS)).hasMessageContaining("offers no TLS");
    }

    @Test
    @Covers("hostile:T34")
    void takesNoPacketBetweenTheRequestForTlsAndItsEstablishment() {
        LoginDialogue login = new LoginDialogue(plain().sslMode(SslMode.REQUIRED))
                .server(new FakeGreeting().withCapability(Capability.SSL).toPacket())
                .server(FakePackets.ok(2));

        assertProtocolError(login);
    }

    @Test
    void continuesInTlsOnlyAfterAskingForIt() {
        LoginDialogue login = authenticating();

        assertThatThrownBy(() -> login.command().onTlsEstablished("TLSv1.3", null, new PacketWriter(), login.session()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Covers({"hostile:T52", "guarantee:21"})
    void refusesToSendThePasswordInClear() {
        LoginDialogue login = authenticating();

        assertThat(assertRefused(
                        login.server(FakePackets.authSwitch(2, "mysql_clear_password", new byte[0])), Kind.REFUSED))
                .hasMessageContaining("'mysql_clear_password'");
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
    @Covers("hostile:T53")
    void refusesTheClearMethodInTlsToo(SslMode mode) {
        assertRefused(
                authenticatingInTls(mode).server(FakePackets.authSwitch(3, "mysql_clear_password", new byte[0])),
                Kind.REFUSED);
    }

    @Test
    @Covers("hostile:T53")
    void refusesFullAuthenticationInTlsThatNobodyVerifiesOrAskedFor() {
        assertRefused(
                authenticatingInTls(SslMode.PREFERRED).server(FakePackets.authMoreData(3, (byte) 4)), Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dialog", "authentication_ldap_simple", "authentication_kerberos_client", "auth_gssapi"})
    @Covers("hostile:T54")
    void refusesForeignMethods(String plugin) {
        assertRefused(
                authenticatingInTls(SslMode.VERIFY_IDENTITY).server(FakePackets.authSwitch(3, plugin, SCRAMBLE)),
                Kind.REFUSED);
    }

    @Test
    @Covers("hostile:T55")
    void refusesTheOldPasswordMethod() {
        assertRefused(authenticating().server(FakePackets.packet(2, "fe")), Kind.REFUSED);
        assertRefused(authenticating().server(FakePackets.authSwitch(2, "mysql_old_password", SCRAMBLE)), Kind.REFUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "\u001b[2J\r\n", "", "caching_sha2_password\u0001"})
    @Covers("hostile:T56")
    void refusesStrangeMethodNames(String plugin) {
        assertRefused(authenticating().server(FakePackets.authSwitch(2, plugin, SCRAMBLE)), Kind.REFUSED);
    }

    @Test
    @Covers("hostile:T56")
    void shortensLongMethodNames() {
        LoginDialogue login = authenticating().server(FakePackets.authSwitch(2, "x".repeat(60_000), SCRAMBLE));

        assertThat(assertRefused(login, Kind.REFUSED).getMessage()).hasSizeLessThan(500);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19, 22, 32, 255, 60_000})
    @Covers("hostile:T59")
    void refusesScramblesOfAnotherLength(int length) {
        assertProtocolError(
                authenticating().server(FakePackets.authSwitch(2, "mysql_native_password", new byte[length])));
    }

    @Test
    @Covers("hostile:T59")
    void refusesAScrambleOf21BytesThatDoesNotEndWithNul() {
        byte[] data = Arrays.copyOf(SCRAMBLE, 21);
        data[20] = 7;

        assertProtocolError(authenticating().server(FakePackets.authSwitch(2, "mysql_native_password", data)));
    }

    @Test
    @Covers("hostile:T59")
    void refusesASwitchWithoutNul() {
        assertProtocolError(authenticating()
                .server(FakePackets.packet(
                        2, FakePackets.concat(FakePackets.hex("fe"), FakePackets.utf8("mysql_native_password")))));
    }

    @Test
    void refusesASecondSwitch() {
        LoginDialogue login = authenticating()
                .server(FakePackets.authSwitch(2, "mysql_native_password", SCRAMBLE))
                .server(FakePackets.authSwitch(4, "mysql_native_password", SCRAMBLE));

        assertProtocolError(login);
        assertThat(login.failure()).hasMessageContaining("twice");
    }

    @Test
    @Covers({"hostile:T60", "guarantee:21"})
    void neitherSendsThePasswordNorAsksForTheKeyWithoutTls() {
        assertRefused(authenticating().server(FakePackets.authMoreData(2, (byte) 4)), Kind.REFUSED);
    }

    @Test
    @Covers("hostile:T61")
    void refusesBadKeysOfTheServer() {
        LoginDialogue login = new LoginDialogue(plain().allowPublicKeyRetrieval(true))
                .server(new FakeGreeting().toPacket())
                .server(FakePackets.authMoreData(2, (byte) 4))
                .server(FakePackets.authMoreData(4, FakePackets.utf8("-----BEGIN PUBLIC KEY-----")));

        assertRefused(login, Kind.REFUSED);
    }

    @Test
    @Covers("hostile:T62")
    void refusesAKeySentTwice() {
        byte[] pem = FakePackets.utf8(RsaKeys.pem(RsaKeys.PAIR.getPublic()));
        LoginDialogue login = new LoginDialogue(plain().allowPublicKeyRetrieval(true))
                .server(new FakeGreeting().toPacket())
                .server(FakePackets.authMoreData(2, (byte) 4))
                .server(FakePackets.authMoreData(4, pem))
                .server(FakePackets.authMoreData(6, pem));

        assertProtocolError(login);
    }

    @Test
    @Covers("hostile:T62")
    void refusesAKeyInTls() {
        byte[] pem = FakePackets.utf8(RsaKeys.pem(RsaKeys.PAIR.getPublic()));

        assertProtocolError(authenticatingInTls(SslMode.VERIFY_IDENTITY).server(FakePackets.authMoreData(3, pem)));
    }

    @Test
    @Covers("hostile:T69")
    void refusesEveryOtherFirstByte() {
        for (int first = 3; first < 0xfe; first++) {
            LoginDialogue login = authenticating()
                    .server(FakePackets.packet(2, new byte[] {(byte) first}, FakePackets.utf8("/etc/passwd")));
            assertProtocolError(login);
        }
    }

    @Test
    @Covers("hostile:T70")
    void takesNoFurtherFactorsThatWereNotAgreedOn() {
        assertProtocolError(authenticating().server(FakePackets.packet(2, "02 78 00 01 02")));
    }

    @Test
    void refusesLongPacketsDuringAuthentication() {
        LoginDialogue login = authenticating();

        assertThat(login.command().maxPayload()).isEqualTo(64 << 10);
        assertProtocolError(login.server(FakePackets.packet(2, new byte[(64 << 10) + 1])));
    }

    @Test
    void refusesTruncatedOkPackets() {
        for (int length = 1; length < 7; length++) {
            assertProtocolError(authenticating().server(FakePackets.packet(2, new byte[length])));
        }
    }

    @Test
    @Covers("hostile:T15")
    void neverLogsInOnAPrefixOfAGreeting() {
        byte[] whole = new FakeGreeting().toPacket();
        for (int length = 0; length < whole.length - "caching_sha2_password".length() - 1 - 4; length++) {
            LoginDialogue login =
                    new LoginDialogue(plain()).server(FakePackets.packet(0, Arrays.copyOfRange(whole, 4, 4 + length)));
            assertProtocolError(login);
        }
    }
}
