package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.Text;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * {@code authentication_ldap_sasl_client}: a password that an LDAP server knows. The database's server hands on what client
 * and LDAP server say in the SASL mechanism that it names first, SCRAM-SHA-1 or SCRAM-SHA-256. The password is not sent.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/ldap-pluggable-authentication.html">LDAP pluggable authentication</a>
 */
final class LdapSaslPassword extends AuthPlugin {

    static final String NAME = "authentication_ldap_sasl_client";

    private static final int MAX_SHOWN = 64;

    private @Nullable ScramClient client;

    LdapSaslPassword(Credentials credentials) {
        super(NAME, credentials);
    }

    @Override
    public int scrambleLength() {
        return ANY_LENGTH;
    }

    /** The request to switch brings the mechanism's name. */
    @Override
    public byte[] respond(byte[] name) {
        String mechanism = new String(name, StandardCharsets.US_ASCII);
        if (mechanism.endsWith("\0")) {
            mechanism = mechanism.substring(0, mechanism.length() - 1);
        }
        ScramClient.Hash hash =
                switch (mechanism) {
                    case "SCRAM-SHA-1" -> ScramClient.Hash.SHA_1;
                    case "SCRAM-SHA-256" -> ScramClient.Hash.SHA_256;
                    default ->
                        throw refusal("The server asks for the SASL mechanism '" + Text.sanitize(mechanism, MAX_SHOWN)
                                + "', which this driver does not take part in; set"
                                + " authentication_ldap_sasl_auth_method_name to SCRAM-SHA-256 there");
                };
        if (!credentials.hasPassword()) {
            throw refusal("The account is one of LDAP, which needs a password; set password");
        }
        ScramClient started =
                new ScramClient(hash, credentials.username(), credentials.password(), ScramClient.newNonce());
        client = started;
        return started.first();
    }

    @Override
    public byte @Nullable [] onMoreData(PacketReader in) {
        if (client == null || client.isFinished()) {
            throw in.malformed();
        }
        return client.onMessage(new String(in.readRemainingBytes(), StandardCharsets.UTF_8));
    }

    /** Not before whoever knows the password has proven that, too. */
    @Override
    public boolean mayEnd() {
        return client != null && client.isFinished();
    }
}
