package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlServerException;
import java.util.concurrent.TimeUnit;

/** Logins of accounts, and what becomes of them. */
final class Logins {

    private Logins() {}

    static MySqlConnection connect(MySqlConfig.Builder account) {
        return AsyncMySql.connect(account.build())
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    static String currentUser(MySqlConnection connection) {
        return connection
                .sql("select current_user()")
                .query(String.class)
                .single()
                .join();
    }

    static void assertLogsIn(MySqlConfig.Builder account) {
        try (MySqlConnection connection = connect(account)) {
            assertThat(currentUser(connection)).startsWith(account.build().username() + "@");
        }
    }

    /** The server does not let the account in. */
    static void assertDenied(MySqlConfig.Builder account) {
        assertThatThrownBy(() -> connect(account))
                .cause()
                .isInstanceOfSatisfying(MySqlServerException.class, denied -> assertThat(denied.isAccessDenied())
                        .isTrue());
    }

    /** The driver does not go on. */
    static void assertRefused(MySqlConfig.Builder account, String words) {
        assertThatThrownBy(() -> connect(account))
                .cause()
                .isInstanceOf(MySqlConnectionException.class)
                .hasMessageContaining(words);
    }
}
