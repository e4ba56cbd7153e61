package io.github.asyncmysql.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HandshakeResponse41Test {

    private static final int ALL = Capabilities.PROTOCOL_41
            | Capabilities.PLUGIN_AUTH
            | Capabilities.PLUGIN_AUTH_LENENC_CLIENT_DATA
            | Capabilities.CONNECT_WITH_DB
            | Capabilities.CONNECT_ATTRS;

    private final PacketWriter out = new PacketWriter();

    private String written() {
        return HexFormat.of().formatHex(Arrays.copyOf(out.array(), out.size()));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesAllFieldsInWireOrder() {
        byte[] attributes = FakePackets.concat(FakePackets.string("_os"), FakePackets.string("Linux"));
        HandshakeResponse41 response = new HandshakeResponse41(
                new SslRequest(ALL, 1 << 24, 255), "jörg", new byte[] {1, 2, 3}, "shop", "x_password", attributes);

        response.write(out);

        assertThat(written())
                .isEqualTo("08023800" + "00000001" + "ff" + "00".repeat(23)
                        + hex("jörg") + "00"
                        + "03010203"
                        + hex("shop") + "00"
                        + hex("x_password") + "00"
                        + "0a" + "03" + hex("_os") + "05" + hex("Linux"));
    }

    @Test
    void leavesOutWhatWasNotAgreedOn() {
        int capabilities = Capabilities.PROTOCOL_41 | Capabilities.PLUGIN_AUTH;
        HandshakeResponse41 response = new HandshakeResponse41(
                new SslRequest(capabilities, 0, 45), "u", new byte[] {7}, null, "p", new byte[] {1});

        response.write(out);

        assertThat(written()).isEqualTo("00020800" + "00000000" + "2d" + "00".repeat(23) + "7500" + "0107" + "7000");
    }

    @Test
    @Covers("hostile:T49")
    void sslRequestHasExactly32Bytes() {
        new SslRequest(ALL | Capabilities.SSL, 1 << 24, 255).write(out);

        assertThat(out.size()).isEqualTo(SslRequest.LENGTH).isEqualTo(32);
    }

    @Test
    @Covers("hostile:T72")
    void refusesNulInTheUserName() {
        HandshakeResponse41 response =
                new HandshakeResponse41(new SslRequest(ALL, 0, 45), "a\0b", new byte[0], null, "p", new byte[0]);

        assertThatThrownBy(() -> response.write(out)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNotPrintTheAnswerToTheScramble() {
        HandshakeResponse41 response =
                new HandshakeResponse41(new SslRequest(ALL, 0, 45), "app", new byte[] {99}, "shop", "p", new byte[0]);

        assertThat(response.toString()).isEqualTo("HandshakeResponse41[app, p]");
    }
}
