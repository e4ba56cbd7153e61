package io.github.asyncmysql;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where the server is, who logs in, and how a session is set up. Immutable; the password is in no text.
 *
 * <p>Messages of {@link IllegalArgumentException} start with the setting's name as it is written in URLs and in
 * {@code application.yml}, for example {@code connect-timeout}.
 */
public final class MySqlConfig {

    private final Builder values;

    private MySqlConfig(Builder values) {
        this.values = values;
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these settings. */
    public Builder toBuilder() {
        return values.copy();
    }

    /** Host name or IP address; of several hosts the first one's. Default {@code localhost}. */
    public String host() {
        return values.host;
    }

    /** TCP port, 1 to 65535; of several hosts the first one's. Default 3306. */
    public int port() {
        return values.port;
    }

    /**
     * All hosts, one or more; with {@link #dnsSrv()} the name of their records alone. With several of them, a pool sends everything that may write to the one that takes writes,
     * whichever that is at the time; {@code docs/several-hosts.md} has more about that. Unmodifiable.
     */
    public List<HostAndPort> hosts() {
        return values.hosts.isEmpty() ? List.of(new HostAndPort(host(), port())) : values.hosts;
    }

    /**
     * Whether {@link #host()} is the full name of DNS SRV records, such as {@code _mysql._tcp.example.org}, which name the hosts.
     * They are used as several hosts are, also if there is one, in the order of their priorities and weights, and looked up again in each
     * {@link #hostCheckInterval()}. Default {@code false}.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc2782">RFC 2782</a>
     */
    public boolean dnsSrv() {
        return values.dnsSrv;
    }

    /** How often each of several hosts is asked how it is, and SRV records are looked up, more than zero. Default 1 second. */
    public Duration hostCheckInterval() {
        return values.hostCheckInterval;
    }

    /**
     * Whether replicas answer what may be answered by them: transactions that are begun as {@link TransactionOptions#readOnly()},
     * and statements of {@link MySqlPool#replicas()}. What they read may be older than what the primary has. Of no effect with
     * one host. Default {@code false}.
     */
    public boolean replicaReads() {
        return values.replicaReads;
    }

    /**
     * How long a replica may let a {@link CausalSession} wait for what it has written, more than zero; then the primary answers.
     * Default 1 second.
     */
    public Duration replicaWait() {
        return values.replicaWait;
    }

    /**
     * Replicas that are further behind than this, in whole seconds as they estimate it, or do not replicate at all, answer nothing;
     * zero for not asking them, which is the default. It takes the right to {@code SHOW REPLICA STATUS}, which MySQL has since
     * 8.0.22; where that cannot be asked, and for members of groups, it is of no effect.
     */
    public Duration replicaLagLimit() {
        return values.replicaLagLimit;
    }

    /**
     * The server's Unix domain socket, which is used instead of host and port; {@code null} for TCP. Counts as loopback. The
     * host's name is then good for checking the server's certificate only.
     */
    public @Nullable Path socket() {
        return values.socket;
    }

    /**
     * What TCP connections go through; {@code null} for nothing. It looks up the server's name, and nothing behind it counts as
     * loopback. Needs {@code io.netty:netty-handler-proxy} on the class path.
     */
    public @Nullable ProxyServer proxy() {
        return values.proxy;
    }

    /** Where the server is, as people write it: {@code host:port}, an IPv6 address in brackets, the path of the socket, or the name of SRV records. */
    public String address() {
        return values.address();
    }

    /**
     * What event loops are made of that belong to one pool or connection. Where event loops are shared, it must be theirs, or
     * {@link Transport#AUTO}, the default.
     */
    public Transport transport() {
        return values.transport;
    }

    /** Whether the operating system watches silent TCP connections ({@code SO_KEEPALIVE}). Default {@code true}. */
    public boolean tcpKeepAlive() {
        return values.tcpKeepAlive;
    }

    /** Silence before the system asks for a sign of life, 32,767 s at most; not with kqueue. Default 0: the system's choice. */
    public Duration tcpKeepAliveIdle() {
        return values.tcpKeepAliveIdle;
    }

    /** Time between two such questions, 32,767 s at most; not with kqueue. Default 0: the system's choice. */
    public Duration tcpKeepAliveInterval() {
        return values.tcpKeepAliveInterval;
    }

    /** How many of them may stay unanswered before the connection is given up, 0 to 127; not with kqueue. Default 0: the system's choice. */
    public int tcpKeepAliveCount() {
        return values.tcpKeepAliveCount;
    }

    /** How long the system tries to reach a silent peer; with epoll and io_uring only. Default 0: the system's choice. */
    public Duration tcpUserTimeout() {
        return values.tcpUserTimeout;
    }

    /** The account's name. Default {@code root}. */
    public String username() {
        return values.username;
    }

    /** The account's password; empty for none. Appears in no text that the driver produces. */
    public String password() {
        return values.password;
    }

    /** The password for the account's second factor; {@code null} for none. Appears in no text that the driver produces. */
    public @Nullable String password2() {
        return values.password2;
    }

    /** The password for the account's third factor; {@code null} for none. Appears in no text that the driver produces. */
    public @Nullable String password3() {
        return values.password3;
    }

    /** Who is asked for name and password at each log-in, instead of the two above; {@code null} for nobody. */
    public @Nullable CredentialsProvider credentialsProvider() {
        return values.credentialsProvider;
    }

    /** Who reaches the device of the person who logs in, for {@code authentication_webauthn_client}; {@code null} for nobody. */
    public @Nullable WebAuthnAuthenticator webAuthnAuthenticator() {
        return values.webAuthnAuthenticator;
    }

    /** The database that sessions start in; {@code null} for none. */
    public @Nullable String database() {
        return values.database;
    }

    /**
     * Whether and how connections are encrypted. Default {@code VERIFY_IDENTITY}, on loopback and without {@link #sslTunnel()}
     * {@code PREFERRED}.
     */
    public SslMode sslMode() {
        return values.sslMode != null ? values.sslMode : SslMode.usual(isLoopback() && !sslTunnel());
    }

    /**
     * Whether TLS begins before the server has said anything, as at the entrance of a tunnel (stunnel, a load balancer) behind
     * which the server speaks without TLS. What {@link #sslMode()} says about verification is about the tunnel's certificate.
     * Default {@code false}: the server is asked for TLS.
     */
    public boolean sslTunnel() {
        return values.sslTunnel;
    }

    /**
     * Whether nobody can listen: with a socket, or where each host is {@code localhost} or a literal loopback address; not behind
     * a proxy, nor with {@link #dnsSrv()}.
     */
    public boolean isLoopback() {
        boolean straight = !dnsSrv() && proxy() == null;
        return socket() != null
                || straight && hosts().stream().map(HostAndPort::host).allMatch(SettingChecks::isLoopback);
    }

    /** A PEM file with the certificates of trusted authorities; {@code null} for the JVM's own trust store. */
    public @Nullable Path sslCa() {
        return values.sslCa;
    }

    /** A PEM file with the client's own certificate, and those that lead to its authority; {@code null} for none. */
    public @Nullable Path sslCert() {
        return values.sslCert;
    }

    /** A PEM file with the key of {@link #sslCert()}, in PKCS#8 and without a password; {@code null} for none. */
    public @Nullable Path sslKey() {
        return values.sslKey;
    }

    /** A ready-made context for TLS, used instead of the three files above; {@code null} for none. */
    public @Nullable SSLContext sslContext() {
        return values.sslContext;
    }

    /** One limit over name resolution, TCP, TLS, login and session set-up together. Default 10 seconds. */
    public Duration connectTimeout() {
        return values.connectTimeout;
    }

    /** The default of {@link SqlStatement#timeout}; zero for none. Default 60 seconds. */
    public Duration queryTimeout() {
        return values.queryTimeout;
    }

    /**
     * Whether a server of MariaDB may send a client elsewhere at its login ({@code redirect_url}), which it follows once, with {@link
     * SslMode#VERIFY_CA} and {@link SslMode#VERIFY_IDENTITY} only, and under the same conditions. If it gets no connection there, it
     * stays. Cannot be set in a URL. Default {@code false}.
     */
    public boolean permitRedirect() {
        return values.permitRedirect;
    }

    /** A PEM file with the server's RSA key, for full {@code caching_sha2_password} logins without TLS. */
    public @Nullable Path serverPublicKey() {
        return values.serverPublicKey;
    }

    /** Whether the server may be asked for its RSA key where impostors could answer. Default: only on loopback. */
    public boolean allowPublicKeyRetrieval() {
        return values.allowPublicKeyRetrieval != null ? values.allowPublicKeyRetrieval : isLoopback();
    }

    /**
     * The authentication methods that the client takes part in, under the names that servers have for them. A server that
     * asks for another one is refused. Default: all that show the password to nobody but a server that is trusted with it. Those
     * that do, or are about more than a database, have to be named; {@code docs/security.md} has the list.
     */
    public Set<String> authenticationPlugins() {
        return values.authenticationPlugins;
    }

    /** The server's name in Kerberos; {@code null} if the server may say it, as a service of its {@link #host()}. */
    public @Nullable String servicePrincipalName() {
        return values.servicePrincipalName;
    }

    /** Who is asked as whom to log in with Kerberos; {@code null} for the password, or a ticket or key that is there. */
    public @Nullable SubjectProvider subjectProvider() {
        return values.subjectProvider;
    }

    /** Whether what is sent and received is compressed. Default {@link Compression#NONE}. */
    public Compression compression() {
        return values.compression;
    }

    /** How much {@link Compression#ZSTD} compresses: 1 (fast) to 22 (small). Default 3. */
    public int compressionLevel() {
        return values.compressionLevel;
    }

    /** Whether updates count the rows really changed instead of the rows found. Default {@code false}, as in JDBC. */
    public boolean useAffectedRows() {
        return values.useAffectedRows;
    }

    /** Sessions' time zone, for exact points in time. Default UTC. {@code null}: the server's; then there are none. */
    public @Nullable ZoneId sessionTimeZone() {
        return values.sessionTimeZone;
    }

    /** Prepared statements kept per connection, 0 to 16,382; 0 prepares each time anew. Default 256. */
    public int statementCacheSize() {
        return values.statementCacheSize;
    }

    /** Statements longer than this, in characters, are not kept, those for many rows of a batch excepted. Default 2,048. */
    public int statementCacheSqlLimit() {
        return values.statementCacheSqlLimit;
    }

    /**
     * How long MySQL 8.0.3 and later need not describe a prepared query's columns again (30 s, say), at most 365 days; of no effect elsewhere. Default 0: they always are described. <b>Only where nobody alters types in place meanwhile</b>: a {@code BIGINT} that became a {@code DOUBLE} is read as a <b>wrong number, without an error</b>. See {@code docs/protocol.md}.
     */
    public Duration resultsetMetadataLifetime() {
        return values.resultsetMetadataLifetime;
    }

    /** Statements that may be on their way at a time on one connection, 1 (no pipelining) to 1,024. Default 32. */
    public int pipeliningLimit() {
        return values.pipeliningLimit;
    }

    /** The largest answer packet in bytes that is accepted, 1 MiB to 1 GiB. Default 64 MiB. */
    public int maxPacketSize() {
        return values.maxPacketSize;
    }

    /** Additional connection attributes, as seen in {@code performance_schema.session_connect_attrs}. */
    public Map<String, String> attributes() {
        return values.attributes;
    }

    /**
     * System variables that each session has other values of than the server's, also after a reset. They travel with the
     * settings of the driver, and cost no round trip. Each {@link SqlStatement#setVar} goes first.
     */
    public List<SessionVariable> sessionVariables() {
        return values.sessionVariables;
    }

    /** Statements that run once on each new connection, and again after each reset. */
    public List<String> initSql() {
        return values.initSql;
    }

    /** Whether a statement out of time is stopped by {@code KILL QUERY}, not by closing. Default; not for proxies. */
    public boolean killOnTimeout() {
        return values.killOnTimeout;
    }

    /** Whether {@link SqlStatement#localInfile} may be used. Cannot be set in a URL. Default {@code false}. */
    public boolean allowLocalInfile() {
        return values.allowLocalInfile;
    }

    /** Whether one text may hold several statements, separated by semicolons. In no URL, for safety. Default {@code false}. */
    public boolean multiStatements() {
        return values.multiStatements;
    }

    /** What dates become that Java does not know. Default {@link ZeroDates#ERROR}. */
    public ZeroDates zeroDates() {
        return values.zeroDates;
    }

    /** The codecs of Java types that users have added. */
    public List<ValueCodec<?>> codecs() {
        return values.codecs;
    }

    /** Whether each statement is logged with its duration, without parameters, by {@code io.github.asyncmysql.sql}. */
    public boolean echo() {
        return values.echo;
    }

    @Override
    public String toString() {
        return SettingChecks.text(this);
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder extends SessionSettings implements Cloneable {

        private Builder() {}

        private Builder copy() {
            return SettingChecks.attempt(() -> (Builder) clone());
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if two of them contradict each other
         */
        public MySqlConfig build() {
            SettingChecks.checkPairs(this);
            return SettingChecks.checkTogether(new MySqlConfig(copy()));
        }
    }
}
