package io.github.asyncmysql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key of the Oracle Cloud Infrastructure, with which accounts of {@code authentication_oci} log in by signing what the server
 * sends. The key itself is sent to nobody, and is in no text. Immutable.
 *
 * @see <a href="https://docs.oracle.com/en-us/iaas/Content/API/Concepts/sdkconfig.htm">SDK and CLI configuration file</a>
 */
public final class OciKey {

    /** The profile that is used if none is named. */
    public static final String DEFAULT_PROFILE = "DEFAULT";

    private static final int MAX_FILE_BYTES = 1 << 20;
    /** What MySQL's own clients take. */
    private static final int MAX_TOKEN_LENGTH = 10_000;

    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 8192;

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){1,63}");
    private static final Pattern TOKEN = Pattern.compile("[\\w.=+/-]{1," + MAX_TOKEN_LENGTH + "}");
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern SECTION = Pattern.compile("\\[(.+)]");

    private final String fingerprint;
    private final PrivateKey privateKey;
    private final @Nullable String token;

    private OciKey(String fingerprint, PrivateKey privateKey, @Nullable String token) {
        this.fingerprint = fingerprint;
        this.privateKey = privateKey;
        this.token = token;
    }

    /**
     * A key that is at hand.
     *
     * @param fingerprint as OCI shows it: bytes in hexadecimal digits with colons between them
     * @param pem the private key in PKCS#8 without a password: RSA of 2,048 to 8,192 bits
     * @param token the security token that a session of the CLI belongs to, 10,000 characters at most; {@code null} for keys of users
     * @throws IllegalArgumentException if one of them is none; its text is not in the message
     */
    public static OciKey of(String fingerprint, String pem, @Nullable String token) {
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException(
                    "fingerprint must be bytes in hexadecimal digits with colons between them");
        }
        if (token != null && !TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "the security token must be 1 to " + MAX_TOKEN_LENGTH + " characters of base64, dots and hyphens");
        }
        return new OciKey(fingerprint, parse(pem), token);
    }

    /**
     * Reads a profile's {@code fingerprint}, {@code key_file} and {@code security_token_file}; what is not in it, {@code DEFAULT} says. Blocks
     * on the files, 1 MiB each at most. A path may begin with {@code ~/}.
     *
     * @throws IOException if a file cannot be read
     * @throws IllegalArgumentException if there is no such profile, or what it says cannot be used; the message names the file
     */
    public static OciKey read(Path configFile, String profile) throws IOException {
        Map<String, String> entries = new HashMap<>();
        readProfile(configFile, DEFAULT_PROFILE, entries);
        if (!readProfile(configFile, profile, entries)) {
            throw new IllegalArgumentException(configFile + " has no profile " + profile);
        }
        Path keyFile = path(require(configFile, profile, entries, "key_file"));
        String tokenFile = entries.get("security_token_file");
        try {
            return of(
                    require(configFile, profile, entries, "fingerprint"),
                    text(keyFile),
                    tokenFile == null ? null : text(path(tokenFile)).strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Profile " + profile + " of " + configFile + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads {@code ~/.oci/config}, or another file, again at each login, as tokens of sessions are renewed. Not on an event loop.
     *
     * @param username the account
     */
    public static CredentialsProvider provider(String username, Path configFile, String profile) {
        return () -> CompletableFuture.supplyAsync(() -> {
            try {
                return new Credentials(username, read(configFile, profile));
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        "The profile " + profile + " of " + configFile + " cannot be read", e);
            }
        });
    }

    /** Where OCI's own tools have their profiles: {@code .oci/config} in the user's home. */
    public static Path defaultConfigFile() {
        return path("~/.oci/config");
    }

    private static boolean readProfile(Path configFile, String profile, Map<String, String> entries)
            throws IOException {
        boolean found = false;
        boolean inside = false;
        for (String line : text(configFile).lines().map(String::strip).toList()) {
            Matcher section = SECTION.matcher(line);
            int equals = line.indexOf('=');
            if (section.matches()) {
                inside = section.group(1).strip().equals(profile);
                found |= inside;
            } else if (inside && equals > 0 && line.charAt(0) != '#') {
                entries.put(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip());
            }
        }
        return found;
    }

    private static String require(Path configFile, String profile, Map<String, String> entries, String key) {
        String value = entries.get(key);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("Profile " + profile + " of " + configFile + " has no " + key);
        }
        return value;
    }

    private static Path path(String text) {
        return text.startsWith("~/") ? Path.of(System.getProperty("user.home", "."), text.substring(2)) : Path.of(text);
    }

    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new IOException(file + " is longer than " + MAX_FILE_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static PrivateKey parse(String pem) {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.find()) {
            throw new IllegalArgumentException("the private key must be PEM in PKCS#8 without a password"
                    + " ('-----BEGIN PRIVATE KEY-----'); openssl pkcs8 -topk8 -nocrypt converts others");
        }
        PrivateKey key;
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
            key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause: nobody knows how much of the key it would show.
            throw new IllegalArgumentException("the private key is not one of RSA");
        }
        int bits = ((RSAKey) key).getModulus().bitLength();
        if (bits < MIN_BITS || bits > MAX_BITS) {
            throw new IllegalArgumentException(
                    "the private key has " + bits + " bits instead of " + MIN_BITS + " to " + MAX_BITS);
        }
        return key;
    }

    /** By which OCI knows the key. */
    public String fingerprint() {
        return fingerprint;
    }

    /** What signs. To be put into no text. */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /** The token of the session that the key belongs to; {@code null} for keys of users. To be put into no text. */
    public @Nullable String token() {
        return token;
    }

    @Override
    public String toString() {
        return "OciKey[" + fingerprint + "]";
    }
}
