package io.github.asyncmysql.internal.command;

import static io.github.asyncmysql.internal.command.LoginDialogue.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.WebAuthnAuthenticator.Assertion;
import io.github.asyncmysql.WebAuthnAuthenticator.Request;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.SoftwareAuthenticator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said about a device's signature, byte by byte. */
class WebAuthnTest {

    private static final String METHOD = "authentication_webauthn_client";
    private static final byte[] CHALLENGE = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String CLIENT_DATA =
            "{\"type\":\"webauthn.get\",\"challenge\":\"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY\","
                    + "\"origin\":\"https://db.example.com\",\"crossOrigin\":false}";

    private static MySqlConfig.Builder settings() {
        return MySqlConfig.builder()
                .host("db.example.com")
                .username("ada")
                .authenticationPlugins(Set.of("caching_sha2_password", METHOD))
                .webAuthnAuthenticator(new SoftwareAuthenticator(false));
    }

    private static byte[] challenge(byte[] random, String party) {
        return FakePackets.concat(
                new byte[] {0, (byte) random.length},
                random,
                FakePackets.lengthEncoded(party.length()),
                FakePackets.utf8(party));
    }

    private static LoginDialogue asked(MySqlConfig.Builder settings, SslMode mode, byte[] data) {
        return new LoginDialogue(settings.sslMode(mode))
                .server(new FakeGreeting().withCapability(Capability.SSL).toPacket())
                .tlsEstablished()
                .server(FakePackets.authSwitch(3, METHOD, data));
    }

    private static LoginDialogue asked(byte[] data) {
        return asked(settings(), SslMode.VERIFY_IDENTITY, data);
    }

    private static LoginDialogue atTheDevice(byte[] credential) {
        return asked(challenge(CHALLENGE, "db.example.com")).server(FakePackets.authMoreData(5, credential));
    }

    private static Assertion assertion(int dataLength, int signatureLength) {
        return new Assertion(new byte[dataLength], new byte[signatureLength]);
    }

    @Test
    void theCredentialIsAskedForBeforeTheDeviceIs() throws Exception {
        LoginDialogue login = asked(challenge(CHALLENGE, "db.example.com"));
        assertThat(login.written(4)).containsExactly(1);
        assertThat(login.step()).isEqualTo(Command.Step.MORE);

        login.server(FakePackets.authMoreData(5, (byte) 3, (byte) 7, (byte) 8, (byte) 9));

        assertThat(login.step()).isEqualTo(Command.Step.ASK);
        assertThat(login.wroteNothing()).isTrue();
        Request request = login.command().question();
        assertThat(request.address()).isEqualTo("db.example.com:3306");
        assertThat(request.username()).isEqualTo("ada");
        assertThat(request.relyingPartyId()).isEqualTo("db.example.com");
        assertThat(request.clientDataJson()).isEqualTo(CLIENT_DATA);
        assertThat(request.clientDataHash())
                .isEqualTo(MessageDigest.getInstance("SHA-256").digest(FakePackets.utf8(CLIENT_DATA)));
        assertThat(request.credentialId()).containsExactly(7, 8, 9);
    }

    @Test
    void devicesMayFindTheirKeysThemselves() {
        assertThat(atTheDevice(new byte[0]).command().question().credentialId()).isNull();
        assertThat(atTheDevice(new byte[1]).command().question().credentialId()).isNull();
    }

    @Test
    void theAnswerHoldsEachAssertionAndTheClientData() {
        LoginDialogue login = atTheDevice(new byte[0]);

        byte[] answer = login.command().answer(List.of(assertion(37, 70), assertion(300, 2)));

        assertThat(answer)
                .isEqualTo(FakePackets.concat(
                        FakePackets.hex("02 02 27 58 25"),
                        new byte[37],
                        FakePackets.hex("46"),
                        new byte[70],
                        FakePackets.hex("fc 2f 01 59 01 2c"),
                        new byte[300],
                        FakePackets.hex("02 00 00"),
                        FakePackets.lengthEncoded(CLIENT_DATA.length()),
                        FakePackets.utf8(CLIENT_DATA)));
        assertThat(login.server(FakePackets.ok(7)).isLoggedIn()).isTrue();
    }

    @Test
    void aDeviceIsASecondFactorWithoutAPassword() {
        LoginDialogue login = new LoginDialogue(settings().password("secret").sslMode(SslMode.VERIFY_IDENTITY))
                .server(new FakeGreeting()
                        .withCapability(Capability.SSL)
                        .withCapability(Capability.MULTI_FACTOR)
                        .toPacket())
                .tlsEstablished()
                .server(FakePackets.authNextFactor(3, METHOD, challenge(CHALLENGE, "db.example.com")));

        assertThat(login.written(4)).containsExactly(1);
    }

