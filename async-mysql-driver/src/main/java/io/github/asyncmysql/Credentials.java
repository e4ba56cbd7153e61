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
 * @param ociKey what accounts of {@code authentication_oci} log in with, as any of their factors; {@code null} for none
 */
public record Credentials(
        String username,
        String password,
        @Nullable String password2,
        @Nullable String password3,
        @Nullable OciKey ociKey) {

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
        this(username, password, null, null, null);
    }

    /** An account with several factors; the passwords are those above. */
    public Credentials(String username, String password, @Nullable String password2, @Nullable String password3) {
        this(username, password, password2, password3, null);
    }

    /** An account that logs in with a key of OCI, and without a password. */
    public Credentials(String username, OciKey ociKey) {
        this(username, "", null, null, Objects.requireNonNull(ociKey, "ociKey"));
    }

    @Override
    public String toString() {
        return "Credentials[" + username + "]";
    }
}
