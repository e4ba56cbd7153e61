package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.SessionChanges;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.command.LoginSettings;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.ConnectCallback;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a connection where a server of MariaDB sends its clients, who keep their session with the server that has sent them
 * until that has succeeded.
 *
 * <p>Confined to the event loop, except for {@link #cancel()}, which is thread-safe.
 *
 * @see <a href="https://mariadb.com/kb/en/connection-redirection-mechanism-in-the-mariadb-clientserver-protocol/">Connection
 *     redirection</a>
 */
final class Redirection implements Cancellable {

    private static final Logger LOG = LoggerFactory.getLogger(Redirection.class);

    private static final String VARIABLE = "redirect_url";
    private static final Pattern URL = Pattern.compile("(?:mysql|mariadb)://([A-Za-z0-9._-]{1,255}(?::\\d{1,5})?)/?");

    private final Connector connector;
    private final HostAndPort target;
    private final EventLoop eventLoop;
    private final ConnectCallback<WireConnection> callback;
    private volatile boolean cancelled;
    private @Nullable ConnectAttempt attempt;

    /** @param callback hears of the connection to the other server, if there comes one */
    Redirection(
            Connector connector, HostAndPort target, EventLoop eventLoop, ConnectCallback<WireConnection> callback) {
        this.connector = connector;
        this.target = target;
        this.eventLoop = eventLoop;
        this.callback = callback;
    }

    /**
     * Where the server sends this client, if the settings permit to go there: only a server that has proven who it is may do
     * that.
     *
     * @return {@code null} if there is nowhere to go
     */
    static @Nullable HostAndPort target(MySqlConfig config, Session session) {
        SessionChanges changes = session.changes();
        String url = changes == null ? null : changes.systemVariables().get(VARIABLE);
        if (url == null || url.isEmpty() || !config.permitRedirect()) {
            return null;
        }
        boolean verified = config.socket() == null
                && session.has(Capabilities.SSL)
                && (config.sslMode() == SslMode.VERIFY_IDENTITY || config.sslMode() == SslMode.VERIFY_CA);
        HostAndPort target = parse(url);
        if (!verified || target == null || target.equals(new HostAndPort(config.host(), config.port()))) {
            LOG.debug("{} sends its clients to another place, which is not followed", config.address());
            return null;
        }
        return target;
    }

    static @Nullable HostAndPort parse(String url) {
        Matcher matcher = URL.matcher(url);
        try {
            return matcher.matches() ? HostAndPort.parse(matcher.group(1)) : null;
        } catch (IllegalArgumentException e) {
            // A port that does not exist.
            return null;
        }
    }

    /**
     * Begins.
     *
     * @param leave there is a connection to the other server; tells whether it is still wanted
     * @param stay there is none
     */
    void start(LoginSettings login, BooleanSupplier leave, Runnable stay) {
        ConnectCallback<WireConnection> traveller = new ConnectCallback<>() {
            private volatile boolean accepted;

            @Override
            public void connected(WireConnection opened) {
                accepted = leave.getAsBoolean();
                if (accepted) {
                    callback.connected(opened);
                } else {
                    opened.abort();
                }
            }

            @Override
            public void failed(Throwable failure) {
                if (!cancelled) {
                    String here = connector.config().address();
                    LOG.warn("{} sends its clients to {}; no connection there: {}", here, target, failure.getMessage());
                    onEventLoop(stay);
                }
            }

            @Override
            public void lost(WireConnection opened) {
                if (accepted) {
                    callback.lost(opened);
                }
            }
        };
        try {
            // Its certificate is checked for another host: what that takes is made of files.
            connector.names().start(() -> prepare(login, traveller));
        } catch (RejectedExecutionException e) {
            traveller.failed(Failures.closed("The driver's threads have ended"));
        }
    }

    private void prepare(LoginSettings login, ConnectCallback<WireConnection> traveller) {
        try {
            Connector there = connector.redirected(target);
            onEventLoop(() -> connect(there, login, traveller));
        } catch (IllegalArgumentException e) {
            traveller.failed(e);
        }
    }

    private void connect(Connector there, LoginSettings login, ConnectCallback<WireConnection> traveller) {
        if (!cancelled) {
            ConnectAttempt made = new ConnectAttempt(there, eventLoop, null, login.at(there.config()), traveller);
            attempt = made;
            made.start();
        }
    }

    private void onEventLoop(Runnable task) {
        try {
            eventLoop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.trace("Everything has ended", e);
        }
    }

    /** Nobody waits for it any more. */
    @Override
    public void cancel() {
        cancelled = true;
        onEventLoop(() -> {
            ConnectAttempt made = attempt;
            if (made != null) {
                made.cancel();
            }
        });
    }
}
