package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.asyncmysql.ProxyServer.Protocol;
import io.github.asyncmysql.testsupport.Covers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyServerTest {

    @Test
    void isReadFromItsText() {
        assertThat(ProxyServer.parse("socks5://proxy.example:1080"))
                .isEqualTo(new ProxyServer(Protocol.SOCKS5, "proxy.example", 1080, null, null));
        assertThat(ProxyServer.parse("socks4a://ada@10.0.0.1:1"))
                .isEqualTo(new ProxyServer(Protocol.SOCKS4A, "10.0.0.1", 1, "ada", null));
        assertThat(ProxyServer.parse("http://ada:ge%3Aheim%40x@[2001:db8::1]:65535"))
                .isEqualTo(new ProxyServer(Protocol.HTTP, "2001:db8::1", 65_535, "ada", "ge:heim@x"));
        assertThat(ProxyServer.parse("socks5://a:b@c@h:1"))
                .as("the last '@' counts")
                .isEqualTo(new ProxyServer(Protocol.SOCKS5, "h", 1, "a", "b@c"));
    }

    @ParameterizedTest
    @CsvSource({
        "socks5://proxy:1080, socks5://proxy:1080",
        "socks5://ada:secret@proxy:1080, socks5://ada@proxy:1080",
        "http://ada:secret@[::1]:3128, http://ada@[::1]:3128"
    })
    @Covers("guarantee:25")
    void isShownWithoutItsPassword(String url, String shown) {
        assertThat(ProxyServer.parse(url)).hasToString(shown);
        assertThat(MySqlUrl.parse("mysql://h?proxy=" + url.replace("@", "%40")).toString())
                .contains(shown)
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy:1080",
                "socks5:proxy:1080",
                "socks://u:secret@proxy:1080",
                "SOCKS5://u:secret@proxy:1080",
                "https://u:secret@proxy:1080",
                "socks5://u:secret@proxy",
                "socks5://u:secret@:1080",
                "socks5://u:secret@proxy:",
                "socks5://u:secret@proxy:0",
                "socks5://u:secret@proxy:65536",
                "socks5://u:secret@proxy:108x",
                "socks5://u:secret@proxy:1080/",
                "socks5://u:secret@pro/xy:1080",
                "socks5://u:secret@pro xy:1080",
                "socks5://u:secret@::1:1080",
                "socks5://u:secret@[::1:1080",
                "socks5://u:secret@::1]:1080",
                "socks5://:secret@proxy:1080",
                "socks5://u:@proxy:1080",
                "socks5://u:secret%00@proxy:1080",
                "socks5://u:secret%4@proxy:1080",
                "socks5://u:secret%C3%A4@proxy:1080",
                "http://u%3av:secret@proxy:1080",
                "socks4a://u:secret@proxy:1080",
                "u@socks5://secret:1080"
            })
    @Covers("guarantee:25")
    void otherTextsAreRefusedWithoutBeingShown(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProxyServer.parse(url))
                .withMessageStartingWith("proxy")
                .withMessageNotContaining("secret");
    }

    @Test
    void namesAndPasswordsHaveAnEnd() {
        String longest = "x".repeat(255);
        assertThat(new ProxyServer(Protocol.SOCKS5, "h", 1, longest, longest).password())
                .isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProxyServer(Protocol.SOCKS5, "h", 1, longest + "x", null))
                .withMessageStartingWith("proxy must have a name");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProxyServer(Protocol.SOCKS5, "h", 1, "u", longest + "x"))
                .withMessageStartingWith("proxy must have a password");
    }
}
