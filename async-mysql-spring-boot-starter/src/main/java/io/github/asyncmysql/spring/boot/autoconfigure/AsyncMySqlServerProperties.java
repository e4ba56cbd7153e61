package io.github.asyncmysql.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The properties that say where the server is, or the servers are. A property that is not set is {@code null}, or empty. Not
 * thread-safe; not changed after binding.
 */
public abstract class AsyncMySqlServerProperties {

    /**
     * Time for which MySQL need not describe the columns of a prepared query again. Zero for never. Only where nobody
     * alters the types of columns in place meanwhile, which would give wrong values without an error.
     */
    private @Nullable Duration resultsetMetadataLifetime;

    /**
     * URL of the server, such as mysql://user@host:3306/database?ssl-mode=required, or with mysql+srv:// of the servers that SRV
     * records name. Excludes host, port and hosts; every other property wins over the same setting in the URL.
     */
    private @Nullable String url;

    /**
     * Host name or IP address of the server.
     */
    private @Nullable String host;

    /**
     * TCP port of the server.
     */
    private @Nullable Integer port;

    /**
     * Hosts that hold the same data, such as db1.example:3306, in the order in which they are preferred. Whichever of them
     * takes writes is used. Excludes url, host and port.
     */
    private List<String> hosts = new ArrayList<>();

    /**
     * Whether the host is the full name of DNS SRV records, such as _mysql._tcp.example.org, which name the hosts. Excludes
     * port, hosts and socket.
     */
    private @Nullable Boolean dnsSrv;

    /**
     * Interval at which each of several hosts is asked whether it takes writes, and at which SRV records are looked up.
     */
    private @Nullable Duration hostCheckInterval;

    /**
     * Whether replicas answer read-only transactions, and statements of replicas(), with what they have at the time.
     */
    private @Nullable Boolean replicaReads;

    /**
     * Time that a replica may let a causal session wait for what that has written, before the primary answers.
     */
    private @Nullable Duration replicaWait;

    /**
     * Distance from which on a replica answers nothing, in whole seconds as it estimates that. Zero for not asking it.
     */
    private @Nullable Duration replicaLagLimit;

    /**
     * Whether a server of MariaDB may send the client elsewhere at its login (redirect_url). Only with verify-ca and
     * verify-identity, and only once.
     */
    private @Nullable Boolean permitRedirect;

    public @Nullable String getUrl() {
        return this.url;
    }

    public void setUrl(@Nullable String url) {
        this.url = url;
    }

    public @Nullable String getHost() {
        return this.host;
    }

    public void setHost(@Nullable String host) {
        this.host = host;
    }

    public @Nullable Integer getPort() {
        return this.port;
    }

    public void setPort(@Nullable Integer port) {
        this.port = port;
    }

    public List<String> getHosts() {
        return this.hosts;
    }

    public void setHosts(List<String> hosts) {
        this.hosts = hosts;
    }

    public @Nullable Boolean getDnsSrv() {
        return this.dnsSrv;
    }

    public void setDnsSrv(@Nullable Boolean dnsSrv) {
        this.dnsSrv = dnsSrv;
    }

    public @Nullable Boolean getReplicaReads() {
        return this.replicaReads;
    }

    public void setReplicaReads(@Nullable Boolean replicaReads) {
        this.replicaReads = replicaReads;
    }

    public @Nullable Duration getReplicaWait() {
        return this.replicaWait;
    }

    public void setReplicaWait(@Nullable Duration replicaWait) {
        this.replicaWait = replicaWait;
    }

    public @Nullable Duration getReplicaLagLimit() {
        return this.replicaLagLimit;
    }

    public void setReplicaLagLimit(@Nullable Duration replicaLagLimit) {
        this.replicaLagLimit = replicaLagLimit;
    }

    public @Nullable Duration getHostCheckInterval() {
        return this.hostCheckInterval;
    }

    public void setHostCheckInterval(@Nullable Duration hostCheckInterval) {
        this.hostCheckInterval = hostCheckInterval;
    }

    public @Nullable Boolean getPermitRedirect() {
        return this.permitRedirect;
    }

    public void setPermitRedirect(@Nullable Boolean permitRedirect) {
        this.permitRedirect = permitRedirect;
    }

    public @Nullable Duration getResultsetMetadataLifetime() {
        return this.resultsetMetadataLifetime;
    }

    public void setResultsetMetadataLifetime(@Nullable Duration resultsetMetadataLifetime) {
        this.resultsetMetadataLifetime = resultsetMetadataLifetime;
    }
}
