package io.github.asyncmysql.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerVersionTest {

    @Test
    void readsWhatServersAnnounce() {
        assertThat(ServerVersion.parse("8.0.12")).hasToString("MySQL 8.0.12");
        assertThat(ServerVersion.parse("9.7.4-2")).hasToString("MySQL 9.7.4");
        assertThat(ServerVersion.parse("11.4.5-MariaDB-log")).hasToString("MariaDB 11.4.5");
        assertThat(ServerVersion.parse("5.5.5-10.11.6-MariaDB-0+deb12u1")).hasToString("MariaDB 10.11.6");
    }

    @Test
    void comparesByNumberAndNotByText() {
        ServerVersion version = ServerVersion.parse("8.4.10");
        assertThat(version.isAtLeast(8, 4, 9)).isTrue();
        assertThat(version.isAtLeast(8, 4, 10)).isTrue();
        assertThat(version.isAtLeast(8, 4, 11)).isFalse();
        assertThat(version.isAtLeast(8, 10, 0)).isFalse();
        assertThat(version.isAtLeast(10, 0, 0)).isFalse();
        assertThat(version.isAtLeast(5, 7, 44)).isTrue();
    }
}
