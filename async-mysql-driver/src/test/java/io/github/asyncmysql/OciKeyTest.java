package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.testsupport.OciKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OciKeyTest {

    private static final String FINGERPRINT = OciKeys.FINGERPRINT;
    private static final String PEM = OciKeys.pem(OciKeys.PAIR.getPrivate());

    @TempDir
    Path folder;

    private Path config;

    @BeforeEach
    void writeKey() throws IOException {
        config = folder.resolve("config");
        // OCI's console puts a line behind the key.
        Files.writeString(folder.resolve("key.pem"), PEM + "OCI_API_KEY\n");
        Files.writeString(folder.resolve("token"), "aGVhZA.Ym9keQ.c2ln-bmF0_dXJl\n");
    }

    private OciKey read(String profile, String... lines) throws IOException {
        Files.writeString(config, String.join("\n", lines).replace("$", folder.toString()));
        return OciKey.read(config, profile);
    }

    private CompletionStage<Credentials> provided() {
        return OciKey.provider("ada", config, "DEFAULT").credentials();
    }

    @Test
    void aProfileNamesFingerprintAndFiles() throws IOException {
        OciKey key = read(
                "DEFAULT",
                "# of the console",
                "[DEFAULT]",
                "user=ocid1.user.oc1..x",
                "fingerprint = " + FINGERPRINT,
                "key_file=$/key.pem",
                "[OTHER]",
                "fingerprint=00:00",
                "security_token_file=$/token");

        assertThat(key.fingerprint()).isEqualTo(FINGERPRINT);
        assertThat(key.privateKey()).isEqualTo(OciKeys.PAIR.getPrivate());
        assertThat(key.token()).isNull();
        assertThat(key).hasToString("OciKey[" + FINGERPRINT + "]");
    }

    @Test
    void whatAProfileDoesNotSayTheDefaultSays() throws IOException {
        OciKey key = read(
                "SESSION",
                "[SESSION]",
                "fingerprint=AB:cd",
                "security_token_file=$/token",
                "[DEFAULT]",
                "#fingerprint=00",
                "fingerprint=" + FINGERPRINT,
                "key_file=$/key.pem");

        assertThat(key.fingerprint()).isEqualTo("AB:cd");
        assertThat(key.privateKey()).isEqualTo(OciKeys.PAIR.getPrivate());
        assertThat(key.token()).isEqualTo("aGVhZA.Ym9keQ.c2ln-bmF0_dXJl");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("NONE", "[DEFAULT]", "key_file=$/key.pem"))
                .withMessageContaining("has no profile NONE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("DEFAULT", "[DEFAULT]", "fingerprint=" + FINGERPRINT))
                .withMessageContaining("has no key_file");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("DEFAULT", "[DEFAULT]", "key_file=$/key.pem"))
                .withMessageContaining("has no fingerprint");
        assertThatThrownBy(() -> read("DEFAULT", "[DEFAULT]", "fingerprint=" + FINGERPRINT, "key_file=$/none"))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> OciKey.read(folder.resolve("none"), "DEFAULT"))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void filesOfAnySizeAreNotRead() throws IOException {
        Files.write(config, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> OciKey.read(config, "DEFAULT"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("longer than 1048576 bytes");
    }

    @Test
    void eachLoginReadsTheFilesAnew() throws IOException {
        assertThat(provided()).failsWithin(Duration.ofMinutes(1));
        read("DEFAULT", "[DEFAULT]", "fingerprint=" + FINGERPRINT, "key_file=$/key.pem");
        Credentials credentials = provided().toCompletableFuture().join();
        assertThat(credentials.username()).isEqualTo("ada");
        assertThat(credentials.ociKey()).isNotNull();
        assertThat(credentials).hasToString("Credentials[ada]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "ab:", "ab:c", "ab:cd\"", "gg:00", "ab cd"})
    void fingerprintsHaveTheirForm(String fingerprint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OciKey.of(fingerprint, PEM, null))
                .withMessageStartingWith("fingerprint must be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "a\\b", "a\nb", "ä"})
    void tokensHoldNothingThatWouldHaveToBeEscaped(String token) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OciKey.of(FINGERPRINT, PEM, token))
                .withMessageStartingWith("the security token must be")
                .withMessageNotContaining("ä");
        assertThatIllegalArgumentException().isThrownBy(() -> OciKey.of(FINGERPRINT, PEM, "x".repeat(10_001)));
    }

    @Test
    void keysThatCannotBeUsedAreNotShown() throws Exception {
        String secret = PEM.substring(60, 100);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OciKey.of(FINGERPRINT, PEM.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), null))
                .withMessageContaining("PKCS#8 without a password")
                .withMessageNotContaining(secret);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OciKey.of(FINGERPRINT, PEM.replace("MII", "MIA"), null))
                .withMessageContaining("not one of RSA")
                .withNoCause()
                .withMessageNotContaining(secret);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        String weak = OciKeys.pem(generator.generateKeyPair().getPrivate());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OciKey.of(FINGERPRINT, weak, null))
                .withMessageContaining("has 1024 bits");
    }
}
