package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.OciKey;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.SubjectProvider;
import io.github.asyncmysql.WebAuthnAuthenticator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A password, and what may be done with it on one connection.
 *
 * <p>Immutable.
 */
public final class Credentials {

    private static final int MAX_PASSWORDS = 3;

    private final MySqlConfig config;
    private final int factor;
    private final String password;
    private final SecretTransport transport;
    private final @Nullable ServerPublicKey pinnedKey;
    private final @Nullable OciKey ociKey;

    /**
     * @param encrypted whether TLS is established
     * @param pinnedKey the server's key that the user gave; {@code null} for none
     */
    public Credentials(MySqlConfig config, boolean encrypted, @Nullable ServerPublicKey pinnedKey) {
        this(config, 1, config.password(), SecretTransport.of(config, encrypted), pinnedKey, null);
    }

    private Credentials(
            MySqlConfig config,
            int factor,
            String password,
            SecretTransport transport,
            @Nullable ServerPublicKey pinnedKey,
            @Nullable OciKey ociKey) {
        this.config = config;
        this.factor = factor;
        this.password = password;
        this.transport = transport;
        this.pinnedKey = pinnedKey;
        this.ociKey = ociKey;
    }

    /** The same with the user's key of OCI; {@code null} for none. */
    public Credentials with(@Nullable OciKey key) {
        return new Credentials(config, factor, password, transport, pinnedKey, key);
    }

    /**
     * The password for a further factor of the same account.
     *
     * @param factor 2 or 3
     * @param plugin the method that the server asks for
     * @throws MySqlConnectionException if the settings have none, and the method needs one
     */
    public Credentials ofFactor(int factor, String plugin) {
        String further = password(config, factor);
        if (further == null && !AuthPlugin.needsPassword(plugin)) {
            further = "";
        }
        if (further == null) {
            throw AuthPlugin.refusal(
                    "The account needs more than one password (multi-factor authentication); set password" + factor
                            + ", or set username to an account with one factor");
        }
        return new Credentials(config, factor, further, transport, pinnedKey, ociKey);
    }

    private static @Nullable String password(MySqlConfig config, int number) {
        return switch (number) {
            case 1 -> config.password();
            case 2 -> config.password2();
            case 3 -> config.password3();
            default -> null;
        };
    }

    /**
     * What a question is answered with, with a zero behind it: the first one with the password, the others with the settings'
     * next ones. In an array of the caller's own that it overwrites after use.
     *
     * @param question 0 for the first one
     * @param text what is asked, to be shown
     * @throws MySqlConnectionException if the settings have none
     */
    byte[] terminatedAnswer(int question, String text) {
        int number = factor + question;
        String answer = password(config, number);
        if (answer == null) {
            String asked =
                    "The server asks for more than there are passwords" + (text.isEmpty() ? "" : " ('" + text + "')");
            throw AuthPlugin.refusal(asked
                    + (number <= MAX_PASSWORDS
                            ? "; set password" + number
                            : "; password, password2 and password3 are all that it gets"));
        }
        return terminated(answer);
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
        return terminated(password);
    }

    private static byte[] terminated(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] terminated = Arrays.copyOf(bytes, bytes.length + 1);
        Arrays.fill(bytes, (byte) 0);
        return terminated;
    }

    /** The name of the server in the settings. */
    String host() {
        return config.host();
    }

    /** The server's name in Kerberos as the settings have it; {@code null} if it may say that itself. */
    @Nullable
    String servicePrincipalName() {
        return config.servicePrincipalName();
    }

    /** What the application logs in to Kerberos with, which may block; {@code null} for nothing. */
    @Nullable
    SubjectProvider subjectProvider() {
        return config.subjectProvider();
    }

    String username() {
        return config.username();
    }

    @Nullable
    OciKey ociKey() {
        return ociKey;
    }

    /** The server as the settings name it. */
    String address() {
        return config.address();
    }

    /** Who reaches the user's device; {@code null} for nobody. */
    public @Nullable WebAuthnAuthenticator authenticator() {
        return config.webAuthnAuthenticator();
    }

    /** To be put into no text. */
    String password() {
        return password;
    }

    char[] passwordChars() {
        return password.toCharArray();
    }

    SecretTransport transport() {
        return transport;
    }

    /** Whether what is sent can be read by nobody but a server that was verified, or that is behind a Unix domain socket. */
    boolean reachVerifiedServerOnly() {
        return transport == SecretTransport.VERIFIED_TLS || config.socket() != null;
    }

    @Nullable
    ServerPublicKey pinnedKey() {
        return pinnedKey;
    }

    boolean mayAskForKey() {
        return config.allowPublicKeyRetrieval() || isTunnelled();
    }

    /** Whether TLS ends before the server, which then takes the connection for one without. */
    boolean isTunnelled() {
        return config.sslTunnel();
    }

    /** Whether the server has to prove by the password that it is the right one. */
    boolean mustBeProven() {
        return config.sslMode() == SslMode.VERIFY_PASSWORD;
    }

    /** Whether the user takes part in this method. */
    boolean allows(String plugin) {
        return config.authenticationPlugins().contains(plugin);
    }

    @Override
    public String toString() {
        return "Credentials[" + transport + "]";
    }
}
