package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.SslMode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The properties {@code async-mysql.ssl.*}: encryption. Not thread-safe; not changed after binding. */
public class AsyncMySqlSslProperties {

    /**
     * Whether and how connections are encrypted. Verifies the identity of the server by default, except on
     * loopback addresses without a tunnel, where encryption is merely preferred.
     */
    private @Nullable SslMode mode;

    /**
     * Whether TLS begins before the server has said anything, as at the entrance of a tunnel, behind which the server
     * speaks without TLS.
     */
    private @Nullable Boolean tunnel;

    /**
     * Name of the SSL bundle with the key and trust material. Excludes ca.
     */
    private @Nullable String bundle;

    /**
     * PEM file with the certificates of trusted authorities. Excludes bundle.
     */
    private @Nullable Path ca;

    /**
     * PEM file with the certificate of this client. Needs key, excludes bundle.
     */
    private @Nullable Path cert;

    /**
     * PEM file with the key of this client, in PKCS#8 and without a password. Needs cert, excludes bundle.
     */
    private @Nullable Path key;

    public @Nullable SslMode getMode() {
        return this.mode;
    }

    public void setMode(@Nullable SslMode mode) {
        this.mode = mode;
    }

    public @Nullable Boolean getTunnel() {
        return this.tunnel;
    }

    public void setTunnel(@Nullable Boolean tunnel) {
        this.tunnel = tunnel;
    }

    public @Nullable String getBundle() {
        return this.bundle;
    }

    public void setBundle(@Nullable String bundle) {
        this.bundle = bundle;
    }

    public @Nullable Path getCa() {
        return this.ca;
    }

    public void setCa(@Nullable Path ca) {
        this.ca = ca;
    }

    public @Nullable Path getCert() {
        return this.cert;
    }

    public void setCert(@Nullable Path cert) {
        this.cert = cert;
    }

    public @Nullable Path getKey() {
        return this.key;
    }

    public void setKey(@Nullable Path key) {
        this.key = key;
    }
}
