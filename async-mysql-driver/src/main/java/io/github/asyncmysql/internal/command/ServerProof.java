package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What MariaDB 11.4 and later says in the OK packet of a login inside of TLS: a hash over what it keeps of the password, its
 * scramble and the fingerprint of its certificate, so that somebody in between with another certificate is found out.
 *
 * <p>Immutable.
 *
 * @see <a href="https://mariadb.org/mission-impossible-zero-configuration-ssl/">Zero-configuration TLS</a>
 */
final class ServerProof {

    /** SHA-256, in capital hexadecimal digits. */
    private static final int FORMAT = 1;

    private ServerProof() {}

    /**
     * Checks a proof.
     *
     * @param info of the OK packet
     * @param verifier what the server keeps of the password; {@code null} if the method keeps nothing of the kind
     * @param scramble of the greeting
     * @param certificate that the server has shown; {@code null} if it has shown none
     * @throws MySqlConnectionException if it proves nothing
     */
    static void check(byte[] info, byte @Nullable [] verifier, byte[] scramble, byte @Nullable [] certificate) {
        if (info.length == 0 || info[0] != FORMAT) {
            throw refusal(
                    "The server does not prove that its certificate is its own, as ssl-mode verify-password demands; that"
                            + " takes MariaDB 11.4 or later, with a certificate that it has made itself or that ssl-cert names there;"
                            + " otherwise set ssl-mode to verify-identity");
        }
        if (verifier == null
                || certificate == null
                || !MessageDigest.isEqual(proof(verifier, scramble, certificate), info)) {
            throw refusal(
                    "The certificate is not the server's own: somebody stands in between, or the server changed its"
                            + " certificate just now");
        }
    }

    private static byte[] proof(byte[] verifier, byte[] scramble, byte[] certificate) {
        MessageDigest hash = sha256();
        byte[] fingerprint = hash.digest(certificate);
        hash.update(verifier);
        hash.update(scramble);
        hash.update(fingerprint);
        String digits = HexFormat.of().withUpperCase().formatHex(hash.digest());
        return ((char) FORMAT + digits).getBytes(StandardCharsets.US_ASCII);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks SHA-256", e);
        }
    }

    private static MySqlConnectionException refusal(String message) {
        return new MySqlConnectionException(Kind.TLS, message, Outcome.NOT_SENT, null);
    }
}
