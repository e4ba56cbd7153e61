package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Id tokens of OpenID Connect, byte by byte. No server that everybody can have takes them. */
class OpenIdConnectTest {

    private static final String METHOD = "authentication_openid_connect_client";
    private static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln-bmF0_dXJl";

    private static MySqlConfig.Builder settings(String token) {
        return MySqlConfig.builder()
                .host("db.example.com")
                .username("ada")
                .password(token)
                .authenticationPlugins(Set.of("caching_sha2_password", METHOD));
    }

    private static LoginDialogue asked(MySqlConfig.Builder settings, SslMode mode, byte[] data) {
        return new LoginDialogue(settings.sslMode(mode))
                .server(new FakeGreeting().withCapability(Capability.SSL).toPacket())
                .tlsEstablished()
                .server(FakePackets.authSwitch(3, METHOD, data));
    }

    private static LoginDialogue asked(String token) {
        return asked(settings(token), SslMode.VERIFY_IDENTITY, new byte[0]);
    }

    private static String tokenOf(int length) {
        return "h.p." + "s".repeat(length - 4);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void theTokenFollowsACapabilityAndItsLength() {
        LoginDialogue login = asked(TOKEN);

        assertThat(login.written(4)).isEqualTo(FakePackets.concat(new byte[] {1, 54}, ascii(TOKEN)));
        assertThat(login.server(FakePackets.ok(5)).isLoggedIn()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"5, 05", "250, fa", "251, fc fb 00", "256, fc 00 01", "10000, fc 10 27"})
    void lengthsHaveOneByteOrThree(int length, String encoded) {
        assertThat(asked(tokenOf(length)).written(4))
                .isEqualTo(FakePackets.concat(new byte[] {1}, FakePackets.hex(encoded), ascii(tokenOf(length))));
    }

    @Test
    void whatTheServerSendsWithItsRequestIsOfNoConcern() {
        assertThat(asked(settings(TOKEN), SslMode.VERIFY_CA, new byte[21]).written(4))
                .endsWith(ascii(TOKEN));
    }

    @Test
    void theEndOfTheLineOfAFileIsNotPartOfTheToken() {
        assertThat(asked(TOKEN + "\n").written(4)).isEqualTo(asked(TOKEN).written(4));
    }

    @Test
    void aTokenMayBeTheSecondFactor() {
        LoginDialogue login = new LoginDialogue(
                        settings("secret").password2(TOKEN).sslMode(SslMode.VERIFY_IDENTITY))
                .server(new FakeGreeting()
                        .withCapability(Capability.SSL)
                        .withCapability(Capability.MULTI_FACTOR)
                        .toPacket())
                .tlsEstablished()
                .server(FakePackets.authNextFactor(3, METHOD, new byte[0]));

        assertThat(login.written(4)).endsWith(ascii(TOKEN));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "secret", "a.b", "a.b.", ".b.c", "a..c", "a.b.c.d", "a.b.c d", "a.b.ä", "a.b.c=", "a.b\n.c"})
    void aPasswordThatIsNoTokenIsNotSent(String password) {
        assertRefused(asked(password), "the password is none");
    }

    @Test
    void aTokenThatIsTooLongIsNotSent() {
        assertRefused(asked(tokenOf(10_001)), "longer than the 10000 bytes");
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"PREFERRED", "REQUIRED"})
    @Covers("guarantee:21")
    void serversThatNobodyHasVerifiedGetNoToken(SslMode mode) {
        assertRefused(asked(settings(TOKEN), mode, new byte[0]), "set ssl-mode to verify-identity");
    }

    @Test
    @Covers("guarantee:21")
    void withoutTlsThereIsNoToken() {
        assertRefused(
                new LoginDialogue(settings(TOKEN).host("localhost").sslMode(SslMode.DISABLED))
                        .server(new FakeGreeting().toPacket())
                        .server(FakePackets.authSwitch(2, METHOD, new byte[0])),
                "set ssl-mode to verify-identity");
    }

    @Test
    @Covers("guarantee:22")
    void hasToBeNamed() {
        assertRefused(
                asked(
                        MySqlConfig.builder().host("db.example.com").password(TOKEN),
                        SslMode.VERIFY_IDENTITY,
                        new byte[0]),
                "'" + METHOD + "', which authentication-plugins does not allow");
    }

    @Test
    void theServerHasNothingToAskBehindTheToken() {
        LoginDialogue login = asked(TOKEN).server(FakePackets.authMoreData(5, (byte) 1));

        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class);
        assertThat(login.wroteNothing()).isTrue();
    }

    private static void assertRefused(LoginDialogue login, String words) {
        LoginDialogue.assertRefused(login, words);
        assertThat(login.failure()).hasMessageNotContaining(TOKEN);
    }
}
