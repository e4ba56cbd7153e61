package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SessionInitializer;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.internal.connection.SessionPreparation;
import io.github.asyncmysql.internal.connection.WireConnection;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Has the user's own code prepare a session.
 *
 * <p>Thread-safe.
 */
public final class SessionInitialization implements SessionPreparation {

    private final SessionInitializer initializer;

    private SessionInitialization(SessionInitializer initializer) {
        this.initializer = initializer;
    }

    /** @param initializer {@code null} for nobody */
    public static SessionPreparation of(@Nullable SessionInitializer initializer) {
        return initializer == null ? NONE : new SessionInitialization(initializer);
    }

    @Override
    public void prepare(WireConnection connection, SimpleCommand.Listener done) {
        Lease visit = Lease.visit(connection);
        CompletionStage<?> stage;
        try {
            stage = Objects.requireNonNull(
                    initializer.initialize(visit), "the session initializer returned null instead of a stage");
        } catch (Throwable e) {
            visit.close();
            done.ended(failed(e));
            return;
        }
        stage.whenComplete((nothing, failure) -> {
            visit.close();
            done.ended(failure == null ? null : failed(LeaseUse.cause(failure)));
        });
    }

    private static MySqlConnectionException failed(Throwable cause) {
        return new MySqlConnectionException(
                Kind.INITIALIZER, "The session initializer has failed", Outcome.NOT_SENT, cause);
    }
}
