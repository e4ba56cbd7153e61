package io.github.asyncmysql.testsupport;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;

/** A key as users of the Oracle Cloud Infrastructure have one, and the cloud's half of it. Thread-safe. */
public final class OciKeys {

    public static final String FINGERPRINT = "20:3b:97:13:55:1c:5b:0d:d3:37:d8:50:4e:c5:3a:34";
    public static final KeyPair PAIR = RsaPairs.generate();

    private OciKeys() {}

    public static String pem(PrivateKey key) {
        return RsaPairs.pem("PRIVATE KEY", key.getEncoded());
    }

    /** Whether the key has signed these bytes. */
    public static boolean verifies(byte[] nonce, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(PAIR.getPublic());
            verifier.update(nonce);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
