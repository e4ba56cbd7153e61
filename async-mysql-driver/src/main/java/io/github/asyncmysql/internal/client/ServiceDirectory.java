package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.cluster.HostCheck;
import io.github.asyncmysql.internal.cluster.HostReport;
import io.github.asyncmysql.internal.cluster.ServiceRecords;
import io.github.asyncmysql.internal.connection.NameLookup;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up which hosts a pool has, where a name stands for them. An answer that cannot be used changes nothing.
 *
 * <p>Thread-safe.
 */
final class ServiceDirectory implements HostCheck {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceDirectory.class);

    private final String pool;
    private final NameLookup names;
    private final ServiceRecords records;
    private final Consumer<List<HostAndPort>> found;
    /** What is wrong, so that it is logged once; {@code null} for nothing. */
    private volatile @Nullable String complaint;

    /**
     * @param pool the pool's name, for the log
     * @param found takes the hosts, on a thread that may block
     */
    ServiceDirectory(String pool, NameLookup names, ServiceRecords records, Consumer<List<HostAndPort>> found) {
        this.pool = pool;
        this.names = names;
        this.records = records;
        this.found = found;
    }

    @Override
    public CompletableFuture<HostReport> check() {
        CompletableFuture<HostReport> report = new CompletableFuture<>();
        try {
            names.start(() -> report.complete(lookUp()));
        } catch (RejectedExecutionException e) {
            report.complete(failed(Kind.UNREACHABLE, "the driver's threads have ended", e));
        }
        return report;
    }

    private HostReport lookUp() {
        HostReport report;
        try {
            List<HostAndPort> hosts = records.hosts(names.services().records(records.name()));
            found.accept(hosts);
            report = hosts.isEmpty()
                    ? failed(Kind.UNREACHABLE, records.name() + " is not available, as its SRV record says", null)
                    : HostReport.writable();
        } catch (MySqlConnectionException e) {
            report = unreachable(e, true);
        } catch (UnknownHostException e) {
            report = failed(Kind.UNKNOWN_HOST, "there is no name " + records.name(), e);
        } catch (IOException | RuntimeException e) {
            report = failed(Kind.UNREACHABLE, records.name() + " cannot be looked up: " + e.getMessage(), e);
        }
        note(report.failure() == null ? null : report.detail());
        return report;
    }

    private static HostReport failed(Kind kind, String why, @Nullable Exception cause) {
        return unreachable(
                new MySqlConnectionException(kind, "dns-srv: " + why, Outcome.NOT_SENT, cause),
                kind == Kind.UNKNOWN_HOST);
    }

    private static HostReport unreachable(MySqlConnectionException failure, boolean hopeless) {
        return new HostReport(
                HostReport.Condition.UNREACHABLE, String.valueOf(failure.getMessage()), failure, hopeless);
    }

    private void note(@Nullable String now) {
        String before = complaint;
        complaint = now;
        if (now != null && !now.equals(before)) {
            LOG.warn("Pool {}: {}", pool, now);
        } else if (now == null && before != null) {
            LOG.info("Pool {}: dns-srv: {} can be looked up again", pool, records.name());
        }
    }

    @Override
    public void close() {
        // A look-up that is running ends by itself, and nobody hears of it.
    }
}
