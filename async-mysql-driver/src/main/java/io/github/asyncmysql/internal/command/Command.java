package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One dialogue with the server: a request and the packets that answer it.
 *
 * <p>The connection calls {@link #encode} once, then {@link #onPacket} for each packet until it returns
 * {@link Step#DONE}. If anything throws, the connection can no longer be trusted: it is closed and {@link #fail} is
 * called. Exactly one of "done" and "failed" is reported to whoever started the command.
 *
 * <p>Confined to the event loop.
 */
public abstract class Command {

    /** What a command demands of the session's transaction at the moment when it is sent. */
    public enum Need {
        /** Nothing. */
        NONE,
        /** Nothing: it begins the transaction that the commands behind it demand. */
        BEGIN,
        /** That a transaction is open: outside of it, the statement would commit by itself. */
        OPEN_TRANSACTION,
        /** That the server has not rolled back the transaction, as {@code COMMIT} would not tell. */
        NO_ROLLBACK
    }

    private static final int INTERRUPTED = 1317;
    /** Shutdown, killed connection (MariaDB), idle for too long (MySQL). */
    private static final Set<Integer> SESSION_ENDED = Set.of(1053, 1927, 4031);

    private int answerSequenceId;
    private Need need = Need.NONE;
    private long deadlineNanos = NO_DEADLINE;
    private long limitNanos;
    private boolean shared;
    private boolean sole;
    private boolean stoppedByMistake;

    /** The value of {@link #deadlineNanos()} for commands without a time limit. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** What follows after a packet. */
    public enum Step {
        /** Another packet of this command. */
        MORE,
        /** Nothing: the answer is complete. */
        DONE,
        /** Send the local file that the server has asked for. */
        UPLOAD,
        /** Send what {@link Command#findAnswer} finds, and read nothing until then. */
        FIND_ANSWER,
        /** Only during login: send what was written, then start TLS. */
        UPGRADE_TLS,
        /** Only for {@link Authenticating} ones: the user's device has to be asked, and the server waits for that. */
        ASK
    }

    /**
     * Writes the request as one or more packets, starting with sequence id 0.
     *
     * @param out where to; holds the requests of other commands already
     */
    public abstract void encode(PacketWriter out, Session session);

    /**
     * Understands one packet. Its bytes are valid only during the call.
     *
     * @param in the payload, positioned at its start
     * @param out for what the command answers in turn; such packets take their sequence id from
     *     {@link Session#sequenceId()}
     * @throws io.github.asyncmysql.MySqlProtocolException if the packet is not what the protocol allows here
     */
    public abstract Step onPacket(PacketReader in, PacketWriter out, Session session);

    /**
     * Finds what {@link Step#FIND_ANSWER} has announced. May block, so it is called outside of the event loop, while nothing
     * else is called.
     *
     * @return a packet's payload; {@code null} if it is the server's turn again
     * @throws MySqlException if there is no answer
     */
    public byte @Nullable [] findAnswer() {
        throw new IllegalStateException("nothing is to be found");
    }

    /**
     * Whether this packet may be given to {@link #onPacket} now. A command whose receiver has asked for no more rows says
     * no; the connection then reads no further until it is told to go on.
     */
    public boolean accepts(PacketReader in) {
        return true;
    }

    /** The answer is complete, and the connection is free for other commands: tells whoever started the command. */
    public void done(Session session) {}

    /** The answer will not come, or not completely. Called at most once, and never together with {@link #done}. */
    public abstract void fail(MySqlException failure);

    /** What must be true of the session's transaction for this command to be sent. */
    public final Need need() {
        return need;
    }

    /** Set before the command is submitted. */
    public final void need(Need demanded) {
        this.need = demanded;
    }

    /** Whether it is a query that changes nothing, whatever transaction it runs in. Once its statement is known. */
    public boolean isPlainSelect() {
        return false;
    }

    /**
     * Whether it runs beside those of other callers: it only reads, so that it may be stopped by mistake, and be sent anew.
     */
    public final boolean isShared() {
        return shared;
    }

    /** Whether it may be hit by what is to stop another command in front of it. */
    public final boolean mayBeStoppedFor(Command victim) {
        return shared || victim.need == Need.BEGIN && isPlainSelect();
    }

    /** Set before the command is submitted. */
    public final void share() {
        shared = true;
    }

    /** Whether its borrower sends nothing else in the session, and so cannot ask what it has left there. */
    public final boolean isSole() {
        return sole;
    }

    /** Set before the command is submitted. */
    public final void sole(boolean only) {
        this.sole = only;
    }

    /** Whether what was to stop another command may have hit this one. */
    public final boolean isStoppedByMistake() {
        return stoppedByMistake;
    }

    public final void stoppedByMistake() {
        stoppedByMistake = true;
    }

    /** Whether the server says that {@code KILL QUERY} has stopped what it was doing. */
    public static boolean isInterruption(@Nullable Throwable failure) {
        return failure instanceof MySqlServerException error && error.errorCode() == INTERRUPTED;
    }

    /** Whether the server says that it has ended the session. */
    public static boolean isSessionEnd(@Nullable Throwable failure) {
        return failure instanceof MySqlServerException error && SESSION_ENDED.contains(error.errorCode());
    }

    /** Whether nothing may be sent behind it before its answer has come. */
    public boolean isExclusive() {
        return false;
    }

    /** Whether it may be sent only when nothing else is on its way. */
    public boolean isAlone() {
        return false;
    }

    /** What is known when the connection ends before the command itself was sent. */
    public Outcome outcomeIfUnsent() {
        return Outcome.NOT_SENT;
    }

    /** The sequence id of the answer's first packet. */
    public final int answerSequenceId() {
        return answerSequenceId;
    }

    public final void answerSequenceId(int sequenceId) {
        this.answerSequenceId = sequenceId;
    }

    /** When the command must be complete, on the connection's monotonic clock; {@link #NO_DEADLINE} for whenever. */
    public final long deadlineNanos() {
        return deadlineNanos;
    }

    public final void deadlineNanos(long deadlineNanos) {
        this.deadlineNanos = deadlineNanos;
    }

    /** How long the command may take, in nanoseconds; 0 for as long as it likes. */
    public final long limitNanos() {
        return limitNanos;
    }

    public final void limitNanos(long limitNanos) {
        this.limitNanos = limitNanos;
    }
}
