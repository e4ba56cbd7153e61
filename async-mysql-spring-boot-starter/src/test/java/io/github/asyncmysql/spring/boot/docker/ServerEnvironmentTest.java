package io.github.asyncmysql.spring.boot.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.asyncmysql.testsupport.Covers;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServerEnvironmentTest {

    @Test
    void theAccountOfTheApplicationComesBeforeRoot() {
        assertThat(ServerEnvironment.of(Map.of(
                        "MYSQL_USER", "app",
                        "MYSQL_PASSWORD", "secret",
                        "MYSQL_ROOT_PASSWORD", "root-secret",
                        "MYSQL_DATABASE", "shop")))
                .isEqualTo(new ServerEnvironment("app", "secret", "shop"));
    }

    @Test
    void withoutOneItIsRoot() {
        assertThat(ServerEnvironment.of(Map.of("MYSQL_ROOT_PASSWORD", "root-secret")))
                .isEqualTo(new ServerEnvironment("root", "root-secret", null));
        assertThat(ServerEnvironment.of(Map.of("MYSQL_USER", "app", "MYSQL_ROOT_PASSWORD", "root-secret")))
                .isEqualTo(new ServerEnvironment("app", "root-secret", null));
    }

    @Test
    void theNamesOfMariaDbComeFirst() {
        assertThat(ServerEnvironment.of(Map.of(
                        "MARIADB_USER", "app",
                        "MYSQL_USER", "other",
                        "MARIADB_PASSWORD", "secret",
                        "MYSQL_DATABASE", "shop")))
                .isEqualTo(new ServerEnvironment("app", "secret", "shop"));
    }

    @Test
    void aPasswordIsEmptyOnlyWhereThatIsAllowed() {
        assertThat(ServerEnvironment.of(Map.of("MYSQL_ALLOW_EMPTY_PASSWORD", "yes")))
                .isEqualTo(new ServerEnvironment("root", "", null));
        assertThat(ServerEnvironment.of(Map.of("MARIADB_ALLOW_EMPTY_ROOT_PASSWORD", "1", "MARIADB_ROOT_PASSWORD", "")))
                .isEqualTo(new ServerEnvironment("root", "", null));
        assertThatIllegalStateException()
                .isThrownBy(() -> ServerEnvironment.of(Map.of("MYSQL_DATABASE", "shop")))
                .withMessageContaining("No password is set")
                .withMessageContaining("MYSQL_PASSWORD");
    }

    @Test
    @Covers("boot:21")
    void aPasswordThatNobodyKnowsIsRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> ServerEnvironment.of(Map.of("MYSQL_RANDOM_ROOT_PASSWORD", "yes")))
                .withMessageContaining("RANDOM_ROOT_PASSWORD");
        assertThatIllegalStateException()
                .isThrownBy(() -> ServerEnvironment.of(Map.of("MARIADB_ROOT_PASSWORD_HASH", "*AB")))
                .withMessageContaining("MARIADB_ROOT_PASSWORD_HASH");
    }

    @Test
    void anAccountWithAPasswordOfItsOwnNeedsNoRoot() {
        assertThat(ServerEnvironment.of(
                        Map.of("MYSQL_RANDOM_ROOT_PASSWORD", "yes", "MYSQL_USER", "app", "MYSQL_PASSWORD", "secret")))
                .isEqualTo(new ServerEnvironment("app", "secret", null));
    }

    @Test
    void noTextShowsThePassword() {
        assertThat(new ServerEnvironment("app", "secret", "shop")).asString().doesNotContain("secret");
    }
}
