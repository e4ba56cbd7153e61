package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions of PAM, packet by packet. */
class DialogTest {

    private static final String DIALOG = "dialog";
    private static final int ORDINARY = 2;
    private static final int PASSWORD = 4;
    private static final int LAST_PASSWORD = 5;

    private static MySqlConfig.Builder settings() {
        return MySqlConfig.builder()
                .host("db.example.com")
                .username("app")
                .password("first")
                .password2("zweites €")
                .password3("third")
                .authenticationPlugins(Set.of("caching_sha2_password", DIALOG));
    }

    private static LoginDialogue inTls(MySqlConfig.Builder settings, SslMode mode) {
        return new LoginDialogue(settings.sslMode(mode))
                .server(new FakeGreeting().withCapability(Capability.SSL).toPacket())
                .tlsEstablished();
    }

    private static LoginDialogue verified(MySqlConfig.Builder settings) {
        return inTls(settings, SslMode.VERIFY_IDENTITY);
    }

    private static byte[] question(int kind, String text) {
        return FakePackets.concat(new byte[] {(byte) kind}, FakePackets.utf8(text));
    }

    private static byte[] text(String password) {
        return (password + "\0").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @Covers("hostile:T54")
    void eachQuestionHasItsAnswerWhateverItsKind() {
        LoginDialogue login = verified(settings());

        assertThat(login.server(FakePackets.authSwitch(3, DIALOG, question(PASSWORD, "Password: ")))
                        .written(4))
                .isEqualTo(text("first"));
        assertThat(login.server(FakePackets.packet(5, question(ORDINARY, "One-time code: ")))
                        .written(6))
                .isEqualTo(text("zweites €"));
        assertThat(login.server(FakePackets.packet(7, question(LAST_PASSWORD, "PIN: ")))
                        .written(8))
                .isEqualTo(text("third"));
        assertThat(login.server(FakePackets.ok(9)).isLoggedIn()).isTrue();
    }

    @Test
    void questionsOfMySqlHaveAHeader() {
        LoginDialogue login = new LoginDialogue(settings().sslMode(SslMode.VERIFY_CA))
                .server(new FakeGreeting()
                        .withCapability(Capability.SSL)
                        .withCapability(Capability.MULTI_FACTOR)
                        .toPacket())
                .tlsEstablished();

        assertThat(login.server(FakePackets.authSwitch(3, DIALOG, question(PASSWORD, "")))
                        .written(4))
                .isEqualTo(text("first"));
        assertThat(login.server(FakePackets.authMoreData(5, question(ORDINARY, "Code: ")))
                        .written(6))
                .isEqualTo(text("zweites €"));
        assertThat(login.server(FakePackets.authNextFactor(7, DIALOG, question(PASSWORD, "")))
                        .written(8))
                .as("a further factor begins with its own password")
                .isEqualTo(text("zweites €"));
        assertThat(login.server(FakePackets.ok(9)).isLoggedIn()).isTrue();
    }

    @Test
    void aRequestWithoutAQuestionIsForThePassword() {
        assertThat(verified(settings())
                        .server(FakePackets.authSwitch(3, DIALOG, new byte[0]))
                        .written(4))
                .isEqualTo(text("first"));
    }

    @Test
    @Covers("hostile:T54")
    void threeQuestionsAreAnsweredAtMost() {
        LoginDialogue login = verified(settings()).server(FakePackets.authSwitch(3, DIALOG, question(PASSWORD, "1")));
        for (int sequence = 5; sequence <= 9; sequence += 2) {
            login.server(FakePackets.packet(sequence, question(PASSWORD, "another")));
        }
        assertRefused(login, "more than there are passwords ('another'); password, password2 and password3 are all");
    }

    @Test
    void anAnswerThatIsNotThereIsNamedWithItsQuestion() {
        assertRefused(
                verified(settings().password2(null))
                        .server(FakePackets.authSwitch(3, DIALOG, question(PASSWORD, "Password: ")))
                        .server(FakePackets.packet(5, question(ORDINARY, " Code\u001b[2J: "))),
                "'Code\\u001b[2J:'); set password2");
    }

    @Test
    @Covers("hostile:T54")
    void behindTheLastQuestionThereIsNone() {
        assertMalformed(verified(settings())
                .server(FakePackets.authSwitch(3, DIALOG, question(LAST_PASSWORD, "Password: ")))
                .server(FakePackets.packet(5, question(PASSWORD, "again: "))));
        assertMalformed(verified(settings())
                .server(FakePackets.authSwitch(3, DIALOG, question(LAST_PASSWORD, "Password: ")))
                .server(FakePackets.authMoreData(5, question(PASSWORD, "again: "))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 7, 32, 255})
    @Covers("hostile:T54")
    void unknownKindsOfQuestionsAreNotAnswered(int kind) {
        assertMalformed(verified(settings()).server(FakePackets.authSwitch(3, DIALOG, question(kind, "Password: "))));
    }

    @Test
    void anEmptyPacketIsNoQuestion() {
        assertMalformed(verified(settings())
                .server(FakePackets.authSwitch(3, DIALOG, question(PASSWORD, "")))
                .server(FakePackets.authMoreData(5)));
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"DISABLED", "VERIFY_CA", "VERIFY_IDENTITY", "VERIFY_PASSWORD"})
    @Covers({"hostile:T53", "hostile:T54", "guarantee:21"})
    void serversThatNobodyHasVerifiedGetNoAnswer(SslMode mode) {
        assertRefused(
                inTls(settings(), mode).server(FakePackets.authSwitch(3, DIALOG, question(PASSWORD, "Password: "))),
                "set ssl-mode to verify-identity");
    }

    @Test
    @Covers({"hostile:T52", "hostile:T54", "guarantee:21"})
    void withoutTlsThereIsNoAnswerButOverAUnixDomainSocket() {
        byte[] request = FakePackets.authSwitch(2, DIALOG, question(PASSWORD, "Password: "));
        MySqlConfig.Builder clear = settings().sslMode(SslMode.DISABLED);
        byte[] greeting = new FakeGreeting().toPacket();

        assertRefused(new LoginDialogue(clear).server(greeting).server(request), "set ssl-mode to verify-identity");
        assertRefused(
                new LoginDialogue(clear.host("localhost")).server(greeting).server(request),
                "set ssl-mode to verify-identity");
        assertThat(new LoginDialogue(clear.socket(Path.of("/run/mysqld.sock")))
                        .server(greeting)
                        .server(request)
                        .written(3))
                .isEqualTo(text("first"));
    }

    @Test
    @Covers({"hostile:T54", "guarantee:22"})
    void hasToBeNamed() {
        assertRefused(
                verified(MySqlConfig.builder().host("db.example.com").password("first"))
                        .server(FakePackets.authSwitch(3, DIALOG, question(PASSWORD, "Password: "))),
                "'dialog', which authentication-plugins does not allow");
    }

    private static void assertRefused(LoginDialogue login, String words) {
        LoginDialogue.assertRefused(login, words);
        assertThat(login.failure()).hasMessageNotContainingAny("first", "zweites", "third");
    }

    private static void assertMalformed(LoginDialogue login) {
        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class);
        assertThat(login.failure().outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(login.wroteNothing()).isTrue();
    }
}
