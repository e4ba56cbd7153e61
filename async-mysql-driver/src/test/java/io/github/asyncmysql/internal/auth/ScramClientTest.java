package io.github.asyncmysql.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.testsupport.Covers;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SCRAM by the examples of its specifications, and what a server must not do. */
class ScramClientTest {

    // RFC 7677, section 3.
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String BOTH = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String SERVER_FIRST = "r=" + BOTH + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private static ScramClient sha256() {
        return new ScramClient(ScramClient.Hash.SHA_256, "user", "pencil", NONCE);
    }

    private static String text(byte[] message) {
        return new String(message, StandardCharsets.UTF_8);
    }

    private static ScramClient proven() {
        ScramClient client = sha256();
        client.onMessage(SERVER_FIRST);
        return client;
    }

    /** RFC 5802, section 5. */
    @Test
    void sha1FollowsTheExampleOfItsSpecification() {
        ScramClient client = new ScramClient(ScramClient.Hash.SHA_1, "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");

        assertThat(text(client.first())).isEqualTo("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
        assertThat(text(client.onMessage("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096")))
                .isEqualTo("c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
        assertThat(client.onMessage("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=")).isNull();
        assertThat(client.isFinished()).isTrue();
    }

    @Test
    void sha256FollowsTheExampleOfItsSpecification() {
        ScramClient client = sha256();

        assertThat(text(client.first())).isEqualTo("n,,n=user,r=" + NONCE);
        assertThat(text(client.onMessage(SERVER_FIRST)))
                .isEqualTo("c=biws,r=" + BOTH + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(client.isFinished()).isFalse();
        assertThat(client.onMessage(SERVER_FINAL)).isNull();
        assertThat(client.isFinished()).isTrue();
    }

    @Test
    void separatorsInNamesAreEscaped() {
        assertThat(text(new ScramClient(ScramClient.Hash.SHA_1, "a=b,c", "p", "n").first()))
                .isEqualTo("n,,n=a=3Db=2Cc,r=n");
    }

    /** The examples of RFC 4013, and what the two ways to write a letter with an accent have in common. */
    @ParameterizedTest
    @CsvSource({
        "I\u00adX, IX",
        "user, user",
        "USER, USER",
        "\u00aa, a",
        "\u2168, IX",
        "a\u0308, \u00e4",
        "a\u00a0b, a b",
    })
    void namesHaveOneForm(String written, String sent) {
        assertThat(text(new ScramClient(ScramClient.Hash.SHA_1, written, "p", "n").first()))
                .isEqualTo("n,,n=" + sent + ",r=n");
    }

    @Test
    void passwordsHaveOneFormToo() {
        byte[] composed = new ScramClient(ScramClient.Hash.SHA_256, "user", "\u00e4", NONCE).onMessage(SERVER_FIRST);
        byte[] decomposed = new ScramClient(ScramClient.Hash.SHA_256, "user", "a\u0308", NONCE).onMessage(SERVER_FIRST);
        assertThat(decomposed).isEqualTo(composed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0007", "\ue000", "\ud800", "a\u202eb"})
    void charactersThatScramDoesNotAllowAreNamed(String text) {
        assertThatThrownBy(() -> new ScramClient(ScramClient.Hash.SHA_1, text, "p", "n"))
                .isInstanceOf(MySqlConnectionException.class)
                .hasMessageStartingWith("username");
        ScramClient client = new ScramClient(ScramClient.Hash.SHA_256, "user", text, NONCE);
        assertThatThrownBy(() -> client.onMessage(SERVER_FIRST))
                .isInstanceOf(MySqlConnectionException.class)
                .hasMessageStartingWith("password");
    }

    @Test
    void noncesDoNotComeTwice() {
        Set<String> nonces = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(nonces.add(ScramClient.newNonce())).isTrue();
        }
        assertThat(nonces).allMatch(nonce -> nonce.matches("[A-Za-z0-9+/]{32}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r=" + BOTH,
                "r=" + BOTH + ",s=W22ZaJ0SNY7soEsUEjb6gQ==",
                "r=" + BOTH + ",s=,i=4096",
                "r=" + BOTH + ",s=*,i=4096",
                "r=" + BOTH + ",s=W22ZaJ0SNY7soEsUEjb6gQ,i=-1",
                "r=" + BOTH + ",s=W22ZaJ0SNY7soEsUEjb6gQ,i=4096x",
                "r=" + BOTH + ",s=W22ZaJ0SNY7soEsUEjb6gQ,i=99999999999",
                "r=" + NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=another,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=" + NONCE + " x,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "m=x,r=" + BOTH + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "e=other-error",
            })
    @Covers("hostile:T54")
    void messagesThatAreNoneAreNotAnswered(String message) {
        ScramClient client = sha256();
        assertThatThrownBy(() -> client.onMessage(message)).isInstanceOf(MySqlProtocolException.class);
        assertThat(client.isFinished()).isFalse();
    }

    @Test
    @Covers("hostile:T54")
    void saltsHaveAnEnd() {
        String longest = "r=" + BOTH + ",s=" + "A".repeat(168) + "AAA=,i=4096";
        assertThat(sha256().onMessage(longest)).isNotEmpty();
        ScramClient client = sha256();
        assertThatThrownBy(() -> client.onMessage(longest.replace("AAA=", "AAAA")))
                .isInstanceOf(MySqlProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4095, 20_001, 999_999_999})
    @Covers("hostile:T54")
    void neitherFewRoundsNorTooMany(int rounds) {
        ScramClient client = sha256();
        assertThatThrownBy(() -> client.onMessage(SERVER_FIRST.replace("4096", rounds + "")))
                .isInstanceOf(MySqlConnectionException.class)
                .hasMessageContaining(rounds + " rounds");
    }

    @Test
    void extensionsBehindAreLeftAlone() {
        assertThat(sha256().onMessage(SERVER_FIRST.replace("4096", "20000") + ",x=y"))
                .isNotEmpty();
        ScramClient client = proven();
        assertThat(client.onMessage(SERVER_FINAL + ",x=y")).isNull();
        assertThat(client.isFinished()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G8=",
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl9",
                "v=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
            })
    @Covers("hostile:T54")
    void whoeverDoesNotKnowThePasswordIsFoundOut(String signature) {
        ScramClient client = proven();
        assertThatThrownBy(() -> client.onMessage(signature))
                .isInstanceOf(MySqlConnectionException.class)
                .hasMessageContaining("does not know the password");
        assertThat(client.isFinished()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v=", "v=*", "x=y", SERVER_FIRST})
    @Covers("hostile:T54")
    void anEndThatProvesNothingIsNone(String message) {
        ScramClient client = proven();
        assertThatThrownBy(() -> client.onMessage(message)).isInstanceOf(MySqlProtocolException.class);
        assertThat(client.isFinished()).isFalse();
    }

    @Test
    void theServersRefusalIsPassedOn() {
        ScramClient client = proven();
        assertThatThrownBy(() -> client.onMessage("e=invalid-proof"))
                .isInstanceOf(MySqlConnectionException.class)
                .hasMessage("The LDAP server refuses the login: invalid-proof; check username and password");
    }
}
