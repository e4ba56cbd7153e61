package io.github.asyncmysql.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CachingSha2PasswordTest {

    private static final byte[] SCRAMBLE = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> NAMED = Set.of(
            "mysql_clear_password",
            "dialog",
            "authentication_openid_connect_client",
            "authentication_ldap_sasl_client",
            "auth_gssapi_client",
            "authentication_kerberos_client");
    private static final String PEM = RsaKeys.pem(RsaKeys.PAIR.getPublic());

    private static MySqlConfig.Builder config() {
        return MySqlConfig.builder().host("db.example.com").password("secret");
    }

    private static AuthPlugin plugin(MySqlConfig config, boolean encrypted, @Nullable ServerPublicKey pinned) {
        AuthPlugin plugin = AuthPlugin.create("caching_sha2_password", new Credentials(config, encrypted, pinned));
        plugin.respond(SCRAMBLE);
        return plugin;
    }

    private static byte @Nullable [] more(AuthPlugin plugin, byte[] data) {
        return plugin.onMoreData(new PacketReader().reset(data, 0, data.length));
    }

    private static byte @Nullable [] more(AuthPlugin plugin, int data) {
        return more(plugin, new byte[] {(byte) data});
    }

    private static byte[] pem() {
        return PEM.getBytes(StandardCharsets.US_ASCII);
    }

    private static String refusal(AuthPlugin plugin, byte[] data) {
        MySqlConnectionException refusal = (MySqlConnectionException) catchThrowable(() -> more(plugin, data));
        assertThat(refusal.kind()).isEqualTo(Kind.REFUSED);
        assertThat(refusal.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(refusal.getMessage()).doesNotContain("secret");
        return refusal.getMessage();
    }

    @ParameterizedTest
    @CsvSource({
        "secret, c76e2898612a4cf042c77fa8c4702c4c64c0c2c557c53c4d75595aaa6abae809",
        "pässwörd €, 9482cf77cc073c07fec16f96050536791e927fae235e21cdfad857c676c5ddf2",
    })
    void answersTheScramble(String password, String response) {
        AuthPlugin plugin = AuthPlugin.createFirst(
                "", new Credentials(config().password(password).build(), false, null));

        assertThat(plugin.name()).isEqualTo("caching_sha2_password");
        assertThat(HexFormat.of().formatHex(plugin.respond(SCRAMBLE))).isEqualTo(response);
    }

    @Test
    void answersWithNothingWithoutAPassword() {
        assertThat(AuthPlugin.createFirst(
                                "", new Credentials(config().password("").build(), false, null))
                        .respond(SCRAMBLE))
                .isEmpty();
    }

    @Test
    void waitsForTheResultAfterTheFastPath() {
        AuthPlugin plugin = plugin(config().build(), false, null);

        assertThat(more(plugin, 3)).isNull();
        assertThatThrownBy(() -> more(plugin, 4)).isInstanceOf(MySqlProtocolException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
    void sendsThePasswordThroughTls(SslMode mode) {
        assertThat(more(plugin(config().sslMode(mode).build(), true, null), 4))
                .isEqualTo("secret\0".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void sendsThePasswordThroughUnverifiedTlsOnLoopback() {
        MySqlConfig config = config().host("127.0.0.1").build();

        assertThat(config.sslMode()).isEqualTo(SslMode.PREFERRED);
        assertThat(more(plugin(config, true, null), 4)).isEqualTo("secret\0".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    @Covers({"hostile:T53", "guarantee:21"})
    void refusesThePasswordThroughUnverifiedTlsThatNobodyAskedForByName() {
        MySqlConfig config = config().sslMode(SslMode.PREFERRED)
                .allowPublicKeyRetrieval(true)
                .build();

        assertThat(refusal(plugin(config, true, null), new byte[] {4})).contains("set ssl-mode to verify-identity");
    }

    @Test
    @Covers({"hostile:T60", "guarantee:21"})
    void refusesThePasswordWithoutTls() {
        MySqlConfig config = config().sslMode(SslMode.DISABLED).build();

        assertThat(refusal(plugin(config, false, null), new byte[] {4}))
                .contains("set ssl-mode to verify-identity", "server-public-key");
    }

    @Test
    void sendsThePasswordUnderThePinnedKey() {
        byte[] encrypted = more(plugin(config().build(), false, ServerPublicKey.parse(pem())), 4);

        assertThat(RsaKeys.decrypt(encrypted, SCRAMBLE)).isEqualTo("secret\0".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void asksForTheKeyOnceWhereThatIsAllowed() {
        AuthPlugin plugin = plugin(config().allowPublicKeyRetrieval(true).build(), false, null);

        assertThat(more(plugin, 4)).containsExactly(2);
        assertThat(RsaKeys.decrypt(more(plugin, pem()), SCRAMBLE))
                .isEqualTo("secret\0".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> more(plugin, pem())).isInstanceOf(MySqlProtocolException.class);
    }

    @Test
    void asksForTheKeyOnLoopback() {
        assertThat(more(plugin(config().host("localhost").build(), false, null), 4))
                .containsExactly(2);
    }

    @Test
    @Covers("hostile:T61")
    void refusesAKeyThatIsNotFitForUse() {
        AuthPlugin plugin = plugin(config().allowPublicKeyRetrieval(true).build(), false, null);
        more(plugin, 4);

        assertThat(refusal(plugin, FakePackets.utf8("garbage"))).contains("is not in PEM form", "ssl-mode");
    }

    @Test
    @Covers("hostile:T62")
    void takesAKeyForAnErrorWhenNoneWasAskedFor() {
        assertThatThrownBy(() -> more(plugin(config().build(), false, null), pem()))
                .isInstanceOf(MySqlProtocolException.class);
        AuthPlugin encrypted = plugin(config().build(), true, null);
        more(encrypted, 4);
        assertThatThrownBy(() -> more(encrypted, pem())).isInstanceOf(MySqlProtocolException.class);
    }

    @Test
    void refusesUnknownData() {
        assertThatThrownBy(() -> more(plugin(config().build(), true, null), 5))
                .isInstanceOf(MySqlProtocolException.class);
        assertThatThrownBy(() -> more(plugin(config().build(), true, null), new byte[0]))
                .isInstanceOf(MySqlProtocolException.class);
        assertThatThrownBy(() -> more(plugin(config().build(), true, null), new byte[] {4, 4}))
                .isInstanceOf(MySqlProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 19, 20, 21, 40, 213})
    @Covers("hostile:T71")
    void encryptsPasswordsOfAnyLengthThatTheKeyAllows(int length) {
        String password = "p".repeat(length);

        byte[] encrypted = more(plugin(config().password(password).build(), false, ServerPublicKey.parse(pem())), 4);

        assertThat(RsaKeys.decrypt(encrypted, SCRAMBLE))
                .isEqualTo((password + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    @Covers("hostile:T71")
    void encryptsNonAsciiPasswordsInUtf8() {
        String password = "pässwörd €😀";

        byte[] encrypted = more(plugin(config().password(password).build(), false, ServerPublicKey.parse(pem())), 4);

        assertThat(RsaKeys.decrypt(encrypted, SCRAMBLE)).isEqualTo((password + "\0").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {214, 215, 255, 256, 4096})
    @Covers("hostile:T71")
    void refusesPasswordsThatAreTooLongForTheKey(int length) {
        MySqlConfig config = config().password("p".repeat(length)).build();

        assertThat(refusal(plugin(config, false, ServerPublicKey.parse(pem())), new byte[] {4}))
                .contains("213 bytes", "ssl-mode");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 19, 20, 21, 40, 213, 214, 215, 255, 256, 4096})
    @Covers("hostile:T71")
    void sendsPasswordsOfAnyLengthThroughTls(int length) {
        String password = "p".repeat(length);

        assertThat(more(plugin(config().password(password).build(), true, null), 4))
                .isEqualTo((password + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql_clear_password",
                "dialog",
                "mysql_old_password",
                "authentication_openid_connect_client",
                "authentication_ldap_sasl_client",
                "auth_gssapi_client",
                "authentication_kerberos_client",
                "",
                "../../x\u001b[2J",
            })
    @Covers({"hostile:T52", "hostile:T53", "hostile:T54", "hostile:T55", "hostile:T56", "guarantee:22"})
    void refusesEveryOtherMethodEvenThroughVerifiedTls(String name) {
        Credentials credentials = new Credentials(config().build(), true, null);

        assertThat(AuthPlugin.createFirst(name, credentials).name()).isEqualTo("caching_sha2_password");
        assertThatThrownBy(() -> AuthPlugin.create(name, credentials))
                .isInstanceOfSatisfying(MySqlConnectionException.class, e -> assertThat(e.kind())
                        .isEqualTo(Kind.REFUSED))
                .hasMessageContaining(NAMED.contains(name) ? "authentication-plugins does not allow" : "ALTER USER")
                .hasMessageNotContaining("\u001b");
    }

    @Test
    void takesPartInNothingThatTheUserHasExcluded() {
        Credentials nativeOnly = new Credentials(
                config().authenticationPlugins(Set.of("mysql_native_password")).build(), true, null);

        assertThat(AuthPlugin.createFirst("caching_sha2_password", nativeOnly).name())
                .isEqualTo("mysql_native_password");
        assertThatThrownBy(() -> AuthPlugin.create("caching_sha2_password", nativeOnly))
                .isInstanceOfSatisfying(MySqlConnectionException.class, e -> assertThat(e.kind())
                        .isEqualTo(Kind.REFUSED))
                .hasMessageContaining("authentication-plugins");
        assertThatThrownBy(() -> config().authenticationPlugins(Set.of("mysql_old_password")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("authentication-plugins must be one or more of"
                        + " auth_gssapi_client, authentication_kerberos_client, authentication_ldap_sasl_client,"
                        + " authentication_oci_client, authentication_openid_connect_client, authentication_webauthn_client, caching_sha2_password, client_ed25519, dialog,"
                        + " mysql_clear_password, mysql_native_password, parsec, sha256_password");
        assertThatThrownBy(() -> config().authenticationPlugins(Set.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Covers("guarantee:25")
    void credentialsDoNotPrintThePassword() {
        assertThat(new Credentials(config().build(), true, null).toString()).isEqualTo("Credentials[VERIFIED_TLS]");
    }
}
