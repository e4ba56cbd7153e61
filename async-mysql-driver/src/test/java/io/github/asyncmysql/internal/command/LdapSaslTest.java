package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.ScramServer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords of LDAP, against the server's side of SCRAM. No database that everybody can have hands it on. */
class LdapSaslTest {

    private static final String METHOD = "authentication_ldap_sasl_client";

    private static MySqlConfig.Builder settings(String password) {
        return MySqlConfig.builder()
                .host("db.example.com")
                .username("ada")
                .password(password)
                .sslMode(SslMode.DISABLED)
                .authenticationPlugins(Set.of("caching_sha2_password", METHOD));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static LoginDialogue asked(MySqlConfig.Builder settings, String mechanism) {
        return new LoginDialogue(settings)
                .server(new FakeGreeting()
                        .withCapability(Capability.MULTI_FACTOR)
                        .toPacket())
                .server(FakePackets.authSwitch(2, METHOD, ascii(mechanism)));
    }

    /** A dialogue up to the server's proof, which is still to be sent. */
    private static LoginDialogue upToTheProof(LoginDialogue login, ScramServer server) {
        return login.server(FakePackets.authMoreData(4, server.first(login.written(3))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-1", "SHA-256"})
    void logsInWhenBothSidesHaveProvenThatTheyKnowThePassword(String digest) throws Exception {
        for (String password : new String[] {"secret", "p", "p".repeat(200), "pässwörd €", "пароль"}) {
            ScramServer server = new ScramServer(digest, "ada", password);
            LoginDialogue login = upToTheProof(asked(settings(password), "SCRAM-" + digest), server);

            byte[] proof = login.written(5);
            assertThat(new String(proof, StandardCharsets.UTF_8))
                    .doesNotContain(password.equals("p") ? "p=p=" : password);
            login.server(FakePackets.authMoreData(6, server.last(proof)));
            assertThat(login.wroteNothing()).as("there is nothing left to say").isTrue();
            assertThat(login.server(FakePackets.ok(7)).isLoggedIn()).isTrue();
        }
    }

    @Test
    void aZeroBehindTheMechanismIsNotPartOfIt() throws Exception {
        ScramServer server = new ScramServer("SHA-256", "ada", "secret");
        assertThat(upToTheProof(asked(settings("secret"), "SCRAM-SHA-256\0"), server)
                        .written(5))
                .isNotEmpty();
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        ScramServer server = new ScramServer("SHA-256", "ada", "secret");
        LoginDialogue login = upToTheProof(asked(settings("wrong"), "SCRAM-SHA-256"), server);

        login.server(FakePackets.authMoreData(6, server.last(login.written(5))));
        assertRefused(login.failure(), "invalid-proof; check username and password");
    }

    /** As far as that comes: it can pass on what the server says first, since it is not secret. */
    @Test
    @Covers("hostile:T54")
    void whoeverDoesNotKnowThePasswordIsFoundOut() throws Exception {
        ScramServer server = new ScramServer("SHA-256", "ada", "guessed");
        LoginDialogue login = upToTheProof(asked(settings("secret"), "SCRAM-SHA-256"), server);

        login.server(FakePackets.authMoreData(6, ascii("v=" + "A".repeat(43) + "=")));
        assertRefused(login.failure(), "does not know the password");
    }

    @Test
    @Covers("hostile:T54")
    void nobodyIsLoggedInBeforeTheServerHasProvenItself() throws Exception {
        ScramServer server = new ScramServer("SHA-256", "ada", "secret");

        assertUnproven(asked(settings("secret"), "SCRAM-SHA-256").server(FakePackets.ok(4)));
        assertUnproven(
                upToTheProof(asked(settings("secret"), "SCRAM-SHA-256"), server).server(FakePackets.ok(6)));
        assertUnproven(upToTheProof(asked(settings("secret").password2("second"), "SCRAM-SHA-256"), server)
                .server(FakePackets.authNextFactor(6, "caching_sha2_password", new byte[20])));
    }

    private static void assertUnproven(LoginDialogue login) {
        assertThat(login.failure())
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining("before it had proven itself");
        assertThat(login.wroteNothing()).isTrue();
    }

    @Test
    @Covers("hostile:T54")
    void behindTheProofThereIsNothingToTalkAbout() throws Exception {
        ScramServer server = new ScramServer("SHA-256", "ada", "secret");
        LoginDialogue login = upToTheProof(asked(settings("secret"), "SCRAM-SHA-256"), server);
        byte[] proof = server.last(login.written(5));

        login.server(FakePackets.authMoreData(6, proof)).server(FakePackets.authMoreData(7, proof));
        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GSSAPI", "", "PLAIN", "SCRAM-SHA-256-PLUS", "scram-sha-1", "SCRAM-SHA-1\0\0"})
    @Covers("hostile:T54")
    void otherMechanismsAreNotTakenPartIn(String mechanism) {
        LoginDialogue login = asked(settings("secret"), mechanism);
        assertRefused(login.failure(), "set authentication_ldap_sasl_auth_method_name to SCRAM-SHA-256 there");
        assertThat(login.wroteNothing()).isTrue();
    }

    @Test
    void anAccountWithoutAPasswordIsRefused() {
        assertRefused(asked(settings(""), "SCRAM-SHA-1").failure(), "set password");
    }

    @Test
    @Covers({"hostile:T54", "guarantee:22"})
    void hasToBeNamed() {
        assertRefused(
                asked(MySqlConfig.builder().password("secret").sslMode(SslMode.DISABLED), "SCRAM-SHA-256")
                        .failure(),
                "'" + METHOD + "', which authentication-plugins does not allow");
    }

    private static void assertRefused(MySqlException failure, String words) {
        assertThat(failure)
                .isInstanceOfSatisfying(MySqlConnectionException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
                    assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageContaining(words)
                .hasMessageNotContaining("secret");
    }
}
