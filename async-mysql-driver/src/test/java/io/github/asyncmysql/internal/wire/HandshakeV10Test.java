package io.github.asyncmysql.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeV10Test {

    private static final int HEADER = 4;

    private static HandshakeV10 read(byte[] payload) {
        return HandshakeV10.read(new PacketReader().reset(payload, 0, payload.length));
    }

    private static HandshakeV10 read(FakeGreeting greeting) {
        return read(payload(greeting));
    }

    private static byte[] payload(FakeGreeting greeting) {
        byte[] packet = greeting.toPacket();
        return Arrays.copyOfRange(packet, HEADER, packet.length);
    }

    @Test
    void readsTheBytesOfARealServer() {
        // MySQL 8.0.12, as it greets after its start.
        HandshakeV10 greeting = read(FakePackets.hex("0a382e302e313200" + "07000000" + "0102030405060708" + "00"
                + "ffff" + "ff" + "0200" + "ffc3" + "15" + "00000000000000000000" + "090a0b0c0d0e0f1011121314" + "00"
                + "63616368696e675f736861325f70617373776f726400"));

        assertThat(greeting.version()).isEqualTo(new ServerVersion("8.0.12", false, 8, 0, 12));
        assertThat(greeting.connectionId()).isEqualTo(7);
        assertThat(greeting.capabilities()).isEqualTo(0xc3ffffff);
        assertThat(HexFormat.of().formatHex(greeting.scramble())).isEqualTo("0102030405060708090a0b0c0d0e0f1011121314");
        assertThat(greeting.plugin()).isEqualTo("caching_sha2_password");
        assertThat(greeting.has(Capabilities.SSL)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "9.7.4, 9.7.4, false, 9, 7, 4",
        "8.4.0-commercial, 8.4.0-commercial, false, 8, 4, 0",
        "5.5.5-10.11.6-MariaDB-1:10.11.6+maria~deb12, 10.11.6-MariaDB-1:10.11.6+maria~deb12, true, 10, 11, 6",
        "11.4.5-MariaDB-log, 11.4.5-MariaDB-log, true, 11, 4, 5",
        "5.5.5-m3, 5.5.5-m3, false, 5, 5, 5",
        "nonsense, nonsense, false, 0, 0, 0",
        "99999999999.1.1, 99999999999.1.1, false, 0, 0, 0",
    })
    void understandsVersions(String sent, String text, boolean mariaDb, int major, int minor, int patch) {
        assertThat(read(new FakeGreeting().version(sent)).version())
                .isEqualTo(new ServerVersion(text, mariaDb, major, minor, patch));
    }

    @Test
    @Covers({"hostile:T14", "guarantee:26"})
    void escapesAndBoundsTheVersion() {
        String hostile = "8.0.1\u001b[2J\r\n\u202e" + "x".repeat(10_000);

        ServerVersion version = read(new FakeGreeting().version(hostile)).version();

        assertThat(version.text())
                .startsWith("8.0.1\\u001b[2J\\u000d\\u000a\\u202e")
                .hasSizeLessThan(200);
        assertThat(version.major()).isEqualTo(8);
    }

    @Test
    @Covers("hostile:T14")
    void readsAVersionInInvalidUtf8() {
        byte[] payload = payload(new FakeGreeting().version("8.0.1-ab"));
        payload[7] = (byte) 0xff;
        payload[8] = (byte) 0xc0;

        assertThat(read(payload).version().major()).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 11, 255})
    @Covers("hostile:T10")
    void refusesOtherProtocolVersions(int version) {
        assertThatThrownBy(() -> read(new FakeGreeting().protocol(version)))
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining("unsupported protocol version " + version)
                .extracting(e -> ((MySqlProtocolException) e).outcome())
                .isEqualTo(Outcome.NOT_SENT);
    }

    @Test
    @Covers("hostile:T9")
    void refusesAnEmptyPacket() {
        assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(MySqlProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Capability.PROTOCOL_41, Capability.SECURE_CONNECTION, Capability.PLUGIN_AUTH})
    @Covers({"hostile:T16", "hostile:T17"})
    void refusesServersThatAreTooOld(int missing) {
        assertThatThrownBy(() -> read(new FakeGreeting().withoutCapability(missing)))
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining("too old");
    }

    @Test
    @Covers("hostile:T17")
    void refusesTheShortGreetingOfAVeryOldServer() {
        byte[] payload = FakePackets.hex("0a332e32332e353800" + "07000000" + "0102030405060708" + "00" + "2c00");

        assertThatThrownBy(() -> read(payload))
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining("3.23.58 is too old");
    }

    @Test
    @Covers("hostile:T15")
    void refusesEveryPrefixOfAGreetingUpToThePluginName() {
        byte[] payload = payload(new FakeGreeting());
        int pluginName = payload.length - "caching_sha2_password".length() - 1;
        for (int length = 0; length < pluginName; length++) {
            byte[] prefix = Arrays.copyOf(payload, length);
            assertThatThrownBy(() -> read(prefix))
                    .as("%s of %s bytes", length, payload.length)
                    .isInstanceOf(MySqlProtocolException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000",
                "0100ff00ff00ff00ff00ff00ff00ff00ff00ff00",
                "ffffffffffffffffffffffffffffffffffffffff",
            })
    @Covers("hostile:T19")
    void takesTheScrambleAsItIs(String scramble) {
        byte[] bytes = HexFormat.of().parseHex(scramble);

        assertThat(read(new FakeGreeting().scramble(bytes)).scramble()).isEqualTo(bytes);
    }

    @Test
    @Covers("hostile:T20")
    void acceptsAPluginNameWithoutItsFinalNul() {
        assertThat(read(new FakeGreeting().pluginWithoutNul()).plugin()).isEqualTo("caching_sha2_password");
    }

    @Test
    @Covers("hostile:T21")
    void acceptsAnAbsentPluginName() {
        assertThat(read(new FakeGreeting().plugin("").pluginWithoutNul()).plugin())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 4294967295", "2147483647, 2147483647"})
    @Covers("hostile:T24")
    void readsConnectionIdsAsUnsigned(int sent, long read) {
        assertThat(read(new FakeGreeting().connectionId(sent)).connectionId()).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "255, 65535", "254, 1"})
    @Covers("hostile:T30")
    void ignoresCollationAndStatus(int collation, int status) {
        HandshakeV10 greeting = read(new FakeGreeting().collation(collation).status(status));

        assertThat(greeting.plugin()).isEqualTo("caching_sha2_password");
        assertThat(greeting.capabilities()).isEqualTo(Capability.USUAL);
    }

    @Test
    void refusesAGreetingBeyondTheLimit() {
        assertThatThrownBy(() -> read(new FakeGreeting().version("8".repeat(17 << 10))))
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining("16384");
    }

    @Test
    void doesNotPrintTheScramble() {
        assertThat(read(new FakeGreeting()).toString()).isEqualTo("HandshakeV10[8.4.0-fake, connection 42]");
    }
}
