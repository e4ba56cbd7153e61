package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlConfig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The password, and what may be done with it on one connection.
 *
 * <p>Immutable.
 */
public final class Credentials {

    private final String password;
    private final SecretTransport transport;
    private final @Nullable ServerPublicKey pinnedKey;
    private final boolean mayAskForKey;
    private final Set<String> plugins;

    /**
     * @param encrypted whether TLS is established
     * @param pinnedKey the server's key that the user gave; {@code null} for none
     */
    public Credentials(MySqlConfig config, boolean encrypted, @Nullable ServerPublicKey pinnedKey) {
        this.password = config.password();
        this.transport = SecretTransport.of(config, encrypted);
        this.pinnedKey = pinnedKey;
        this.mayAskForKey = config.allowPublicKeyRetrieval();
        this.plugins = config.authenticationPlugins();
    }

    boolean hasPassword() {
        return !password.isEmpty();
    }

    /** The password in UTF-8, in an array of the caller's own that it overwrites after use. */
    byte[] passwordBytes() {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    /** The password with a zero behind it, in an array of the caller's own that it overwrites after use. */
    byte[] terminatedPassword() {
        byte[] bytes = passwordBytes();
        byte[] terminated = Arrays.copyOf(bytes, bytes.length + 1);
        Arrays.fill(bytes, (byte) 0);
        return terminated;
    }

    char[] passwordChars() {
        return password.toCharArray();
    }

    SecretTransport transport() {
        return transport;
    }

    @Nullable
    ServerPublicKey pinnedKey() {
        return pinnedKey;
    }

    boolean mayAskForKey() {
        return mayAskForKey;
    }

    /** Whether the user takes part in this method. */
    boolean allows(String plugin) {
        return plugins.contains(plugin);
    }

    @Override
    public String toString() {
        return "Credentials[" + transport + "]";
    }
}
