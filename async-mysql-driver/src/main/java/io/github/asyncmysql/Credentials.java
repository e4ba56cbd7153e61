package io.github.asyncmysql;

import java.util.Objects;

/**
 * Who logs in. Immutable.
 *
 * @param username the account's name
 * @param password the account's password; empty for none. Appears in no text.
 */
public record Credentials(String username, String password) {

    public Credentials {
        SettingChecks.checkText("username", username);
        SettingChecks.checkText("password", password);
        if (Objects.requireNonNull(username).isEmpty()) {
            throw new IllegalArgumentException("username must not be empty");
        }
    }

    @Override
    public String toString() {
        return "Credentials[" + username + "]";
    }
}
