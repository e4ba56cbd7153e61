package io.github.asyncmysql.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.testsupport.Covers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sha256_password}, {@code mysql_clear_password}, {@code client_ed25519} and {@code parsec}. */
class OtherMethodsTest {

    private static final byte[] SCRAMBLE = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PASSWORD = "secret\0".getBytes(StandardCharsets.US_ASCII);

    private static MySqlConfig.Builder config() {
        return MySqlConfig.builder().host("db.example.com").password("secret");
    }

    private static AuthPlugin plugin(String name, MySqlConfig config, boolean encrypted) {
        return AuthPlugin.create(name, new Credentials(config, encrypted, null));
    }

    private static byte @Nullable [] more(AuthPlugin plugin, byte[] data) {
        return plugin.onMoreData(new PacketReader().reset(data, 0, data.length));
    }

    private static PrivateKey privateKey(byte[] seed) throws Exception {
        return KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    }

    @Test
    void signaturesAreThoseOfTheJdkForSecretsOfItsLength() throws Exception {
        Random random = new Random(32);
        for (int i = 0; i < 50; i++) {
            byte[] secret = new byte[32];
            byte[] message = new byte[random.nextInt(100)];
            random.nextBytes(secret);
            random.nextBytes(message);
            Signature jdk = Signature.getInstance("Ed25519");
            jdk.initSign(privateKey(secret));
            jdk.update(message);
            assertThat(Ed25519.sign(secret, message)).isEqualTo(jdk.sign());
        }
    }

    @Test
    void ed25519AnswersOnce() {
        AuthPlugin plugin = plugin("client_ed25519", config().build(), false);
        assertThat(plugin.scrambleLength()).isEqualTo(32);
        assertThat(plugin.respond(new byte[32])).hasSize(64);
        assertThatThrownBy(() -> more(plugin, new byte[1])).isInstanceOf(MySqlProtocolException.class);
    }

    @Test
    void parsecSignsBothScramblesWithADerivedKey() throws Exception {
        byte[] scramble = new byte[32];
        byte[] salt = new byte[18];
        new Random(1).nextBytes(scramble);
        new Random(2).nextBytes(salt);
        AuthPlugin plugin = plugin("parsec", config().password("пароль").build(), false);

        assertThat(plugin.respond(scramble)).isEmpty();
        assertThat(plugin.expectsBareData()).isTrue();
        byte[] answer = more(plugin, extended(1, salt));
        assertThat(plugin.expectsBareData()).isFalse();

        assertThat(answer).hasSize(96);
        byte[] seed = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                .generateSecret(new PBEKeySpec("пароль".toCharArray(), salt, 2048, 256))
                .getEncoded();
        Signature expected = Signature.getInstance("Ed25519");
        expected.initSign(privateKey(seed));
        expected.update(scramble);
        expected.update(answer, 0, 32);
        assertThat(Arrays.copyOfRange(answer, 32, 96)).isEqualTo(expected.sign());
    }

