package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConfig;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/** The connection details that the properties name, over those of the URL, over the driver's defaults. Immutable. */
final class PropertiesAsyncMySqlConnectionDetails implements AsyncMySqlConnectionDetails {

    private final AsyncMySqlPoolDefinition definition;
    private final MySqlConfig base;
    private final @Nullable SslBundles sslBundles;

    PropertiesAsyncMySqlConnectionDetails(
            String prefix, AsyncMySqlPoolDefinition definition, @Nullable SslBundles sslBundles) {
        this.definition = definition;
        MySqlConfig.Builder builder = DefinitionSettings.baseConfig(prefix, definition);
        new DefinitionSettings(prefix, definition).hosts(builder);
        this.base = builder.build();
        this.sslBundles = sslBundles;
    }

    @Override
    public String getHost() {
        return definition.getHost() != null ? definition.getHost() : base.host();
    }

    @Override
    public int getPort() {
        return definition.getPort() != null ? definition.getPort() : base.port();
    }

    @Override
    public boolean isDnsSrv() {
        return definition.getDnsSrv() != null ? definition.getDnsSrv() : base.dnsSrv();
    }

    @Override
    public List<HostAndPort> getHosts() {
        return definition.getHost() != null || definition.getPort() != null
                ? AsyncMySqlConnectionDetails.super.getHosts()
                : base.hosts();
    }

    @Override
    public @Nullable Path getSocket() {
        return definition.getSocket() != null ? definition.getSocket() : base.socket();
    }

    @Override
    public String getUsername() {
        return definition.getUsername() != null ? definition.getUsername() : base.username();
    }

    @Override
    public String getPassword() {
        return definition.getPassword() != null ? definition.getPassword() : base.password();
    }

    @Override
    public @Nullable String getDatabase() {
        return definition.getDatabase() != null ? definition.getDatabase() : base.database();
    }

    @Override
    public @Nullable SslBundle getSslBundle() {
        String bundle = definition.getSsl().getBundle();
        if (!StringUtils.hasText(bundle)) {
            return null;
        }
        Assert.state(sslBundles != null, "An SSL bundle is named, but there is no SslBundles bean");
        return sslBundles.getBundle(bundle);
    }
}
