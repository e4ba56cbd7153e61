package io.github.asyncmysql.internal.command;

import static io.github.asyncmysql.internal.command.LoginDialogue.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Accounts with a second and a third factor, packet by packet. */
class MultiFactorTest {

    private static final byte[] SCRAMBLE = "tsrqponmlkjihgfedcba".getBytes(StandardCharsets.US_ASCII);
    private static final String SHA2 = "caching_sha2_password";
    private static final String CLEAR = "mysql_clear_password";

    private static MySqlConfig.Builder settings() {
        return MySqlConfig.builder()
                .host("db.example.com")
                .username("app")
                .password("first")
                .password2("second")
                .password3("third")
                .authenticationPlugins(Set.of(SHA2, CLEAR));
    }

    /** A dialogue inside verified TLS, in which the first factor has been answered. */
    private static LoginDialogue atTheSecondFactor(MySqlConfig.Builder settings) {
        return new LoginDialogue(settings.sslMode(SslMode.VERIFY_IDENTITY))
                .server(new FakeGreeting()
                        .withCapability(Capability.SSL)
                        .withCapability(Capability.MULTI_FACTOR)
                        .toPacket())
                .tlsEstablished()
                .server(FakePackets.authMoreData(3, (byte) 3));
    }

    /** What an account with one factor would answer with this password. */
    private static byte[] proofOf(String password) {
        return new LoginDialogue(settings().password(password).sslMode(SslMode.DISABLED))
                .server(new FakeGreeting().toPacket())
                .server(FakePackets.authSwitch(2, SHA2, SCRAMBLE))
                .written(3);
    }

    private static byte[] text(String password) {
        return (password + "\0").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @Covers("hostile:T70")
    void eachFactorHasItsMethodAndItsPassword() {
        LoginDialogue login = atTheSecondFactor(settings());

        assertThat(login.session().has(Capabilities.MULTI_FACTOR_AUTHENTICATION))
                .isTrue();
        assertThat(login.server(FakePackets.authNextFactor(4, SHA2, SCRAMBLE)).written(5))
                .isEqualTo(proofOf("second"));
        assertThat(login.server(FakePackets.authMoreData(6, (byte) 4)).written(7))
                .as("the server has not cached it, and the connection is safe")
                .isEqualTo(text("second"));
        assertThat(login.server(FakePackets.authNextFactor(8, CLEAR, new byte[0]))
                        .written(9))
                .isEqualTo(text("third"));
        assertThat(login.server(FakePackets.ok(10)).isLoggedIn()).isTrue();
    }

    @Test
    @Covers("hostile:T70")
    void thereAreThreeAtMost() {
        LoginDialogue login = atTheSecondFactor(settings())
                .server(FakePackets.authNextFactor(4, SHA2, SCRAMBLE))
                .server(FakePackets.authNextFactor(6, SHA2, SCRAMBLE))
                .server(FakePackets.authNextFactor(8, SHA2, SCRAMBLE));

        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class);
        assertThat(login.wroteNothing()).isTrue();
    }

    @Test
    @Covers("hostile:T70")
    void aPasswordThatIsNotThereIsNamed() {
        assertRefused(
                atTheSecondFactor(settings().password2(null)).server(FakePackets.authNextFactor(4, SHA2, SCRAMBLE)),
                "set password2");
        assertRefused(
                atTheSecondFactor(settings().password3(null))
                        .server(FakePackets.authNextFactor(4, SHA2, SCRAMBLE))
                        .server(FakePackets.authNextFactor(6, SHA2, SCRAMBLE)),
                "set password3");
    }

    @Test
    @Covers({"hostile:T70", "guarantee:22"})
    void theListOfMethodsIsForAllFactors() {
        assertRefused(
                atTheSecondFactor(settings().authenticationPlugins(Set.of(SHA2)))
                        .server(FakePackets.authNextFactor(4, CLEAR, new byte[0])),
                "'mysql_clear_password', which authentication-plugins does not allow");
    }

    @Test
    @Covers("hostile:T70")
    void noFactorGivesItsPasswordAwayWithoutTls() {
        LoginDialogue login = new LoginDialogue(settings().sslMode(SslMode.DISABLED))
                .server(new FakeGreeting()
                        .withCapability(Capability.MULTI_FACTOR)
                        .toPacket())
                .server(FakePackets.authNextFactor(2, CLEAR, new byte[0]));

        assertRefused(login, "set ssl-mode to verify-identity");
    }

    @Test
    void noMethodIsSwitchedBehindTheFirstFactor() {
        LoginDialogue login = atTheSecondFactor(settings())
                .server(FakePackets.authNextFactor(4, SHA2, SCRAMBLE))
                .server(FakePackets.authSwitch(6, CLEAR, new byte[0]));

        assertThat(login.failure()).isInstanceOf(MySqlProtocolException.class);
        assertThat(login.wroteNothing()).isTrue();
    }

    @Test
    void changedCredentialsKeepTheFurtherPasswordsThatTheyDoNotName() {
        LoginSettings settings = LoginSettings.of(settings().build());

        MySqlConfig kept = settings.with(new Credentials("other", "new")).config();
        assertThat(kept.password2()).isEqualTo("second");
        assertThat(kept.password3()).isEqualTo("third");
        MySqlConfig changed = settings.with(new Credentials("other", "new", "newer", "newest"))
                .config();
        assertThat(changed.password()).isEqualTo("new");
        assertThat(changed.password2()).isEqualTo("newer");
        assertThat(changed.password3()).isEqualTo("newest");
        assertThat(new Credentials("other", "new", "newer", "newest"))
                .asString()
                .doesNotContain("new");
    }
}