    private static byte[] extended(int shift, byte[] salt) {
        byte[] data = new byte[salt.length + 2];
        data[0] = 'P';
        data[1] = (byte) shift;
        System.arraycopy(salt, 0, data, 2, salt.length);
        return data;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 127, 255})
    void parsecDoesNotComputeForLong(int shift) {
        AuthPlugin plugin = plugin("parsec", config().build(), false);
        plugin.respond(new byte[32]);
        assertThatThrownBy(() -> more(plugin, extended(shift, new byte[18])))
                .isInstanceOf(MySqlConnectionException.class)
                .hasMessageContaining("cost " + shift);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 65, 1000})
    void parsecRefusesSaltsOfOtherLengths(int length) {
        AuthPlugin plugin = plugin("parsec", config().build(), false);
        plugin.respond(new byte[32]);
        assertThatThrownBy(() -> more(plugin, extended(0, new byte[length])))
                .isInstanceOf(MySqlProtocolException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
    void sha256SendsThePasswordThroughTls(SslMode mode) {
        assertThat(plugin("sha256_password", config().sslMode(mode).build(), true)
                        .respond(SCRAMBLE))
                .isEqualTo(PASSWORD);
    }

    @Test
    @Covers("guarantee:21")
    void sha256SendsThePasswordToNobodyElse() {
        for (boolean encrypted : new boolean[] {false, true}) {
            AuthPlugin plugin = plugin(
                    "sha256_password", config().sslMode(SslMode.PREFERRED).build(), encrypted);
            assertThatThrownBy(() -> plugin.respond(SCRAMBLE))
                    .isInstanceOf(MySqlConnectionException.class)
                    .hasMessageContaining("set ssl-mode to verify-identity")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void sha256AsksForTheKeyWhereThatIsAllowed() {
        AuthPlugin plugin =
                plugin("sha256_password", config().allowPublicKeyRetrieval(true).build(), false);
        assertThat(plugin.respond(SCRAMBLE)).containsExactly(1);
        byte[] pem = RsaKeys.pem(RsaKeys.PAIR.getPublic()).getBytes(StandardCharsets.US_ASCII);
        assertThat(RsaKeys.decrypt(more(plugin, pem), SCRAMBLE)).isEqualTo(PASSWORD);
        assertThatThrownBy(() -> more(plugin, pem)).isInstanceOf(MySqlProtocolException.class);
    }

    @ParameterizedTest
    @EnumSource(SslMode.class)
    @Covers({"hostile:T52", "guarantee:21", "guarantee:22"})
    void clearPasswordsGoToVerifiedServersThatTheUserMeant(SslMode mode) {
        MySqlConfig.Builder config = config().sslMode(mode);
        assertThatThrownBy(() -> plugin("mysql_clear_password", config.build(), true))
                .hasMessageContaining("authentication-plugins does not allow");

        config.authenticationPlugins(Set.of("mysql_clear_password"));
        assertThatThrownBy(() ->
                        plugin("mysql_clear_password", config.build(), false).respond(new byte[0]))
                .hasMessageContaining("verify-identity");
        if (mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_IDENTITY) {
            assertThat(plugin("mysql_clear_password", config.build(), true).respond(new byte[0]))
                    .isEqualTo(PASSWORD);
        } else {
            assertThatThrownBy(() ->
                            plugin("mysql_clear_password", config.build(), true).respond(new byte[0]))
                    .hasMessageContaining("verify-identity");
        }
    }

    @Test
    @Covers("hostile:T52")
    void clearPasswordsGoToServersBehindAUnixDomainSocket() {
        MySqlConfig config = config().socket(Path.of("/run/mysqld.sock"))
                .authenticationPlugins(Set.of("mysql_clear_password"))
                .build();
        for (boolean encrypted : new boolean[] {false, true}) {
            assertThat(plugin("mysql_clear_password", config, encrypted).respond(new byte[0]))
                    .isEqualTo(PASSWORD);
        }
    }

    @Test
    @Covers("guarantee:22")
    void aGreetingGetsNothingButScrambles() {
        for (String suggested : Set.of("sha256_password", "mysql_clear_password", "client_ed25519", "dialog")) {
            AuthPlugin first = AuthPlugin.createFirst(
                    suggested,
                    new Credentials(
                            config().sslMode(SslMode.VERIFY_IDENTITY)
                                    .authenticationPlugins(
                                            Set.of("sha256_password", "mysql_clear_password", "caching_sha2_password"))
                                    .build(),
                            true,
                            null));
            assertThat(first).isInstanceOf(CachingSha2Password.class);
        }
        MySqlConfig without =
                config().authenticationPlugins(Set.of("sha256_password")).build();
        assertThat(AuthPlugin.createFirst("sha256_password", new Credentials(without, true, null)))
                .isNull();
    }
}
