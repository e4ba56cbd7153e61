package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.internal.command.StatementCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the statements of a transaction inside of it. Each waits for the answer to the one before, since that may be an
 * error with which the server ends the transaction; what is on its way by then would commit by itself. After an error the
 * server is asked, because errors do not say whether the transaction is still open.
 *
 * <p>Confined to the event loop.
 */
final class TransactionGate {

    private TransactionGate() {}

    /** Asks the server whether the transaction is still open: the answer to a ping brings the flags. */
    static SimpleCommand question(Session session) {
        return SimpleCommand.ping(failure -> {
            if (session.isTransactionUncertain()) {
                session.transactionLost();
            }
        });
    }

    /**
     * Whether a command may be sent behind the last one on its way: only behind what begins its transaction, and only if it
     * would change nothing outside of one.
     */
    static boolean mayFollow(@Nullable Command last, Command command) {
        return last != null && last.need() == Command.Need.BEGIN && command.isPlainSelect();
    }

    /** The transaction that was to begin has not. Whoever waits for a statement of it hears of that, and of nothing else. */
    static void notBegun(Session session, List<Command> commands, MySqlException cause) {
        session.notBegun(cause);
        for (Command command : commands) {
            if (command.need() == Command.Need.OPEN_TRANSACTION && command instanceof StatementCommand statement) {
                statement.giveUp(cause);
            }
        }
    }

    /** Why a command must not be sent in a session whose flags are current; {@code null} if it may be. */
    static @Nullable MySqlException refusal(Session session, Command command) {
        return switch (command.need()) {
            case NONE, BEGIN -> null;
            case NO_ROLLBACK -> session.isRolledBack() ? nothingToCommit() : null;
            case OPEN_TRANSACTION -> {
                MySqlException notBegun = session.notBegun();
                yield notBegun != null || !session.isOutsideOfTransaction() ? notBegun : ended(session.isRolledBack());
            }
        };
    }

    private static MySqlConnectionException ended(boolean rolledBack) {
        return Failures.closed("The server has " + (rolledBack ? "rolled back" : "ended")
                + " the transaction before the statement was sent, which would have run outside of it");
    }

    // The work did not mind that the server rolled its transaction back.
    private static MySqlConnectionException nothingToCommit() {
        return new MySqlConnectionException(
                MySqlConnectionException.Kind.CLOSED,
                "The transaction was not committed: the server had rolled it back after one of its statements failed",
                Outcome.NOT_EXECUTED,
                null);
    }
}
