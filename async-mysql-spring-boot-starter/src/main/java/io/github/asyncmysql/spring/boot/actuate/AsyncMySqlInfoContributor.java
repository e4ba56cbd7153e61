package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.ServerInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Tells which servers the pools talk to, and in which version: {@code asyncMysql} with one entry for each pool that has been
 * connected. No addresses, since this endpoint is often open to many. Thread-safe.
 */
public final class AsyncMySqlInfoContributor implements InfoContributor {

    private final Map<String, MySqlPool> pools;

    /** @param pools the pools by the names of their beans */
    public AsyncMySqlInfoContributor(Map<String, MySqlPool> pools) {
        this.pools = new LinkedHashMap<>(pools);
    }

    @Override
    public void contribute(Info.Builder builder) {
        Map<String, Object> servers = new LinkedHashMap<>();
        pools.forEach((bean, pool) -> {
            ServerInfo server = pool.server();
            if (server != null) {
                servers.put(
                        bean,
                        Map.of(
                                "product", server.mariaDb() ? "MariaDB" : "MySQL",
                                "version", server.version(),
                                "tls", server.tlsVersion() == null ? "none" : server.tlsVersion()));
            }
        });
        builder.withDetail("asyncMysql", servers);
    }
}