    @Test
    void onlyARefusalMayComeBeforeTheDeviceHasSigned() {
        assertMalformed(asked(challenge(CHALLENGE, "db")).server(FakePackets.ok(5)));
        assertMalformed(atTheDevice(new byte[0]).server(FakePackets.ok(6)));
        assertMalformed(atTheDevice(new byte[0]).server(FakePackets.authMoreData(6, (byte) 1)));
        assertThat(atTheDevice(new byte[0])
                        .server(FakePackets.err(6, 1045, "28000", "too late"))
                        .failure())
                .hasMessageContaining("too late");
    }

    @Test
    void theServerHasNothingToAskBehindTheSignature() {
        LoginDialogue login = atTheDevice(new byte[0]);
        login.command().answer(List.of(assertion(37, 1)));

        assertMalformed(login.server(FakePackets.authMoreData(7, (byte) 1)));
    }

    @Test
    void challengesAreOfTheLengthThatServersHave() {
        assertMalformed(asked(challenge(new byte[31], "db.example.com")));
        assertMalformed(asked(challenge(new byte[33], "db.example.com")));
        assertMalformed(asked(FakePackets.hex("00 fe ff ff ff ff ff ff ff ff")));
        assertMalformed(asked(FakePackets.concat(new byte[] {0, 32}, CHALLENGE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\"b", "a\\b", "a b", "a\nb", "ä", "long"})
    void relyingPartiesAreNamesThatNeedNoEscapes(String party) {
        String id = party.replace("long", "x".repeat(256));
        byte[] text = FakePackets.utf8(id);
        LoginDialogue login =
                asked(FakePackets.concat(new byte[] {0, 32}, CHALLENGE, FakePackets.lengthEncoded(text.length), text));

        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class).hasMessageContaining("relying party id");
        assertThat(login.wroteNothing()).isTrue();
    }

    @Test
    void credentialsAreNoLongerThanTheStandardAllows() {
        byte[] longest = FakePackets.concat(FakePackets.lengthEncoded(1023), new byte[1023]);
        assertThat(atTheDevice(longest).command().question().credentialId()).hasSize(1023);

        assertMalformed(atTheDevice(FakePackets.concat(FakePackets.lengthEncoded(1024), new byte[1024])));
        assertMalformed(atTheDevice(FakePackets.hex("09 01")));
    }

    @Test
    void thereIsOneAssertionAtLeastAndNotAnyNumberOfThem() {
        for (List<Assertion> wrong : List.of(List.<Assertion>of(), Collections.nCopies(33, assertion(37, 1)))) {
            assertThatThrownBy(() -> atTheDevice(new byte[0]).command().answer(wrong))
                    .isInstanceOf(MySqlConnectionException.class)
                    .hasMessageContaining("1 to 32 assertions");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> assertion(36, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> assertion(37, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> assertion((16 << 10) + 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> assertion(37, (16 << 10) + 1));
    }

    @Test
    void withoutARegisteredDeviceNobodyIsAsked() {
        assertRefused(asked(new byte[0]), "--register-factor");
        assertRefused(asked(new byte[1]), "--register-factor");
    }

    @Test
    void withoutAnAuthenticatorNothingIsSent() {
        assertRefused(
                asked(
                        settings().webAuthnAuthenticator(null),
                        SslMode.VERIFY_IDENTITY,
                        challenge(CHALLENGE, "db.example.com")),
                "give MySqlConfig a webAuthnAuthenticator");
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"PREFERRED", "REQUIRED"})
    @Covers("guarantee:21")
    void serversThatNobodyHasVerifiedGetNoSignature(SslMode mode) {
        assertRefused(
                asked(settings(), mode, challenge(CHALLENGE, "db.example.com")), "set ssl-mode to verify-identity");
    }

    @Test
    @Covers("guarantee:22")
    void hasToBeNamed() {
        assertRefused(
                asked(
                        MySqlConfig.builder()
                                .host("db.example.com")
                                .webAuthnAuthenticator(new SoftwareAuthenticator(false)),
                        SslMode.VERIFY_IDENTITY,
                        challenge(CHALLENGE, "db.example.com")),
                "'" + METHOD + "', which authentication-plugins does not allow");
    }

    private static void assertMalformed(LoginDialogue login) {
        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class);
        assertThat(login.wroteNothing()).isTrue();
    }
}
