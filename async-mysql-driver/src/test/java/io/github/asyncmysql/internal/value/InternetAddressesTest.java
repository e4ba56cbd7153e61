package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.column;
import static io.github.asyncmysql.internal.value.RowBytes.descriptor;
import static io.github.asyncmysql.internal.value.RowBytes.hex;
import static io.github.asyncmysql.internal.value.RowBytes.text;
import static io.github.asyncmysql.internal.value.RowBytes.textColumn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.wire.ColumnType;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InternetAddressesTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, c0000201",
        "0.0.0.0, 00000000",
        "255.255.255.255, ffffffff",
        "::, 00000000000000000000000000000000",
        "::1, 00000000000000000000000000000001",
        "2001:db8::1, 20010db8000000000000000000000001",
        "2001:db8:0:1:1:1:1:1, 20010db8000000010001000100010001",
        "1:0:0:2::3, 00010000000000020000000000000003",
        "1::2:0:0:3:4, 00010000000000020000000000030004",
        "fe80::, fe800000000000000000000000000000",
        "::ffff:192.0.2.1, 00000000000000000000ffffc0000201"
    })
    void textAndBytesAreTheSameAddress(String address, String bytes) {
        InetAddress fromText = text(textColumn(ColumnType.STRING), address).get(0, InetAddress.class);
        InetAddress fromBytes =
                text(descriptor(column(ColumnType.VAR_STRING)), hex(bytes)).get(0, InetAddress.class);

        assertThat(fromText).isEqualTo(fromBytes);
        assertThat(fromText.getAddress()).isEqualTo(hex(bytes));
        assertThat(InternetAddresses.format(fromText)).isEqualTo(address);
        assertThat(fromText).isInstanceOf(bytes.length() == 8 ? Inet4Address.class : Inet6Address.class);
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = random.nextInt(3) == 0 ? (byte) random.nextInt() : 0;
            }
            InetAddress address =
                    bytes.length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, -1);
            assertThat(InternetAddresses.parse(InternetAddresses.format(address)))
                    .isEqualTo(address);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "example.org",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.-4",
                "1.2.3.٤",
                ":",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7::8",
                "12345::",
                "::g",
                "fe80::1%eth0",
                "::1.2.3",
                "1.2.3.4::",
                "2001:db8::1/64"
            })
    void refusesWhatIsNoAddressWithoutAskingAnybody(String value) {
        assertThatThrownBy(() -> text(textColumn(ColumnType.STRING), value).get(0, InetAddress.class))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("'c' (CHAR)")
                .hasMessageContaining("InetAddress")
                .hasMessageContaining("not an internet address");
    }

    @Test
    void tellsOneVersionFromTheOther() {
        WireRow four = text(textColumn(ColumnType.STRING), "192.0.2.1");
        WireRow six = text(textColumn(ColumnType.STRING), "::1");

        assertThat(four.get(0, Inet4Address.class).getHostAddress()).isEqualTo("192.0.2.1");
        assertThat(six.get(0, Inet6Address.class).isLoopbackAddress()).isTrue();
        assertThatThrownBy(() -> four.get(0, Inet6Address.class)).hasMessageContaining("it is an IPv4 address");
        assertThatThrownBy(() -> six.get(0, Inet4Address.class)).hasMessageContaining("it is an IPv6 address");
        assertThatThrownBy(() -> text(column(ColumnType.LONG), "1").get(0, InetAddress.class))
                .hasMessageContaining("no such conversion");
    }

    @Test
    void sendsTheTextAndRefusesScopes() throws Exception {
        @Nullable
        Object[] params = {InetAddress.getByAddress("some.host", hex("c0000201")), InternetAddresses.parse("2001:db8::")
        };

        ValueSettings.DEFAULT.prepare(params);

        assertThat(params).containsExactly("192.0.2.1", "2001:db8::");
        InetAddress scoped = Inet6Address.getByAddress(null, hex("fe800000000000000000000000000001"), 3);
        assertThatThrownBy(() -> ValueSettings.DEFAULT.prepare(new Object[] {1, scoped}))
                .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.NOT_SENT))
                .hasMessageContaining("Parameter 2")
                .hasMessageContaining("scope")
                .hasMessageNotContaining("fe80");
    }
}
