package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.internal.command.ChangeUserCommand;
import io.github.asyncmysql.internal.command.LoginSettings;
import io.github.asyncmysql.internal.command.SimpleCommand;
import org.jspecify.annotations.Nullable;

/**
 * Hands a session to another account and sets it up anew. What was started before runs as the old account, what is started
 * behind as the new one. From then on the connection serves nobody but its borrower: the pool closes it when it comes back.
 *
 * <p>Confined to the event loop, except for {@link #login}, which is thread-safe.
 */
public final class UserChange {

    private final WireConnection connection;
    private final ConnectionHandler handler;
    private final ConnectionParts parts;
    private final SessionSetup setup;
    private final Connector connector;

    UserChange(
            WireConnection connection,
            ConnectionHandler handler,
            ConnectionParts parts,
            SessionSetup setup,
            Connector connector) {
        this.connection = connection;
        this.handler = handler;
        this.parts = parts;
        this.setup = setup;
        this.connector = connector;
    }

    /**
     * What {@link #start} logs in with.
     *
     * @param database the one that the session is to be in; {@code null} for none
     * @throws IllegalArgumentException if the database's name cannot be sent
     */
    public LoginSettings login(Credentials credentials, @Nullable String database) {
        return connector.loginSettings().changedTo(credentials, database);
    }

    /** Changes the user as soon as everything that was started before has been answered. */
    public void start(LoginSettings login, SimpleCommand.Listener listener) {
        connection.retire(CloseReason.CREDENTIALS);
        // Those that wait for their turn already have theirs in hand.
        parts.statements().clear();
        handler.submit(
                new ChangeUserCommand(login, failure -> answered(login, failure, listener)),
                parts.config().connectTimeout().toNanos());
    }

    private void answered(LoginSettings login, @Nullable MySqlException failure, SimpleCommand.Listener listener) {
        if (failure != null) {
            end(failure, listener);
            return;
        }
        parts.session().login(login);
        parts.queue().hold();
        setup.userChanged(problem -> {
            if (problem != null) {
                end(problem, listener);
            } else {
                listener.ended(null);
                parts.queue().resume();
                handler.flushLater();
            }
        });
    }

    // Whose session it is, and in which state, nobody could say.
    private void end(MySqlException failure, SimpleCommand.Listener listener) {
        listener.ended(failure);
        handler.close(failure);
    }
}
