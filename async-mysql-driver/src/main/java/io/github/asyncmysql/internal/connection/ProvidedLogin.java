package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.CredentialsProvider;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.LoginSettings;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the user's provider of credentials who logs in. Thread-safe. */
final class ProvidedLogin {

    private ProvidedLogin() {}

    /**
     * @param base the login but for the account
     * @param found called with the login, or else {@code failed} with why there is none, on any thread
     */
    static void ask(
            CredentialsProvider provider,
            LoginSettings base,
            Consumer<LoginSettings> found,
            Consumer<MySqlException> failed) {
        CompletionStage<Credentials> asked;
        try {
            asked = provider.credentials();
        } catch (Throwable e) {
            failed.accept(failure(e));
            return;
        }
        asked.whenComplete((credentials, failure) -> {
            if (failure != null || credentials == null) {
                failed.accept(failure(failure));
            } else {
                found.accept(base.with(credentials));
            }
        });
    }

    private static MySqlException failure(@Nullable Throwable cause) {
        return new MySqlConnectionException(
                Kind.CREDENTIALS, "The provider of credentials has failed", Outcome.NOT_SENT, cause);
    }
}
