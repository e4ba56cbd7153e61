package io.github.asyncmysql.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UrlServersTest {

    @Test
    void urlsAreSplitAtCommasAndDecoded() {
        assertThat(UrlServers.parse("mysql://a:p%40ss@db1:3307/shop, mysql://b:x+y@db2"))
                .containsExactly(
                        new TestServer.Login("db1", 3307, "a", "p@ss", "shop"),
                        new TestServer.Login("db2", 3306, "b", "x+y", "test"));
    }

    @Test
    void badUrlIsNamedByItsPlaceAndNotByItsText() {
        assertThatThrownBy(() -> UrlServers.parse("mysql://a:b@c/d,jdbc:mysql://app:hidden@db/x"))
                .hasMessageContaining("URL number 2 of ASYNC_MYSQL_TEST_URLS")
                .hasMessageNotContaining("hidden");
    }
}
