package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Logins inside of TLS that has begun before the server has said anything. */
class TunnelledLoginTest {

    private static MySqlConfig.Builder settings() {
        return MySqlConfig.builder()
                .host("db.example.com")
                .username("app")
                .password("secret")
                .sslTunnel(true);
    }

    private static byte[] greeting() {
        return new FakeGreeting().withCapability(Capability.SSL).toPacket();
    }

    @Test
    void theServerIsNotAskedForTlsOfItsOwn() {
        LoginDialogue login = new LoginDialogue(settings()).tunnelEstablished().server(greeting());

        assertThat(login.step()).isEqualTo(Command.Step.MORE);
        assertThat(login.session().has(Capabilities.SSL)).isFalse();
        assertThat(login.server(FakePackets.ok(2)).isLoggedIn()).isTrue();
        assertThat(login.session().server().tlsVersion()).isEqualTo("TLSv1.3");
    }

    @Test
    @Covers({"hostile:T31", "guarantee:20"})
    void outsideOfTheTunnelNothingIsSaid() {
        LoginDialogue login = new LoginDialogue(settings()).server(greeting());

        assertThat(login.failure())
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining("outside of the tunnel");
        assertThat(login.wroteNothing()).isTrue();
    }

    @Test
    void anErrorInPlaceOfTheGreetingIsTheServersOwn() {
        assertThat(new LoginDialogue(settings())
                        .tunnelEstablished()
                        .server(FakePackets.errWithoutState(0, 1040, "Too many connections"))
                        .failure())
                .isInstanceOf(MySqlServerException.class)
                .hasMessageContaining("Too many connections")
                .hasMessageNotContaining("before TLS");
    }

    @Test
    @Covers("guarantee:21")
    void thePasswordItselfGoesUnderTheServersKey() {
        LoginDialogue login = new LoginDialogue(settings().allowPublicKeyRetrieval(false))
                .tunnelEstablished()
                .server(greeting())
                .server(FakePackets.authMoreData(2, (byte) 4));

        assertThat(login.written(3)).as("a request for the key").containsExactly(2);
    }

    /** What is behind its end is as trusted as the tunnel itself. */
    @Test
    void clearPasswordsPassThroughAVerifiedTunnel() {
        MySqlConfig.Builder clear = settings().authenticationPlugins(Set.of("mysql_clear_password"));
        byte[] request = FakePackets.authSwitch(2, "mysql_clear_password", new byte[0]);

        assertThat(new LoginDialogue(clear)
                        .tunnelEstablished()
                        .server(greeting())
                        .server(request)
                        .written(3))
                .isEqualTo(FakePackets.utf8("secret\0"));
        assertThat(new LoginDialogue(clear.sslMode(SslMode.REQUIRED))
                        .tunnelEstablished()
                        .server(greeting())
                        .server(request)
                        .failure())
                .hasMessageContaining("set ssl-mode to verify-identity");
    }
}
