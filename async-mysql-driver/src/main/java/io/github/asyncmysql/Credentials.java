package io.github.asyncmysql;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who logs in. Immutable.
 *
 * @param username the account's name
 * @param password the account's password; empty for none. Appears in no text.
 * @param password2 the password for the second factor of an account that has one; {@code null} for that of the settings, if
 *     there is one. Appears in no text.
 * @param password3 the same for the third factor
 */
public record Credentials(
        String username,
        String password,
        @Nullable String password2,
        @Nullable String password3) {

    public Credentials {
        SettingChecks.checkText("username", username);
        SettingChecks.checkText("password", password);
        SettingChecks.checkOptionalText("password2", password2);
        SettingChecks.checkOptionalText("password3", password3);
        if (Objects.requireNonNull(username).isEmpty()) {
            throw new IllegalArgumentException("username must not be empty");
        }
    }

    /** An account with one factor, or with the further passwords that the settings have. */
    public Credentials(String username, String password) {
        this(username, password, null, null);
    }

    @Override
    public String toString() {
        return "Credentials[" + username + "]";
    }
}
