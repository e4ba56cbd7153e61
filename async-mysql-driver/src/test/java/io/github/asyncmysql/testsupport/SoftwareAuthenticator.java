package io.github.asyncmysql.testsupport;

import io.github.asyncmysql.WebAuthnAuthenticator;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A security key that needs no hardware and nobody who touches it: ECDSA over P-256, attested by a certificate of its own.
 * Thread-safe.
 *
 * @see <a href="https://www.w3.org/TR/webauthn-2/#sctn-authenticator-data">Authenticator data</a>
 */
public final class SoftwareAuthenticator implements WebAuthnAuthenticator {

    private static final int PRESENT = 0x01;
    private static final int HAS_CREDENTIAL = 0x40;
    private static final int COORDINATE = 32;
    private static final int AAGUID = 16;
    /** The server is sent all of the attestation. */
    private static final int FULL_ATTESTATION = 2;
    /** The device finds its keys by itself; the server forgets their ids. */
    private static final int DISCOVERABLE = 1;

    private final KeyPair key;
    private final byte[] credentialId;
    private final boolean discoverable;
    private final AtomicInteger signatures = new AtomicInteger();

    /** @param discoverable whether servers need not remember the key's id */
    public SoftwareAuthenticator(boolean discoverable) {
        this.discoverable = discoverable;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            key = generator.generateKeyPair();
            credentialId = Arrays.copyOf(sha256(key.getPublic().getEncoded()), 48);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public byte[] credentialId() {
        return credentialId.clone();
    }

    @Override
    public CompletionStage<List<Assertion>> authenticate(Request request) {
        byte[] data = data(request.relyingPartyId(), PRESENT, new byte[0]);
        return CompletableFuture.completedFuture(
                List.of(new Assertion(data, sign(key.getPrivate(), data, request.clientDataHash()))));
    }

    /**
     * What {@code FINISH REGISTRATION SET CHALLENGE_RESPONSE AS} takes.
     *
     * @param challenge what {@code INITIATE REGISTRATION} has returned
     */
    public String register(String challenge) {
        ByteBuffer in = ByteBuffer.wrap(Base64.getMimeDecoder().decode(challenge));
        in.get(); // capabilities
        byte[] random = field(in);
        String party = new String(field(in), StandardCharsets.UTF_8);
        String clientData = "{\"type\":\"webauthn.create\",\"challenge\":\""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\",\"origin\":\"https://" + party
                + "\",\"crossOrigin\":false}";
        byte[] attested = FakePackets.concat(
                new byte[AAGUID],
                new byte[] {(byte) (credentialId.length >> 8), (byte) credentialId.length},
                credentialId,
                publicKey());
        byte[] data = data(party, PRESENT | HAS_CREDENTIAL, attested);
        try {
            X509Bundle certificate = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=software authenticator")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            byte[] signature = sign(
                    certificate.getKeyPair().getPrivate(), data, sha256(clientData.getBytes(StandardCharsets.UTF_8)));
            byte[] encoded = certificate.getCertificate().getEncoded();
            byte[] statement = FakePackets.concat(
                    FakePackets.hex("a3 63"), // a map: alg (ECDSA with SHA-256), sig, x5c
                    FakePackets.utf8("alg"),
                    FakePackets.hex("26 63"),
                    FakePackets.utf8("sig"),
                    byteString(signature),
                    FakePackets.hex("63"),
                    FakePackets.utf8("x5c"),
                    FakePackets.hex("81"),
                    byteString(encoded));
            byte[] response = FakePackets.concat(
                    new byte[] {(byte) (FULL_ATTESTATION | (discoverable ? DISCOVERABLE : 0))},
                    lengthEncoded(byteString(data)),
                    lengthEncoded(signature),
                    lengthEncoded(encoded),
                    lengthEncoded(clientData.getBytes(StandardCharsets.UTF_8)),
                    lengthEncoded(statement),
                    lengthEncoded(FakePackets.utf8("packed")));
            return Base64.getEncoder().encodeToString(response);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] data(String party, int flags, byte[] attested) {
        return ByteBuffer.allocate(32 + 1 + 4 + attested.length)
                .put(sha256(party.getBytes(StandardCharsets.UTF_8)))
                .put((byte) flags)
                .putInt(signatures.incrementAndGet())
                .put(attested)
                .array();
    }

    /** In the form of COSE: kty EC2, alg ES256, crv P-256, x, y. */
    private byte[] publicKey() {
        ECPublicKey point = (ECPublicKey) key.getPublic();
        return FakePackets.concat(
                FakePackets.hex("a5 01 02 03 26 20 01 21"),
                byteString(coordinate(point.getW().getAffineX())),
                FakePackets.hex("22"),
                byteString(coordinate(point.getW().getAffineY())));
    }

    private static byte[] coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[COORDINATE];
        int length = Math.min(bytes.length, COORDINATE);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
        return fixed;
    }

    private static byte[] byteString(byte[] bytes) {
        byte[] header = bytes.length < 256
                ? new byte[] {0x58, (byte) bytes.length}
                : new byte[] {0x59, (byte) (bytes.length >> 8), (byte) bytes.length};
        return FakePackets.concat(header, bytes);
    }

    private static byte[] lengthEncoded(byte[] bytes) {
        return FakePackets.concat(FakePackets.lengthEncoded(bytes.length), bytes);
    }

    private static byte[] field(ByteBuffer in) {
        byte[] bytes = new byte[in.get() & 0xff];
        in.get(bytes);
        return bytes;
    }

    private static byte[] sign(PrivateKey key, byte[] data, byte[] clientDataHash) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key);
            signature.update(data);
            signature.update(clientDataHash);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
