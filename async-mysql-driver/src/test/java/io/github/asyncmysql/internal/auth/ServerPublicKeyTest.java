package io.github.asyncmysql.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.testsupport.Covers;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Random;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerPublicKeyTest {

    private static final KeyPair PAIR = RsaKeys.PAIR;

    private static ServerPublicKey parse(String pem) {
        return ServerPublicKey.parse(pem.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void encryptsSoThatTheServerCanDecrypt() throws GeneralSecurityException {
        ServerPublicKey key = parse(RsaKeys.pem(PAIR.getPublic()));
        byte[] data = new byte[key.maxLength()];
        new Random(7).nextBytes(data);

        byte[] encrypted = key.encrypt(data);

        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
        cipher.init(Cipher.DECRYPT_MODE, PAIR.getPrivate());
        assertThat(cipher.doFinal(encrypted)).isEqualTo(data);
        assertThat(key.maxLength()).isEqualTo(214);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2047})
    @Covers("hostile:T61")
    void refusesWeakKeys(int bits) throws GeneralSecurityException {
        String pem = RsaKeys.pem(keyWith(BigInteger.ONE.shiftLeft(bits - 1).setBit(0), BigInteger.valueOf(65537)));

        assertThatThrownBy(() -> parse(pem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has " + bits + " bits");
    }

    @Test
    @Covers("hostile:T61")
    void refusesKeysThatWouldOnlyBurnTime() throws GeneralSecurityException {
        String pem = RsaKeys.pem(keyWith(BigInteger.ONE.shiftLeft(16_383).setBit(0), BigInteger.valueOf(3)));

        assertThatThrownBy(() -> parse(pem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 16384 bits");
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "65536", "1099511627777"})
    @Covers("hostile:T61")
    void refusesUnusualExponents(long exponent) {
        byte[] modulus = ((RSAPublicKey) PAIR.getPublic()).getModulus().toByteArray();

        assertThatThrownBy(() -> parse(RsaKeys.pem(RsaKeys.encode(modulus, exponent))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Covers("hostile:T61")
    void refusesOtherKindsOfKeys() throws GeneralSecurityException {
        String pem =
                RsaKeys.pem(KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic());

        assertThatThrownBy(() -> parse(pem))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is not an RSA key");
    }

    @Test
    @Covers("hostile:T61")
    void refusesWhatIsNoPem() {
        String pem = RsaKeys.pem(PAIR.getPublic());

        assertThatThrownBy(() -> parse("")).hasMessageContaining("PEM");
        assertThatThrownBy(() -> parse("garbage")).hasMessageContaining("PEM");
        assertThatThrownBy(() -> parse(pem.replace("-----END PUBLIC KEY-----", "")))
                .hasMessageContaining("PEM");
        assertThatThrownBy(() -> parse("-----END PUBLIC KEY-----\n-----BEGIN PUBLIC KEY-----"))
                .hasMessageContaining("PEM");
        assertThatThrownBy(() -> parse("-----BEGIN PUBLIC KEY-----\ngarbage!\n-----END PUBLIC KEY-----"))
                .hasMessage("is not an RSA key");
        assertThatThrownBy(() -> parse(pem + " ".repeat(60 << 10))).hasMessageContaining("16384 bytes");
    }

    @Test
    void readsAPinnedKeyFromItsFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("public_key.pem");
        Files.writeString(file, RsaKeys.pem(PAIR.getPublic()));

        assertThat(ServerPublicKey.read(file).maxLength()).isEqualTo(214);
    }

    @Test
    void namesTheSettingWhenThePinnedKeyCannotBeUsed(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.pem");
        Path garbage = folder.resolve("garbage.pem");
        Files.writeString(garbage, "garbage");

        assertThatThrownBy(() -> ServerPublicKey.read(missing))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("server-public-key: the file " + missing + " cannot be read");
        assertThatThrownBy(() -> ServerPublicKey.read(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("server-public-key: ");
        assertThatThrownBy(() -> ServerPublicKey.read(garbage))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("server-public-key: the file " + garbage + " holds a key that is not in PEM");
    }

    private static PublicKey keyWith(BigInteger modulus, BigInteger exponent) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }
}
