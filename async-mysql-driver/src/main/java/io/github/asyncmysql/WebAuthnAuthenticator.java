package io.github.asyncmysql;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reaches the device of the person who logs in, for accounts with {@code authentication_webauthn}: a security key, a reader of
 * fingerprints. The driver speaks with no device itself. Thread-safe.
 *
 * @see <a href="https://www.w3.org/TR/webauthn-2/">Web Authentication</a>
 */
@FunctionalInterface
public interface WebAuthnAuthenticator {

    /**
     * Asked once for each login of such an account, on a thread of its own, which may be blocked. The answer has to come within
     * {@link MySqlConfig#connectTimeout()}, and within the {@code connect_timeout} of the server, which are 10 seconds each if nobody
     * changes them. When the login ends before, the thread is interrupted, and a {@code CompletableFuture} is cancelled.
     *
     * @return one assertion, or as many as there are keys for the account on the device: 1 to 32. If it fails, so does the login.
     */
    CompletionStage<List<Assertion>> authenticate(Request request);

    /** What a device is asked to sign, and for whom. Immutable. */
    final class Request {

        private final String address;
        private final String username;
        private final String relyingPartyId;
        private final String clientDataJson;
        private final byte[] clientDataHash;
        private final byte @Nullable [] credentialId;

        /** For tests of authenticators; the driver makes those that count. {@code credentialId} is {@code null} for none. */
        public Request(
                String address,
                String username,
                String relyingPartyId,
                String clientDataJson,
                byte[] clientDataHash,
                byte @Nullable [] credentialId) {
            this.address = Objects.requireNonNull(address, "address");
            this.username = Objects.requireNonNull(username, "username");
            this.relyingPartyId = Objects.requireNonNull(relyingPartyId, "relyingPartyId");
            this.clientDataJson = Objects.requireNonNull(clientDataJson, "clientDataJson");
            this.clientDataHash = clientDataHash.clone();
            this.credentialId = credentialId == null ? null : credentialId.clone();
        }

        /** The server as the settings name it, see {@link MySqlConfig#address()}. */
        public String address() {
            return address;
        }

        /** The account. */
        public String username() {
            return username;
        }

        /**
         * For whom the device signs, at most 255 characters; the server's {@code authentication_webauthn_rp_id}. It comes from the server:
         * whoever has keys for other parties on the same device should sign for the one that is expected, and for no other.
         */
        public String relyingPartyId() {
            return relyingPartyId;
        }

        /** The collected client data, with the server's challenge in it. */
        public String clientDataJson() {
            return clientDataJson;
        }

        /** What is signed together with the authenticator data: the SHA-256 of the client data, 32 bytes; a copy. */
        public byte[] clientDataHash() {
            return clientDataHash.clone();
        }

        /** The key to sign with, at most 1,023 bytes, a copy; {@code null} where the device finds it by the relying party. */
        public byte @Nullable [] credentialId() {
            return credentialId == null ? null : credentialId.clone();
        }

        @Override
        public String toString() {
            return "Request[" + username + "@" + address + ", " + relyingPartyId + "]";
        }
    }

    /** A device's signature. Immutable. */
    final class Assertion {

        /** Hash of the relying party's id, flags and counter. */
        private static final int MIN_DATA = 32 + 1 + 4;

        private static final int MAX_BYTES = 16 << 10;

        private final byte[] authenticatorData;
        private final byte[] signature;

        /**
         * @param authenticatorData as the standard lays it out, 37 bytes or more, 16 KiB at most. Not in the byte string of CBOR in
         *     which CTAP carries it, and in which libfido2 returns it.
         * @param signature over the authenticator data and the hash of the client data, 1 byte to 16 KiB
         * @throws IllegalArgumentException if one of them is too short or too long
         */
        public Assertion(byte[] authenticatorData, byte[] signature) {
            SettingChecks.checkRange(
                    "the number of bytes of authenticator data", authenticatorData.length, MIN_DATA, MAX_BYTES);
            SettingChecks.checkRange("the number of bytes of a signature", signature.length, 1, MAX_BYTES);
            this.authenticatorData = authenticatorData.clone();
            this.signature = signature.clone();
        }

        /** A copy. */
        public byte[] authenticatorData() {
            return authenticatorData.clone();
        }

        /** A copy. */
        public byte[] signature() {
            return signature.clone();
        }
    }
}
