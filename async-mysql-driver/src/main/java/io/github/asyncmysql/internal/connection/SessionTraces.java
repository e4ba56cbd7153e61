package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.HiddenEffects;
import io.github.asyncmysql.internal.command.QueryCommand;
import io.github.asyncmysql.internal.command.ResultConsumer;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.value.WireRow;
import org.jspecify.annotations.Nullable;

/**
 * What statements leave in a session that a reset would be too much for, or that the server does not report: the mode of the
 * next transaction, the key generated last, and the numbers about the statement before. The latter are only made to be
 * forgotten when a statement of the next borrower would read them, so that they cost nothing otherwise.
 *
 * <p>Confined to the event loop.
 */
final class SessionTraces {

    // MariaDB keeps row counts and warnings unless a statement reads from something.
    private static final String FORGET = "SELECT LAST_INSERT_ID(0) FROM (SELECT 1) AS nothing";

    private final Session session;
    /** Whether what the session remembers of statements and keys is another borrower's. */
    private boolean ofPrevious;

    private boolean keyOfPrevious;
    private boolean modeSet;
    private boolean irreversible;
    private @Nullable Command modeUser;
    /** Whether a branch of a distributed transaction may be prepared, which resets do not take away. */
    private boolean branchPrepared;

    private @Nullable Command branchEnd;

    SessionTraces(Session session) {
        this.session = session;
    }

    /**
     * A statement is to be sent.
     *
     * @param idle whether all answers to earlier ones are in; where they are not, a key may be about to be generated
     * @return whether the session has to forget what the previous borrower did before that
     */
    boolean submitted(Command command, int effects, boolean idle) {
        boolean forget = ofPrevious && (effects & HiddenEffects.READS_PREVIOUS) != 0
                || keyOfPrevious && idle && !session.keyGenerated() && (effects & HiddenEffects.READS_KEY) != 0;
        ofPrevious = false;
        keyOfPrevious &= !forget;
        if (effects != 0) {
            note(command, effects);
        }
        return forget;
    }

    private void note(Command command, int effects) {
        if ((effects & HiddenEffects.LEAVES) != 0) {
            session.markStateChanged();
        }
        irreversible |= (effects & HiddenEffects.LEAVES_FOR_GOOD) != 0;
        if ((effects & HiddenEffects.SETS_KEY) != 0) {
            session.markKeyGenerated();
        }
        if ((effects & HiddenEffects.PREPARES_XA) != 0) {
            branchPrepared = true;
            branchEnd = null;
        } else if ((effects & HiddenEffects.ENDS_XA) != 0) {
            branchEnd = command;
        }
        if ((effects & HiddenEffects.SETS_MODE) != 0) {
            modeSet = true;
            modeUser = null;
        } else if (modeSet && modeUser == null && (effects & HiddenEffects.STARTS_TRANSACTION) != 0) {
            modeUser = command;
        }
    }

    /** The answer to a command is complete. */
    void answered(Command command) {
        if (command == modeUser) {
            modeUser = null;
            // It fails where it was killed, and then the mode is there still.
            modeSet = !session.inTransaction();
        }
        if (command == branchEnd) {
            branchEnd = null;
            branchPrepared &= command instanceof StatementCommand statement && statement.hasFailed();
        }
    }

    /** Nothing more is sent for the borrower, and all answers are in. May be called more than once. */
    void borrowerGone() {
        ofPrevious = true;
        keyOfPrevious |= session.keyGenerated();
        session.clearKeyGenerated();
        if (modeSet) {
            session.markStateChanged();
        }
    }

    /** Whether not even a reset makes the session fit for somebody else. */
    boolean isIrreversible() {
        return irreversible || branchPrepared;
    }

    /** Makes the session forget the last key, row counts and warnings. */
    static Command forget() {
        return new QueryCommand(FORGET, new Forgotten(), null);
    }

    /** The session is as after login. */
    void clear() {
        ofPrevious = true;
        keyOfPrevious = false;
        modeSet = false;
        modeUser = null;
        irreversible = false;
        branchPrepared = false;
        branchEnd = null;
        session.clearKeyGenerated();
    }

    /** Nobody hears how it went: the statement behind it will meet the same fate. Immutable. */
    private record Forgotten() implements ResultConsumer {

        @Override
        public void onRow(WireRow row) {
            // Its one row says 0.
        }

        @Override
        public void onComplete(Session session) {
            // Nothing is to be done.
        }

        @Override
        public void onFailure(Throwable failure) {
            // Nothing is to be done.
        }
    }
}
