package io.github.asyncmysql.internal.command;

import static io.github.asyncmysql.internal.command.LoginDialogue.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.OciKey;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.OciKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures with keys of the Oracle Cloud Infrastructure, whose servers nobody else has. */
class OciTest {

    private static final String METHOD = "authentication_oci_client";
    private static final byte[] NONCE = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern ANSWER =
            Pattern.compile("\\{\"fingerprint\":\"(.*)\",\"signature\":\"(.*)\",\"token\":\"(.*)\"}");

    private static OciKey key(@Nullable String token) {
        return OciKey.of(OciKeys.FINGERPRINT, OciKeys.pem(OciKeys.PAIR.getPrivate()), token);
    }

    private static MySqlConfig.Builder settings() {
        return MySqlConfig.builder()
                .host("db.example.com")
                .sslMode(SslMode.VERIFY_IDENTITY)
                .authenticationPlugins(Set.of("caching_sha2_password", METHOD));
    }

    private static LoginSettings login(MySqlConfig.Builder settings, OciKey key) {
        return LoginSettings.of(settings.build()).with(new Credentials("ada", key));
    }

    private static LoginDialogue inTls(LoginSettings login) {
        return new LoginDialogue(login)
                .server(new FakeGreeting()
                        .withCapability(Capability.SSL)
                        .withCapability(Capability.MULTI_FACTOR)
                        .toPacket())
                .tlsEstablished();
    }

    private static LoginDialogue asked(LoginSettings login, byte[] nonce) {
        return inTls(login).server(FakePackets.authSwitch(3, METHOD, nonce));
    }

    private static void assertSigned(byte[] answer, String token) {
        Matcher matcher = ANSWER.matcher(new String(answer, StandardCharsets.US_ASCII));
        assertThat(matcher.matches()).isTrue();
        assertThat(matcher.group(1)).isEqualTo(OciKeys.FINGERPRINT);
        assertThat(OciKeys.verifies(NONCE, Base64.getDecoder().decode(matcher.group(2))))
                .as("signed by the key")
                .isTrue();
        assertThat(matcher.group(3)).isEqualTo(token);
    }

    @Test
    void theKeySignsWhatTheServerSends() {
        LoginDialogue login = asked(login(settings(), key(null)), NONCE);

        assertSigned(login.written(4), "");
        assertThat(login.server(FakePackets.ok(5)).isLoggedIn()).isTrue();
    }

    @Test
    void theTokenOfASessionGoesWithIt() {
        assertSigned(asked(login(settings(), key("a.b-c_d")), NONCE).written(4), "a.b-c_d");
    }

    @Test
    void itMayBeTheSecondFactor() {
        LoginSettings login =
                LoginSettings.of(settings().build()).with(new Credentials("ada", "secret", null, null, key(null)));

        assertSigned(
                inTls(login)
                        .server(FakePackets.authNextFactor(3, METHOD, NONCE))
                        .written(4),
                "");
    }

    @Test
    void theKeyIsThatOfTheAccount() {
        LoginSettings login = login(settings(), key(null));

        assertSigned(asked(login.at(settings().host("other").build()), NONCE).written(4), "");
        assertRefused(asked(login.with(new Credentials("bob", "secret")), NONCE), "there is none");
        assertRefused(asked(login.changedTo(new Credentials("bob", "secret"), null), NONCE), "there is none");
        assertSigned(
                asked(login.changedTo(new Credentials("ada", key("t")), null), NONCE)
                        .written(4),
                "t");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65, 300})
    void nothingIsSignedThatCouldBeARequestToTheCloud(int length) {
        LoginDialogue login = asked(login(settings(), key(null)), new byte[length]);

        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class).hasMessageContaining("bytes instead of");
        assertThat(login.wroteNothing()).isTrue();
    }

    @Test
    void theServerHasNothingToAskBehindTheSignature() {
        LoginDialogue login = asked(login(settings(), key(null)), NONCE).server(FakePackets.authMoreData(5, (byte) 1));

        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class);
        assertThat(login.wroteNothing()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"PREFERRED", "REQUIRED"})
    @Covers("guarantee:21")
    void serversThatNobodyHasVerifiedGetNoSignature(SslMode mode) {
        assertRefused(asked(login(settings().sslMode(mode), key(null)), NONCE), "set ssl-mode to verify-identity");
    }

    @Test
    @Covers("guarantee:22")
    void hasToBeNamed() {
        MySqlConfig.Builder usual = MySqlConfig.builder().host("db.example.com");
        assertRefused(
                asked(login(usual, key(null)), NONCE), "'" + METHOD + "', which authentication-plugins does not allow");
    }
}
