package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.OciKey;
import io.github.asyncmysql.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.Objects;

/**
 * {@code authentication_oci_client}: a key of the Oracle Cloud Infrastructure signs what the server sends, and is not sent. The
 * same key signs requests to the whole cloud: it is only for those who ask for it by name, only for servers for which {@code
 * mysql_clear_password} is taken part in, and nothing is signed that is as long as such a request.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/mysql-command-options.html">Where MySQL's own client finds the key</a>
 * @see <a href="https://docs.oracle.com/en-us/iaas/Content/API/Concepts/signingrequests.htm">Signed requests of OCI</a>
 */
final class OciSignature extends AuthPlugin {

    static final String NAME = "authentication_oci_client";

    /** Less than the date, the path and the host that every request to the cloud has to sign. */
    private static final int MAX_NONCE = 64;

    OciSignature(Credentials credentials) {
        super(NAME, credentials);
    }

    @Override
    public int scrambleLength() {
        return ANY_LENGTH;
    }

    @Override
    public byte[] respond(byte[] nonce) {
        checkSecrecy("a signature with a key of OCI");
        OciKey key = credentials.ociKey();
        if (key == null) {
            throw refusal("The server asks for a signature with a key of OCI, but there is none; let a provider of"
                    + " credentials return an OciKey");
        }
        if (nonce.length == 0 || nonce.length > MAX_NONCE) {
            throw new MySqlProtocolException(
                    "The server asks to sign " + nonce.length + " bytes instead of 1 to " + MAX_NONCE,
                    Outcome.NOT_SENT,
                    null);
        }
        // Nothing in it needs to be escaped: all three have been checked, or are Base64.
        String answer = "{\"fingerprint\":\"" + key.fingerprint() + "\",\"signature\":\""
                + Base64.getEncoder().encodeToString(sign(key, nonce)) + "\",\"token\":\""
                + Objects.requireNonNullElse(key.token(), "") + "\"}";
        return answer.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] sign(OciKey key, byte[] nonce) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.privateKey());
            signature.update(nonce);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot sign with RSA", e);
        }
    }
}
