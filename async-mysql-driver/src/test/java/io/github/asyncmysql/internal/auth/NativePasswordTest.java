package io.github.asyncmysql.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.internal.wire.PacketReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativePasswordTest {

    private static final byte[] SCRAMBLE = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);

    private static AuthPlugin plugin(String password) {
        MySqlConfig config = MySqlConfig.builder().password(password).build();
        return AuthPlugin.create("mysql_native_password", new Credentials(config, false, null));
    }

    @ParameterizedTest
    @CsvSource({
        "secret, 8817c50fa779daef010ee7577825b0847df9842e",
        "pässwörd €, 202b7f516251df57b103e996f5c436bd70dd995d",
    })
    void answersTheScramble(String password, String response) {
        assertThat(HexFormat.of().formatHex(plugin(password).respond(SCRAMBLE))).isEqualTo(response);
    }

    @Test
    void answersAScrambleOfZeros() {
        assertThat(HexFormat.of().formatHex(plugin("secret").respond(new byte[20])))
                .isEqualTo("8e7e678b27f70747e65fb2b381214427b0fced48");
    }

    @Test
    void answersWithNothingWithoutAPassword() {
        assertThat(plugin("").respond(SCRAMBLE)).isEmpty();
    }

    @Test
    void hasNothingToSayToFurtherData() {
        PacketReader in = new PacketReader().reset(new byte[] {1, 4}, 0, 2);
        in.skip(1);

        assertThatThrownBy(() -> plugin("secret").onMoreData(in)).isInstanceOf(MySqlProtocolException.class);
    }
}
