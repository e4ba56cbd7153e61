package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.auth.RsaKeys;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Logins that succeed, packet by packet. */
class LoginCommandTest {

    private static final byte[] SCRAMBLE = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);
    private static final String SHA2_RESPONSE = "c76e2898612a4cf042c77fa8c4702c4c64c0c2c557c53c4d75595aaa6abae809";
    private static final String NATIVE_RESPONSE = "8817c50fa779daef010ee7577825b0847df9842e";

    private static MySqlConfig.Builder plain() {
        return MySqlConfig.builder()
                .host("db.example.com")
                .port(3307)
                .username("app")
                .password("secret")
                .sslMode(SslMode.DISABLED);
    }

    private static MySqlConfig.Builder tls() {
        return plain().sslMode(SslMode.VERIFY_IDENTITY);
    }

    private static byte[] greeting() {
        return new FakeGreeting().toPacket();
    }

    private static byte[] greetingWithTls() {
        return new FakeGreeting().withCapability(Capability.SSL).toPacket();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static int capabilities(byte[] response) {
        return response[0] & 0xff | (response[1] & 0xff) << 8 | (response[2] & 0xff) << 16 | (response[3] & 0xff) << 24;
    }

    @Test
    void logsInWithTheScrambleAlone() {
        LoginDialogue login = new LoginDialogue(plain().database("shop")).server(greeting());

        assertThat(hex(login.written(1)))
                .startsWith("0fa2be01" + "00000004" + "ff" + "00".repeat(23) + hex("app") + "00" + "20" + SHA2_RESPONSE
                        + hex("shop") + "00" + hex("caching_sha2_password") + "00")
                .contains(hex("_client_name") + "0b" + hex("async-mysql"));
        assertThat(login.server(FakePackets.authMoreData(2, (byte) 3)).wroteNothing())
                .isTrue();
        assertThat(login.server(FakePackets.ok(3)).step()).isEqualTo(Command.Step.DONE);
        assertThat(login.isLoggedIn()).isTrue();
        Session session = login.session();
        assertThat(session.connectionId()).isEqualTo(42);
        assertThat(session.autocommit()).isTrue();
        assertThat(session.server())
                .isEqualTo(new ServerInfo("8.4.0-fake", false, 8, 4, 0, "db.example.com:3307", null));
    }

    @Test
    @Covers({"hostile:T49", "guarantee:19"})
    void asksForTlsWithNothingButFlagsAndGoesOnInside() {
        LoginDialogue login = new LoginDialogue(tls().database("shop")).server(greetingWithTls());

        byte[] request = login.written(1);
        assertThat(request).hasSize(32);
        assertThat(hex(request)).endsWith("00000004" + "ff" + "00".repeat(23));
        assertThat(capabilities(request) & Capabilities.SSL).isNotZero();

        byte[] response = login.tlsEstablished().written(2);
        assertThat(Arrays.copyOf(response, 32)).isEqualTo(request);
        assertThat(hex(response)).contains(SHA2_RESPONSE);
        assertThat(login.server(FakePackets.ok(3)).isLoggedIn()).isTrue();
        assertThat(login.session().server().tlsVersion()).isEqualTo("TLSv1.3");
        assertThat(login.session().has(Capabilities.SSL)).isTrue();
    }

    @Test
    void sendsThePasswordInsideVerifiedTlsWhenAskedTo() {
        LoginDialogue login = new LoginDialogue(tls()).server(greetingWithTls()).tlsEstablished();

        assertThat(hex(login.server(FakePackets.authMoreData(3, (byte) 4)).written(4)))
                .isEqualTo(hex("secret") + "00");
        assertThat(login.server(FakePackets.ok(5)).isLoggedIn()).isTrue();
    }

    @Test
    void sendsThePasswordUnderTheServersKey() {
        LoginDialogue login = new LoginDialogue(plain().allowPublicKeyRetrieval(true)).server(greeting());

        assertThat(login.server(FakePackets.authMoreData(2, (byte) 4)).written(3))
                .containsExactly(2);
        byte[] pem = RsaKeys.pem(RsaKeys.PAIR.getPublic()).getBytes(StandardCharsets.US_ASCII);
        byte[] encrypted = login.server(FakePackets.authMoreData(4, pem)).written(5);
        assertThat(hex(RsaKeys.decrypt(encrypted, SCRAMBLE))).isEqualTo(hex("secret") + "00");
        assertThat(login.server(FakePackets.ok(6)).isLoggedIn()).isTrue();
    }

    @Test
    void answersWithTheNativeMethodWhereTheGreetingNamesIt() {
        LoginDialogue login = new LoginDialogue(plain())
                .server(new FakeGreeting()
                        .version("5.5.5-11.4.5-MariaDB")
                        .plugin("mysql_native_password")
                        .toPacket());

        assertThat(hex(login.written(1)))
                .contains("14" + NATIVE_RESPONSE + hex("mysql_native_password") + "00")
                .contains("00000004" + "2d");
        assertThat(login.server(FakePackets.ok(2)).isLoggedIn()).isTrue();
        assertThat(login.session().server().mariaDb()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void switchesTheMethodOnce(int finalNul) {
        LoginDialogue login = new LoginDialogue(plain()).server(greeting());
        byte[] data = Arrays.copyOf(SCRAMBLE, SCRAMBLE.length + finalNul);

        assertThat(hex(login.server(FakePackets.authSwitch(2, "mysql_native_password", data))
                        .written(3)))
                .isEqualTo(NATIVE_RESPONSE);
        assertThat(login.server(FakePackets.ok(4)).isLoggedIn()).isTrue();
    }

    @Test
    void answersASwitchWithAnEmptyPacketWithoutAPassword() {
        LoginDialogue login = new LoginDialogue(plain().password("")).server(greeting());

        assertThat(login.server(FakePackets.authSwitch(2, "mysql_native_password", SCRAMBLE))
                        .written(3))
                .isEmpty();
    }

    @Test
    @Covers("hostile:T64")
    void acceptsAnOkRightAfterTheResponse() {
        assertThat(new LoginDialogue(plain())
                        .server(greeting())
                        .server(FakePackets.ok(2))
                        .isLoggedIn())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"''", "xxxxxxxxxxxxxxxx", "mysql_clear_password", "dialog", "auth_gssapi_client"})
    @Covers({"hostile:T21", "hostile:T22", "guarantee:22"})
    void answersWithItsOwnMethodWhereTheGreetingSuggestsNoneThatIsAllowed(String suggested) {
        LoginDialogue login = new LoginDialogue(plain())
                .server(new FakeGreeting().plugin(suggested).toPacket());

        assertThat(hex(login.written(1)))
                .contains("20" + SHA2_RESPONSE + hex("caching_sha2_password") + "00")
                .doesNotContain(hex("secret"));
    }

    @Test
    @Covers("hostile:T25")
    void takesNothingThatItDoesNotWant() {
        LoginDialogue login = new LoginDialogue(plain())
                .server(new FakeGreeting().capabilities(0xffffffff).toPacket());

        int capabilities = capabilities(login.written(1));
        assertThat(capabilities
                        & (Capability.COMPRESS
                                | Capability.ZSTD
                                | Capability.LOCAL_FILES
                                | Capability.MULTI_STATEMENTS
                                | Capability.SSL
                                | Capability.CONNECT_WITH_DB))
                .isZero();
        assertThat(login.session().capabilities()).isEqualTo(capabilities);
    }

    @Test
    void asksForNothingThatTheServerLacks() {
        int least = Capability.PROTOCOL_41 | Capability.SECURE_CONNECTION | Capability.PLUGIN_AUTH;
        LoginDialogue login = new LoginDialogue(plain())
                .server(new FakeGreeting().capabilities(least).toPacket());

        assertThat(capabilities(login.written(1))).isEqualTo(least);
        assertThat(login.server(FakePackets.ok(2)).isLoggedIn()).isTrue();
    }

    @Test
    void countsFoundRowsUnlessChangedRowsAreWanted() {
        byte[] found = new LoginDialogue(plain()).server(greeting()).written(1);
        byte[] changed = new LoginDialogue(plain().useAffectedRows(true))
                .server(greeting())
                .written(1);

        assertThat(capabilities(found) ^ capabilities(changed)).isEqualTo(Capabilities.FOUND_ROWS);
    }

    @ParameterizedTest
    @CsvSource({
        "9.7.4, ff",
        "8.0.12, ff",
        "5.7.44, 2d",
        "11.4.5-MariaDB, 2d",
        "5.5.5-10.11.6-MariaDB, 2d",
        "strange, 2d",
    })
    void choosesTheCollationThatTheServerKnows(String version, String collation) {
        LoginDialogue login = new LoginDialogue(plain())
                .server(new FakeGreeting().version(version).toPacket());

        assertThat(hex(login.written(1)).substring(16, 18)).isEqualTo(collation);
    }

    @Test
    @Covers("hostile:T32")
    void goesOnWithoutTlsWhereItIsOnlyPreferred() {
        LoginDialogue login = new LoginDialogue(plain().sslMode(SslMode.PREFERRED)).server(greeting());

        assertThat(login.step()).isEqualTo(Command.Step.MORE);
        assertThat(capabilities(login.written(1)) & Capabilities.SSL).isZero();
        assertThat(login.server(FakePackets.ok(2)).session().server().tlsVersion())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
    void usesTlsWhereverTheServerHasItAndItIsNotDisabled(SslMode mode) {
        assertThat(new LoginDialogue(plain().sslMode(mode))
                        .server(greetingWithTls())
                        .step())
                .isEqualTo(Command.Step.UPGRADE_TLS);
        assertThat(new LoginDialogue(plain()).server(greetingWithTls()).step()).isEqualTo(Command.Step.MORE);
    }

    @Test
    void sendsAttributesOfTheUser() {
        LoginDialogue login = new LoginDialogue(plain().attribute("program_name", "shöp")).server(greeting());

        assertThat(hex(login.written(1))).endsWith("0c" + hex("program_name") + "05" + hex("shöp"));
    }

    @Test
    @Covers("hostile:T72")
    void refusesAttributesOfMoreThan64KibBeforeAnythingIsSent() {
        MySqlConfig config = plain().attribute("a", "x".repeat(40 << 10))
                .attribute("b", "x".repeat(40 << 10))
                .build();

        assertThatThrownBy(() -> LoginSettings.of(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("attributes must not need more than 65536 bytes");
    }

    @Test
    @Covers("hostile:T72")
    void refusesNulInWhateverTheHandshakeCarries() {
        assertThatThrownBy(() -> plain().username("a\0b")).hasMessage("username must not hold a NUL character");
        assertThatThrownBy(() -> plain().password("a\0b")).hasMessage("password must not hold a NUL character");
        assertThatThrownBy(() -> plain().database("a\0b")).hasMessage("database must not hold a NUL character");
        assertThatThrownBy(() -> plain().attribute("a\0b", "x"))
                .hasMessage("attribute name must not hold a NUL character");
    }

    @Test
    void writesAnAddressThatCanBeReadBack() {
        LoginDialogue login =
                new LoginDialogue(plain().host("::1")).server(greeting()).server(FakePackets.ok(2));

        assertThat(login.session().server().address()).isEqualTo("[::1]:3307");
    }

    @Test
    void readsSessionTrackingInTheFinalOk() {
        byte[] ok = FakePackets.packet(2, "00 00 00 02 40 00 00 00 09 01 07 06 74 65 73 74 5f 31");

        assertThat(new LoginDialogue(plain()).server(greeting()).server(ok).isLoggedIn())
                .isTrue();
    }
}
