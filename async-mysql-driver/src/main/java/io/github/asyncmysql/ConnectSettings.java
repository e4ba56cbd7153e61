package io.github.asyncmysql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The settings of {@link MySqlConfig} about the way to the server and into it. Not thread-safe. */
abstract sealed class ConnectSettings permits SessionSettings {

    /** Those that show the password to nobody but a server that is trusted with it. */
    private static final Set<String> AUTHENTICATION_PLUGINS =
            Set.of("caching_sha2_password", "sha256_password", "mysql_native_password", "client_ed25519", "parsec");

    /** Those that show it to servers whose certificate was verified, or are for passwords that open more than a database. */
    private static final Set<String> FURTHER_PLUGINS = Set.of(
            "mysql_clear_password",
            "dialog",
            "authentication_openid_connect_client",
            "authentication_ldap_sasl_client",
            "authentication_oci_client",
            "authentication_webauthn_client",
            "auth_gssapi_client",
            "authentication_kerberos_client");

    String host = "localhost";
    int port = HostAndPort.DEFAULT_PORT;
    /** All hosts where there are several, of which the two above are the first; else empty. */
    List<HostAndPort> hosts = List.of();

    boolean dnsSrv;
    Duration hostCheckInterval = Duration.ofSeconds(1);
    boolean replicaReads;
    Duration replicaWait = Duration.ofSeconds(1);
    Duration replicaLagLimit = Duration.ZERO;
    String username = "root";
    String password = "";

    @Nullable
    String password2;

    @Nullable
    String password3;

    @Nullable
    Path socket;

    @Nullable
    ProxyServer proxy;

    Transport transport = Transport.AUTO;
    boolean tcpKeepAlive = true;
    Duration tcpKeepAliveIdle = Duration.ZERO;
    Duration tcpKeepAliveInterval = Duration.ZERO;
    int tcpKeepAliveCount;
    Duration tcpUserTimeout = Duration.ZERO;

    @Nullable
    CredentialsProvider credentialsProvider;

    @Nullable
    WebAuthnAuthenticator webAuthnAuthenticator;

    @Nullable
    String database;

    @Nullable
    SslMode sslMode;

    boolean sslTunnel;

    @Nullable
    Path sslCa;

    @Nullable
    Path sslCert;

    @Nullable
    Path sslKey;

    @Nullable
    SSLContext sslContext;

    Duration connectTimeout = Duration.ofSeconds(10);
    boolean permitRedirect;

    @Nullable
    Path serverPublicKey;

    @Nullable
    Boolean allowPublicKeyRetrieval;

    Set<String> authenticationPlugins = AUTHENTICATION_PLUGINS;

    @Nullable
    String servicePrincipalName;

    @Nullable
    SubjectProvider subjectProvider;

    Compression compression = Compression.NONE;
    int compressionLevel = 3;

    final MySqlConfig.Builder self() {
        return (MySqlConfig.Builder) this;
    }

    /** @see MySqlConfig#host() */
    public MySqlConfig.Builder host(String host) {
        this.host = SettingChecks.checkHost(host);
        this.hosts = List.of();
        return self();
    }

    /** @see MySqlConfig#port() */
    public MySqlConfig.Builder port(int port) {
        this.port = SettingChecks.checkRange("port", port, 1, 65535);
        this.hosts = List.of();
        return self();
    }

    /**
     * Names several hosts, or one, in place of {@link #host} and {@link #port}; of both, what is called later counts.
     *
     * @see MySqlConfig#hosts()
     * @throws IllegalArgumentException if there is none, or one stands there twice
     */
    public MySqlConfig.Builder hosts(List<HostAndPort> hosts) {
        if (hosts.isEmpty() || Set.copyOf(hosts).size() != hosts.size()) {
            throw new IllegalArgumentException("hosts must be one or more, each of them once");
        }
        host(hosts.get(0).host());
        port(hosts.get(0).port());
        this.hosts = hosts.size() == 1 ? List.of() : List.copyOf(hosts);
        return self();
    }

    /** @see MySqlConfig#dnsSrv() */
    public MySqlConfig.Builder dnsSrv(boolean dnsSrv) {
        this.dnsSrv = dnsSrv;
        return self();
    }

