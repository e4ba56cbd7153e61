package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.OciKey;
import io.github.asyncmysql.internal.auth.ServerPublicKey;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all logins with the same settings share: it is made once, since it reads a file, and so that bad settings are found
 * before anything is sent.
 *
 * <p>Immutable.
 */
public final class LoginSettings {

    private static final int MAX_ATTRIBUTES_BYTES = 64 << 10;

    private final MySqlConfig config;
    private final @Nullable ServerPublicKey pinnedKey;
    private final byte[] attributes;
    private final @Nullable OciKey ociKey;

    private LoginSettings(
            MySqlConfig config, @Nullable ServerPublicKey pinnedKey, byte[] attributes, @Nullable OciKey ociKey) {
        this.config = config;
        this.pinnedKey = pinnedKey;
        this.attributes = attributes;
        this.ociKey = ociKey;
    }

    /**
     * Prepares logins. Blocks on the file of {@link MySqlConfig#serverPublicKey()}, if there is one.
     *
     * @throws IllegalArgumentException if the key cannot be used, or the connection attributes are too long
     */
    public static LoginSettings of(MySqlConfig config) {
        Path keyFile = config.serverPublicKey();
        ServerPublicKey key = keyFile == null ? null : ServerPublicKey.read(keyFile);
        return new LoginSettings(config, key, encodeAttributes(config), null);
    }

    /** The same with another account. */
    public LoginSettings with(Credentials credentials) {
        MySqlConfig changed = config.toBuilder()
                .username(credentials.username())
                .password(credentials.password())
                .password2(credentials.password2() != null ? credentials.password2() : config.password2())
                .password3(credentials.password3() != null ? credentials.password3() : config.password3())
                .build();
        return new LoginSettings(changed, pinnedKey, attributes, credentials.ociKey());
    }

    /**
     * The same with another account for one session, whose passwords are exactly these.
     *
     * @param database the one that the session is to be in; {@code null} for none
     * @throws IllegalArgumentException if the database's name cannot be sent
     */
    public LoginSettings changedTo(Credentials credentials, @Nullable String database) {
        MySqlConfig changed = config.toBuilder()
                .username(credentials.username())
                .password(credentials.password())
                .password2(credentials.password2())
                .password3(credentials.password3())
                .database(database)
                .build();
        return new LoginSettings(changed, pinnedKey, attributes, credentials.ociKey());
    }

    /** The same account with the settings for another server. */
    public LoginSettings at(MySqlConfig other) {
        MySqlConfig changed = other.toBuilder()
                .username(config.username())
                .password(config.password())
                .password2(config.password2())
                .password3(config.password3())
                .build();
        return new LoginSettings(changed, pinnedKey, attributes, ociKey);
    }

    private static byte[] encodeAttributes(MySqlConfig config) {
        Map<String, String> attributes = new LinkedHashMap<>();
        String version = LoginSettings.class.getPackage().getImplementationVersion();
        attributes.put("_client_name", "async-mysql");
        attributes.put("_client_version", Objects.requireNonNullElse(version, "development"));
        attributes.put("_os", System.getProperty("os.name", ""));
        attributes.put("_platform", System.getProperty("os.arch", ""));
        attributes.put("_runtime_version", System.getProperty("java.version", ""));
        attributes.putAll(new TreeMap<>(config.attributes()));
        PacketWriter out = new PacketWriter();
        attributes.forEach((name, value) -> out.writeLengthEncodedString(name).writeLengthEncodedString(value));
        if (out.size() > MAX_ATTRIBUTES_BYTES) {
            throw new IllegalArgumentException("attributes must not need more than " + MAX_ATTRIBUTES_BYTES
                    + " bytes together, but need " + out.size());
        }
        return Arrays.copyOf(out.array(), out.size());
    }

    MySqlConfig config() {
        return config;
    }

    /**
     * What the account proves who it is with.
     *
     * @param encrypted whether TLS is established
     */
    io.github.asyncmysql.internal.auth.Credentials credentials(boolean encrypted) {
        return new io.github.asyncmysql.internal.auth.Credentials(config, encrypted, pinnedKey).with(ociKey);
    }

    /** The connection attributes as they are sent. */
    byte[] attributes() {
        return attributes;
    }
}
