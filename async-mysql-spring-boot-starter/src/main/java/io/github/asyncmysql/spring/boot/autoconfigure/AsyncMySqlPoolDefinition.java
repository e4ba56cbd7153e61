package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.Compression;
import io.github.asyncmysql.ZeroDates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

/**
 * The properties of one pool: where its server is, who logs in, how sessions are set up. A property that is not set is
 * {@code null}, so that it neither overrides the URL nor the driver's default. Not thread-safe; not changed after
 * binding.
 */
public class AsyncMySqlPoolDefinition extends AsyncMySqlServerProperties {

    /**
     * Unix domain socket of the server, used instead of host and port.
     */
    private @Nullable Path socket;

    /**
     * Proxy that connections go through, such as socks5://user:password@host:1080; with socks5, socks4a or http.
     */
    private @Nullable String proxy;

    /**
     * Name of the account to log in with.
     */
    private @Nullable String username;

    /**
     * Password of the account to log in with.
     */
    private @Nullable String password;

    /**
     * Password for the second factor of the account, if it has one.
     */
    private @Nullable String password2;

    /**
     * Password for the third factor of the account, if it has one.
     */
    private @Nullable String password3;

    /**
     * Database that sessions start in.
     */
    private @Nullable String database;

    /**
     * Time limit over name resolution, TCP, TLS, login and session set-up of a connection together.
     */
    private @Nullable Duration connectTimeout;

    /**
     * Time limit of a statement that sets none itself. Zero for no limit.
     */
    private @Nullable Duration queryTimeout;

    /**
     * Whether to log each statement with its duration, without parameters.
     */
    private @Nullable Boolean echo;

    /**
     * Whether a statement whose time limit is over is stopped on the server too, so that its connection can be kept. To
     * be switched off behind proxies that distribute connections.
     */
    private @Nullable Boolean killOnTimeout;

    /**
     * Whether updates count the rows really changed instead of the rows found.
     */
    private @Nullable Boolean useAffectedRows;

    /**
     * Time zone that sessions are set to, such as UTC or Europe/Berlin. The word server leaves the one of the server.
     */
    private @Nullable String sessionTimeZone;

    /**
     * Number of prepared statements kept per connection. Zero prepares each time anew.
     */
    private @Nullable Integer statementCacheSize;

    /**
     * Length in characters above which a statement is not kept as a prepared one, those for many rows of a batch excepted.
     */
    private @Nullable Integer statementCacheSqlLimit;

    /**
     * Number of statements that may be on their way at a time on one connection. One for no pipelining.
     */
    private @Nullable Integer pipeliningLimit;

    /**
     * Largest answer packet that is accepted from the server.
     */
    private @Nullable DataSize maxPacketSize;

    /**
     * How the traffic is compressed, if the server offers it.
     */
    private @Nullable Compression compression;

    /**
     * How much zstd compresses, from 1 (fast) to 22 (small).
     */
    private @Nullable Integer compressionLevel;

    /**
     * What zero dates, and dates with a month or day of zero, are read as.
     */
    private @Nullable ZeroDates zeroDates;

    /**
     * PEM file with the RSA key of the server, for logins with caching_sha2_password without TLS.
     */
    private @Nullable Path serverPublicKey;

    /**
     * Whether the server may be asked for its RSA key over an unencrypted connection. On by default for
     * loopback addresses only.
     */
    private @Nullable Boolean allowPublicKeyRetrieval;

    /**
     * Authentication methods that the client takes part in, by the names that servers have for them. By default
     * those that never send the password as it is.
     */
    private Set<String> authenticationPlugins = new LinkedHashSet<>();

    /**
     * Name of the server in Kerberos. By default mariadb/ or mysql/ and the host, as the server says.
     */
    private @Nullable String servicePrincipalName;

    /**
     * Statements that run once on each new connection, and again after each reset of its session.
     */
    private List<String> initSql = new ArrayList<>();

    /**
     * System variables that each session has other values of than the server's, also after a reset. Values that look
     * like numbers are numbers.
     */
    private Map<String, String> sessionVariables = new LinkedHashMap<>();

    /**
     * Additional connection attributes, as shown by performance_schema.session_connect_attrs.
     */
    private Map<String, String> attributes = new LinkedHashMap<>();

    @NestedConfigurationProperty
    private final AsyncMySqlSslProperties ssl = new AsyncMySqlSslProperties();

    @NestedConfigurationProperty
    private final AsyncMySqlTcpProperties tcp = new AsyncMySqlTcpProperties();

    @NestedConfigurationProperty
    private final AsyncMySqlPoolProperties pool = new AsyncMySqlPoolProperties();

    public @Nullable Path getSocket() {
        return this.socket;
    }

    public void setSocket(@Nullable Path socket) {
        this.socket = socket;
    }

    public @Nullable String getProxy() {
        return this.proxy;
    }

    public void setProxy(@Nullable String proxy) {
        this.proxy = proxy;
    }

    public @Nullable String getUsername() {
        return this.username;
    }

    public void setUsername(@Nullable String username) {
        this.username = username;
    }

