package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where servers may send somebody. */
class RedirectionTest {

    @Test
    void aHostAndPerhapsAPortIsAPlace() {
        assertThat(Redirection.parse("mariadb://db.example:3307")).isEqualTo(new HostAndPort("db.example", 3307));
        assertThat(Redirection.parse("mysql://10.0.0.1")).isEqualTo(new HostAndPort("10.0.0.1", 3306));
        assertThat(Redirection.parse("mysql://db/")).isEqualTo(new HostAndPort("db", 3306));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db.example:3307",
                "http://db.example",
                "mysql://",
                "mysql://db:0",
                "mysql://db:65536",
                "mysql://db:x",
                "mysql://user:secret@db",
                "mysql://db/shop",
                "mysql://db?ssl-mode=disabled",
                "mysql://a,b",
                "mysql://d b",
                "mysql://db\n"
            })
    void everythingElseIsNone(String url) {
        assertThat(Redirection.parse(url)).isNull();
    }
}
