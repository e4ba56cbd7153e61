package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.LoginCommand;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.wire.Text;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.Security;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Words one failure of a connection for each of the commands that it hits, since they differ in what is known about them.
 *
 * <p>Thread-safe.
 */
final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private static final String NO_TLS = "what has answered does not speak TLS";

    private Failures() {}

    /** Fails a command, whose receiver's own failures are nobody else's business. */
    static void tell(Command command, MySqlException cause) {
        try {
            command.fail(cause);
        } catch (RuntimeException e) {
            log.warn("Code that received the failure of a statement has failed itself", e);
        }
    }

    /** Tells all commands of a connection that has ended, each with what is known about it. */
    static void tellAll(MySqlException cause, List<Command> unsent, List<Command> sent) {
        for (Command command : unsent) {
            tell(command, withOutcome(cause, command.outcomeIfUnsent()));
        }
        for (Command command : sent) {
            tell(command, command instanceof LoginCommand ? cause : withOutcome(cause, Outcome.UNKNOWN));
        }
    }

    /** Tells a command that its answer is complete, whose receiver's failures are nobody else's business either. */
    static void tellDone(Command command, Session session) {
        try {
            command.done(session);
        } catch (RuntimeException e) {
            log.warn("Code that received the result of a statement has failed", e);
        }
    }

    /** The same failure with another outcome. */
    static MySqlException withOutcome(MySqlException cause, Outcome outcome) {
        if (cause instanceof MySqlProtocolException) {
            return new MySqlProtocolException(text(cause), outcome, cause);
        }
        if (cause instanceof MySqlServerException || cause instanceof MySqlTimeoutException) {
            return new MySqlConnectionException(
                    MySqlConnectionException.Kind.LOST,
                    "The connection was closed: " + cause.getMessage(),
                    outcome,
                    cause);
        }
        MySqlConnectionException.Kind kind = cause instanceof MySqlConnectionException connection
                ? connection.kind()
                : MySqlConnectionException.Kind.LOST;
        return new MySqlConnectionException(kind, text(cause), outcome, cause);
    }

    private static String text(Throwable cause) {
        return String.valueOf(cause.getMessage());
    }

    /** TLS could not be started. Names the check that failed, and the setting it belongs to. */
    static MySqlConnectionException tls(Throwable cause) {
        Throwable reason = cause;
        while (reason.getCause() != null && reason.getCause() != reason) {
            reason = reason.getCause();
        }
        String said = reason instanceof NotSslRecordException
                ? NO_TLS
                : Text.sanitize(String.valueOf(reason.getMessage()), 300);
        return new MySqlConnectionException(
                MySqlConnectionException.Kind.TLS,
                "TLS could not be established: " + said + "; "
                        + tlsAdvice(said, Security.getProperty("jdk.tls.disabledAlgorithms")),
                Outcome.NOT_SENT,
                cause);
    }

    /**
     * What to look at.
     *
     * @param reason what went wrong
     * @param disabled the algorithms that the JVM does not use; {@code null} if it does not say
     */
    static String tlsAdvice(String reason, @Nullable String disabled) {
        if (reason.equals(NO_TLS)) {
            return "check port, ssl-tunnel and ssl-mode";
        }
        if (!reason.contains("alert: handshake_failure")) {
            return "check ssl-mode and ssl-ca";
        }
        String advice = "the server takes none of the cipher suites that this JVM offers";
        // Since JDK 24. Some old servers know no other ones.
        return disabled != null && disabled.contains("TLS_RSA_")
                ? advice
                        + ", from which jdk.tls.disabledAlgorithms of the JVM's java.security excludes TLS_RSA_*: use a newer"
                        + " server, or take that out there"
                : advice;
    }

    static MySqlConnectionException closed(String message) {
        return new MySqlConnectionException(MySqlConnectionException.Kind.CLOSED, message, Outcome.NOT_SENT, null);
    }

    /** What broke a connection, as commands on their way see it. */
    static MySqlException of(Throwable cause) {
        return cause instanceof MySqlException known
                ? known
                : new MySqlConnectionException(
                        MySqlConnectionException.Kind.LOST,
                        "The connection to the server was lost: " + cause.getMessage(),
                        Outcome.UNKNOWN,
                        cause);
    }

    static MySqlProtocolException unsolicited() {
        return new MySqlProtocolException("The server sent something that nobody had asked for");
    }

    /** For commands that were on their way. */
    static MySqlConnectionException lost(String message) {
        return new MySqlConnectionException(MySqlConnectionException.Kind.LOST, message, Outcome.UNKNOWN, null);
    }

    /** For commands that came when the connection had ended. */
    static MySqlException notSent(@Nullable MySqlException end) {
        return withOutcome(end != null ? end : lost("The connection is closed"), Outcome.NOT_SENT);
    }

    static MySqlConnectionException notExecuted(String message) {
        return new MySqlConnectionException(MySqlConnectionException.Kind.CLOSED, message, Outcome.NOT_EXECUTED, null);
    }

    /** For an execution whose statement has no place at the server, without an error of it. */
    static MySqlException notPrepared() {
        return new MySqlMappingException("The statement could not be prepared", Outcome.NOT_SENT, null);
    }

    /** For a command that could not be turned into bytes. */
    static MySqlException notEncoded(RuntimeException cause) {
        return cause instanceof MySqlException known
                ? known
                : new MySqlMappingException(
                        "The statement cannot be encoded: " + cause.getMessage(), Outcome.NOT_SENT, cause);
    }

    /** For a fetch from a cursor that is not there any more. */
    static MySqlConnectionException cursorClosed() {
        return closed(
                "The cursor was closed, because its connection was given back, before all of its rows were fetched");
    }

    static MySqlConnectionException cancelled() {
        return closed("The statement was cancelled");
    }
}
