package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Proofs of servers that a certificate is their own, good and bad ones. */
class ServerProofTest {

    private static final byte[] SCRAMBLE = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);

    private static LoginDialogue authenticating(String password) {
        return new LoginDialogue(MySqlConfig.builder()
                        .host("db.example.com")
                        .username("app")
                        .password(password)
                        .sslMode(SslMode.VERIFY_PASSWORD))
                .server(new FakeGreeting()
                        .version("11.4.5-MariaDB")
                        .plugin("mysql_native_password")
                        .withCapability(Capability.SSL)
                        .toPacket())
                .tlsEstablished();
    }

    private static byte[] ok(String info) {
        byte[] text = info.getBytes(StandardCharsets.ISO_8859_1);
        return FakePackets.packet(
                3, FakePackets.hex("00 00 00 02 00 00 00"), FakePackets.lengthEncoded(text.length), text);
    }

    private static String proof(String password, byte[] certificate) throws Exception {
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        byte[] kept = sha1.digest(sha1.digest(password.getBytes(StandardCharsets.UTF_8)));
        byte[] all = FakePackets.concat(kept, SCRAMBLE, sha256.digest(certificate));
        return "\u0001" + HexFormat.of().withUpperCase().formatHex(sha256.digest(all));
    }

    private static void assertRefused(LoginDialogue login, String words) {
        assertThat(login.failure())
                .isInstanceOfSatisfying(MySqlConnectionException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(Kind.TLS);
                    assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageContaining(words);
    }

    @Test
    void theProofIsOverPasswordScrambleAndCertificate() throws Exception {
        assertThat(authenticating("secret")
                        .server(ok(proof("secret", LoginDialogue.CERTIFICATE)))
                        .isLoggedIn())
                .isTrue();
    }

    @Test
    void anotherCertificateOrPasswordIsNoProof() throws Exception {
        assertRefused(
                authenticating("secret").server(ok(proof("secret", new byte[] {4}))), "somebody stands in between");
        assertRefused(authenticating("secret").server(ok("\u0001")), "somebody stands in between");
        assertRefused(
                authenticating("secret").server(ok(proof("guess", LoginDialogue.CERTIFICATE))),
                "somebody stands in between");
    }

    @Test
    void whoeverProvesNothingIsRefused() throws Exception {
        for (String info : new String[] {
            "", "welcome", "\u0002" + proof("secret", LoginDialogue.CERTIFICATE).substring(1)
        }) {
            assertRefused(authenticating("secret").server(ok(info)), "verify-password");
        }
    }

    @Test
    void aMethodThatProvesNothingGetsNoAnswer() {
        LoginDialogue login =
                authenticating("secret").server(FakePackets.authSwitch(3, "caching_sha2_password", SCRAMBLE));

        assertThat(login.failure())
                .isInstanceOfSatisfying(MySqlConnectionException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(Kind.REFUSED))
                .hasMessageContaining("cannot prove");
        assertThat(login.wroteNothing()).isTrue();
    }
}
