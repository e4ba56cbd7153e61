package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.HostAndPort;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the server is and who logs in. A bean of this type replaces the properties of the same meaning: {@code url},
 * {@code host}, {@code port}, {@code hosts}, {@code dns-srv}, {@code socket}, {@code username}, {@code password}, {@code database}
 * and {@code ssl}.
 *
 * <p>Implementations are thread-safe and keep the password out of {@code toString}.
 */
public interface AsyncMySqlConnectionDetails extends ConnectionDetails {

    /** Host name or IP address of the server. */
    String getHost();

    /** TCP port of the server, 1 to 65535. */
    default int getPort() {
        return 3306;
    }

    /** Whether the host is the name of DNS SRV records, which name the hosts and their ports. */
    default boolean isDnsSrv() {
        return false;
    }

    /** All hosts, where there are several that hold the same data; else the one of {@link #getHost()}. */
    default List<HostAndPort> getHosts() {
        return List.of(new HostAndPort(getHost(), getPort()));
    }

    /** Unix domain socket of the server, used instead of host and port; {@code null} for TCP. */
    default @Nullable Path getSocket() {
        return null;
    }

    /** Name of the account. */
    String getUsername();

    /** Password of the account; empty for none. */
    String getPassword();

    /** Database that sessions start in; {@code null} for none. */
    default @Nullable String getDatabase() {
        return null;
    }

    /**
     * Further settings of connections, in the form of a URL's query: {@code connect-timeout=3s&echo=true}; {@code null} for
     * none. Properties win over them.
     */
    default @Nullable String getParameters() {
        return null;
    }

    /** Trust and key material for TLS; {@code null} to go without. */
    default @Nullable SslBundle getSslBundle() {
        return null;
    }
}