    /** @see MySqlConfig#hostCheckInterval() */
    public MySqlConfig.Builder hostCheckInterval(Duration hostCheckInterval) {
        this.hostCheckInterval = SettingChecks.checkPositive("host-check-interval", hostCheckInterval);
        return self();
    }

    /** @see MySqlConfig#replicaReads() */
    public MySqlConfig.Builder replicaReads(boolean replicaReads) {
        this.replicaReads = replicaReads;
        return self();
    }

    /** @see MySqlConfig#replicaWait() */
    public MySqlConfig.Builder replicaWait(Duration replicaWait) {
        this.replicaWait = SettingChecks.checkPositive("replica-wait", replicaWait);
        return self();
    }

    /** @see MySqlConfig#replicaLagLimit() */
    public MySqlConfig.Builder replicaLagLimit(Duration replicaLagLimit) {
        this.replicaLagLimit = SettingChecks.checkDuration("replica-lag-limit", replicaLagLimit);
        return self();
    }

    /** @see MySqlConfig#socket() */
    public MySqlConfig.Builder socket(@Nullable Path socket) {
        this.socket = SettingChecks.checkSocket(socket);
        return self();
    }

    /** @see MySqlConfig#proxy() */
    public MySqlConfig.Builder proxy(@Nullable ProxyServer proxy) {
        this.proxy = proxy;
        return self();
    }

    /** @see MySqlConfig#transport() */
    public MySqlConfig.Builder transport(Transport transport) {
        this.transport = Objects.requireNonNull(transport, "transport");
        return self();
    }

    /** @see MySqlConfig#tcpKeepAlive() */
    public MySqlConfig.Builder tcpKeepAlive(boolean tcpKeepAlive) {
        this.tcpKeepAlive = tcpKeepAlive;
        return self();
    }

    /** @see MySqlConfig#tcpKeepAliveIdle() */
    public MySqlConfig.Builder tcpKeepAliveIdle(Duration tcpKeepAliveIdle) {
        this.tcpKeepAliveIdle = SettingChecks.checkSeconds("tcp-keep-alive-idle", tcpKeepAliveIdle, 32_767);
        return self();
    }

    /** @see MySqlConfig#tcpKeepAliveInterval() */
    public MySqlConfig.Builder tcpKeepAliveInterval(Duration tcpKeepAliveInterval) {
        this.tcpKeepAliveInterval = SettingChecks.checkSeconds("tcp-keep-alive-interval", tcpKeepAliveInterval, 32_767);
        return self();
    }

    /** @see MySqlConfig#tcpKeepAliveCount() */
    public MySqlConfig.Builder tcpKeepAliveCount(int tcpKeepAliveCount) {
        this.tcpKeepAliveCount = SettingChecks.checkRange("tcp-keep-alive-count", tcpKeepAliveCount, 0, 127);
        return self();
    }

    /** @see MySqlConfig#tcpUserTimeout() */
    public MySqlConfig.Builder tcpUserTimeout(Duration tcpUserTimeout) {
        this.tcpUserTimeout = SettingChecks.checkDuration("tcp-user-timeout", tcpUserTimeout);
        return self();
    }

    /** @see MySqlConfig#username() */
    public MySqlConfig.Builder username(String username) {
        this.username = SettingChecks.checkText("username", username);
        return self();
    }

    /** @see MySqlConfig#password() */
    public MySqlConfig.Builder password(String password) {
        this.password = SettingChecks.checkText("password", password);
        return self();
    }

    /** @see MySqlConfig#password2() */
    public MySqlConfig.Builder password2(@Nullable String password2) {
        this.password2 = SettingChecks.checkOptionalText("password2", password2);
        return self();
    }

    /** @see MySqlConfig#password3() */
    public MySqlConfig.Builder password3(@Nullable String password3) {
        this.password3 = SettingChecks.checkOptionalText("password3", password3);
        return self();
    }

    /** @see MySqlConfig#credentialsProvider() */
    public MySqlConfig.Builder credentialsProvider(@Nullable CredentialsProvider credentialsProvider) {
        this.credentialsProvider = credentialsProvider;
        return self();
    }

    /** @see MySqlConfig#webAuthnAuthenticator() */
    public MySqlConfig.Builder webAuthnAuthenticator(@Nullable WebAuthnAuthenticator webAuthnAuthenticator) {
        this.webAuthnAuthenticator = webAuthnAuthenticator;
        return self();
    }