    public @Nullable String getPassword() {
        return this.password;
    }

    public void setPassword(@Nullable String password) {
        this.password = password;
    }

    public @Nullable String getPassword2() {
        return this.password2;
    }

    public void setPassword2(@Nullable String password2) {
        this.password2 = password2;
    }

    public @Nullable String getPassword3() {
        return this.password3;
    }

    public void setPassword3(@Nullable String password3) {
        this.password3 = password3;
    }

    public @Nullable String getDatabase() {
        return this.database;
    }

    public void setDatabase(@Nullable String database) {
        this.database = database;
    }

    public @Nullable Duration getConnectTimeout() {
        return this.connectTimeout;
    }

    public void setConnectTimeout(@Nullable Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
    }

    public @Nullable Duration getQueryTimeout() {
        return this.queryTimeout;
    }

    public void setQueryTimeout(@Nullable Duration queryTimeout) {
        this.queryTimeout = queryTimeout;
    }

    public @Nullable Boolean getEcho() {
        return this.echo;
    }

    public void setEcho(@Nullable Boolean echo) {
        this.echo = echo;
    }

    public @Nullable Boolean getKillOnTimeout() {
        return this.killOnTimeout;
    }

    public void setKillOnTimeout(@Nullable Boolean killOnTimeout) {
        this.killOnTimeout = killOnTimeout;
    }

    public @Nullable Boolean getUseAffectedRows() {
        return this.useAffectedRows;
    }

    public void setUseAffectedRows(@Nullable Boolean useAffectedRows) {
        this.useAffectedRows = useAffectedRows;
    }

    public @Nullable String getSessionTimeZone() {
        return this.sessionTimeZone;
    }

    public void setSessionTimeZone(@Nullable String sessionTimeZone) {
        this.sessionTimeZone = sessionTimeZone;
    }

    public @Nullable Integer getStatementCacheSize() {
        return this.statementCacheSize;
    }

    public void setStatementCacheSize(@Nullable Integer statementCacheSize) {
        this.statementCacheSize = statementCacheSize;
    }

    public @Nullable Integer getStatementCacheSqlLimit() {
        return this.statementCacheSqlLimit;
    }

    public void setStatementCacheSqlLimit(@Nullable Integer statementCacheSqlLimit) {
        this.statementCacheSqlLimit = statementCacheSqlLimit;
    }

    public @Nullable Integer getPipeliningLimit() {
        return this.pipeliningLimit;
    }

    public void setPipeliningLimit(@Nullable Integer pipeliningLimit) {
        this.pipeliningLimit = pipeliningLimit;
    }

    public @Nullable DataSize getMaxPacketSize() {
        return this.maxPacketSize;
    }

    public void setMaxPacketSize(@Nullable DataSize maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    public @Nullable Compression getCompression() {
        return this.compression;
    }

    public void setCompression(@Nullable Compression compression) {
        this.compression = compression;
    }

    public @Nullable Integer getCompressionLevel() {
        return this.compressionLevel;
    }

    public void setCompressionLevel(@Nullable Integer compressionLevel) {
        this.compressionLevel = compressionLevel;
    }

    public @Nullable ZeroDates getZeroDates() {
        return this.zeroDates;
    }

    public void setZeroDates(@Nullable ZeroDates zeroDates) {
        this.zeroDates = zeroDates;
    }

    public @Nullable Path getServerPublicKey() {
        return this.serverPublicKey;
    }

    public void setServerPublicKey(@Nullable Path serverPublicKey) {
        this.serverPublicKey = serverPublicKey;
    }

    public @Nullable Boolean getAllowPublicKeyRetrieval() {
        return this.allowPublicKeyRetrieval;
    }

    public void setAllowPublicKeyRetrieval(@Nullable Boolean allowPublicKeyRetrieval) {
        this.allowPublicKeyRetrieval = allowPublicKeyRetrieval;
    }

    public @Nullable String getServicePrincipalName() {
        return this.servicePrincipalName;
    }

    public void setServicePrincipalName(@Nullable String servicePrincipalName) {
        this.servicePrincipalName = servicePrincipalName;
    }

    public Set<String> getAuthenticationPlugins() {
        return this.authenticationPlugins;
    }

    public void setAuthenticationPlugins(Set<String> authenticationPlugins) {
        this.authenticationPlugins = authenticationPlugins;
    }

    public List<String> getInitSql() {
        return this.initSql;
    }

    public void setInitSql(List<String> initSql) {
        this.initSql = initSql;
    }

    public Map<String, String> getSessionVariables() {
        return this.sessionVariables;
    }

    public void setSessionVariables(Map<String, String> sessionVariables) {
        this.sessionVariables = sessionVariables;
    }

    public Map<String, String> getAttributes() {
        return this.attributes;
    }

    public void setAttributes(Map<String, String> attributes) {
        this.attributes = attributes;
    }

    public AsyncMySqlSslProperties getSsl() {
        return this.ssl;
    }

    public AsyncMySqlTcpProperties getTcp() {
        return this.tcp;
    }

    public AsyncMySqlPoolProperties getPool() {
        return this.pool;
    }
}