    /** @see MySqlConfig#database() */
    public MySqlConfig.Builder database(@Nullable String database) {
        this.database = database == null || database.isEmpty() ? null : SettingChecks.checkText("database", database);
        return self();
    }

    /** @see MySqlConfig#sslMode() */
    public MySqlConfig.Builder sslMode(@Nullable SslMode sslMode) {
        this.sslMode = sslMode;
        return self();
    }

    /** @see MySqlConfig#sslTunnel() */
    public MySqlConfig.Builder sslTunnel(boolean sslTunnel) {
        this.sslTunnel = sslTunnel;
        return self();
    }

    /** @see MySqlConfig#sslCa() */
    public MySqlConfig.Builder sslCa(@Nullable Path sslCa) {
        this.sslCa = sslCa;
        return self();
    }

    /** @see MySqlConfig#sslCert() */
    public MySqlConfig.Builder sslCert(@Nullable Path sslCert) {
        this.sslCert = sslCert;
        return self();
    }

    /** @see MySqlConfig#sslKey() */
    public MySqlConfig.Builder sslKey(@Nullable Path sslKey) {
        this.sslKey = sslKey;
        return self();
    }

    /** @see MySqlConfig#sslContext() */
    public MySqlConfig.Builder sslContext(@Nullable SSLContext sslContext) {
        this.sslContext = sslContext;
        return self();
    }

    /** @see MySqlConfig#connectTimeout() */
    public MySqlConfig.Builder connectTimeout(Duration connectTimeout) {
        this.connectTimeout = SettingChecks.checkPositive("connect-timeout", connectTimeout);
        return self();
    }

    /** @see MySqlConfig#permitRedirect() */
    public MySqlConfig.Builder permitRedirect(boolean permitRedirect) {
        this.permitRedirect = permitRedirect;
        return self();
    }

    /** @see MySqlConfig#serverPublicKey() */
    public MySqlConfig.Builder serverPublicKey(@Nullable Path serverPublicKey) {
        this.serverPublicKey = serverPublicKey;
        return self();
    }

    /** @see MySqlConfig#allowPublicKeyRetrieval() */
    public MySqlConfig.Builder allowPublicKeyRetrieval(@Nullable Boolean allowPublicKeyRetrieval) {
        this.allowPublicKeyRetrieval = allowPublicKeyRetrieval;
        return self();
    }

    /**
     * Chooses among the methods that the driver knows.
     *
     * @see MySqlConfig#authenticationPlugins()
     * @throws IllegalArgumentException if there is none, or one that the driver does not know
     */
    public MySqlConfig.Builder authenticationPlugins(Set<String> authenticationPlugins) {
        Set<String> known = new TreeSet<>(AUTHENTICATION_PLUGINS);
        known.addAll(FURTHER_PLUGINS);
        if (authenticationPlugins.isEmpty() || !known.containsAll(authenticationPlugins)) {
            throw new IllegalArgumentException(
                    "authentication-plugins must be one or more of " + String.join(", ", known));
        }
        this.authenticationPlugins = Set.copyOf(authenticationPlugins);
        return self();
    }

    /** @see MySqlConfig#servicePrincipalName() */
    public MySqlConfig.Builder servicePrincipalName(@Nullable String servicePrincipalName) {
        this.servicePrincipalName = SettingChecks.checkPrincipal(servicePrincipalName);
        return self();
    }

    /** @see MySqlConfig#subjectProvider() */
    public MySqlConfig.Builder subjectProvider(@Nullable SubjectProvider subjectProvider) {
        this.subjectProvider = subjectProvider;
        return self();
    }

    /** Where the server is, as people write it. */
    String address() {
        Path path = socket;
        if (path != null) {
            return path.toString();
        }
        HostAndPort first = hosts.isEmpty() ? new HostAndPort(host, port) : hosts.get(0);
        return dnsSrv ? host : first.toString();
    }

    /** @see MySqlConfig#compression() */
    public MySqlConfig.Builder compression(Compression compression) {
        this.compression = Objects.requireNonNull(compression, "compression");
        return self();
    }

    /** @see MySqlConfig#compressionLevel() */
    public MySqlConfig.Builder compressionLevel(int compressionLevel) {
        this.compressionLevel = SettingChecks.checkRange("compression-level", compressionLevel, 1, 22);
        return self();
    }
}
