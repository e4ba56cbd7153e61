package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.ExecuteCommand;
import io.github.asyncmysql.internal.command.FetchCommand;
import io.github.asyncmysql.internal.command.LargeExecuteCommand;
import io.github.asyncmysql.internal.command.PreparedStatement;
import io.github.asyncmysql.internal.command.QueryCommand;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one connection, in the order in which they were submitted: those on their way, and those that wait for
 * room in the pipeline or for a statement to be prepared.
 *
 * <p>A statement that is not prepared yet is prepared at once, even while commands in front of it wait; executing it keeps
 * its place, so statements never overtake each other.
 *
 * <p>Confined to the event loop.
 */
final class CommandQueue {

    private final ArrayDeque<Command> waiting = new ArrayDeque<>();
    final QueueView view = new QueueView();
    private final SentCommands inFlight;
    private final PacketWriter out;
    private final Session session;
    private final SessionTraces traces;
    private final PreparedStatements statements;
    private final OptionalColumns columns;
    private final int limit;
    private boolean sending;
    private boolean held;
    private @Nullable LargeExecuteCommand supplying;
    private Consumer<LargeExecuteCommand> supplier = command -> {};

    CommandQueue(
            PacketWriter out,
            Session session,
            StatementCache cache,
            OptionalColumns columns,
            Pipelining pipelining,
            @Nullable ZoneId zone) {
        this.columns = columns;
        this.inFlight = new SentCommands(pipelining, view);
        this.out = out;
        this.session = session;
        this.traces = new SessionTraces(session);
        this.statements = new PreparedStatements(cache, session, out, zone, this::isExclusive);
        this.limit = pipelining.limit();
    }

    /** Who sends the large parameters of a command whose turn has come, and calls {@link #supplied()} then. */
    void supplier(Consumer<LargeExecuteCommand> supplier) {
        this.supplier = supplier;
    }

    /** Sends a command as soon as its turn comes. */
    void submit(Command command) {
        view.submitted();
        if (command instanceof FetchCommand fetch) {
            if (!statements.isCursorOpen(fetch)) {
                fetch.fail(Failures.cursorClosed());
                return;
            }
        } else if (command instanceof ExecuteCommand execute) {
            PreparedStatement statement = statements.of(execute);
            execute.statement(statement);
            note(command, statement.hiddenEffects());
            // What is alone makes the server forget what was prepared before.
            if (statement.state() == PreparedStatement.State.NEW
                    && inFlight.size() < limit
                    && maySend()
                    && waiting.stream().noneMatch(Command::isAlone)) {
                prepare(statement);
            }
        } else if (command instanceof QueryCommand query) {
            note(command, query.hiddenEffects(session));
        }
        waiting.add(command);
        send();
    }

    private void note(Command command, int effects) {
        if (traces.submitted(command, effects, isIdle())) {
            waiting.add(SessionTraces.forget());
        }
    }

    /** Nobody will fetch from the cursor that a command has opened, or was to open. */
    void closeCursor(ExecuteCommand opener) {
        if (opener.hasStatement()) {
            statements.closeCursor(opener.statement());
        }
    }

    /**
     * Nobody will fetch from any cursor any more.
     *
     * @return whether there was one
     */
    boolean closeCursors() {
        return statements.closeCursors();
    }

    /** What statements have left in the session. */
    SessionTraces traces() {
        return traces;
    }

    private void prepare(PreparedStatement statement) {
        write(statements.prepare(statement, this::send));
    }

    /** Sends a command anew whose statement has to be prepared again, if it overtakes nothing; whether its answer is due. */
    boolean repeats(Command command) {
        if (!(command instanceof ExecuteCommand execute) || !execute.mayRepeat() || !inFlight.isOnlyPreparing()) {
            return false;
        }
        PreparedStatement old = execute.statement();
        statements.forget(old);
        execute.repeat(statements.of(execute));
        statements.closeIfUnused(old);
        waiting.addFirst(execute);
        send();
        return true;
    }

    // Failing a command runs its owner's code, which may submit another one: the loop below picks that up.
    private void send() {
        if (sending) {
            return;
        }
        sending = true;
        try {
            while (maySend() && !waiting.isEmpty() && inFlight.size() < limit && sendFirst()) {
                // the next one
            }
        } finally {
            sending = false;
        }
    }

    private boolean maySend() {
        return !held && !isExclusive();
    }

    /** Whether nothing may be sent behind the last command, or large parameters are being sent. */
    boolean isExclusive() {
        return inFlight.isLastExclusive() || supplying != null;
    }

    /** The command whose large parameters are being sent; {@code null} if there is none. */
    @Nullable
    LargeExecuteCommand supplying() {
        return supplying;
    }

    /** All large parameters have been sent, or their command is not in the queue any more. */
    void supplied() {
        supplying = null;
        send();
    }

    /** How many commands have been sent whose answers are not complete. */
    int awaited() {
        return inFlight.awaited();
    }

    /** Whether what is sent now belongs to a local file that the server has asked for. */
    boolean isUploading() {
        return inFlight.head() instanceof StatementCommand statement && statement.isUploading();
    }

    /** Whether the first of the waiting commands has gone, one way or the other. */
    private boolean sendFirst() {
        Command command = waiting.element();
        if (command.need() != Command.Need.NONE && !mayLeaveInTransaction(command)) {
            return waiting.peek() != command;
        }
        if (!(command instanceof ExecuteCommand execute)) {
            if (command.isAlone() && !inFlight.isEmpty()) {
                return false;
            }
            return sendOrAnnounce(command);
        }
        PreparedStatement statement = execute.statement();
        switch (statement.state()) {
            case NEW -> {
                prepare(statement);
                return false;
            }
            case PREPARING -> {
                return false;
            }
            case FAILED -> {
                waiting.poll();
                MySqlException failure = statement.failure();
                execute.fail(failure != null ? failure : Failures.notPrepared());
            }
            case READY -> {
                if (execute instanceof LargeExecuteCommand large && !large.isBegun()) {
                    return supply(large);
                }
                return sendOrAnnounce(execute);
            }
        }
        return true;
    }

    // Once more for the same command, if something else had to go first.
    private boolean sendOrAnnounce(Command command) {
        Command first = columns.before(command);
        if (first == null) {
            waiting.poll();
        }
        write(first == null ? command : first);
        return true;
    }

    /** Whether it may be sent; if not, it either waits or was failed. See {@link TransactionGate}. */
    private boolean mayLeaveInTransaction(Command command) {
        if (command.need() == Command.Need.BEGIN) {
            session.notBegun(null);
            return true;
        }
        if (!inFlight.isEmpty()) {
            return TransactionGate.mayFollow(inFlight.last(), command);
        }
        if (session.isTransactionUncertain()) {
            write(TransactionGate.question(session));
            return false;
        }
        MySqlException refusal = TransactionGate.refusal(session, command);
        if (refusal == null) {
            return true;
        }
        waiting.poll();
        Failures.tell(command, refusal);
        // What it had to itself is not needed any more.
        if (command instanceof ExecuteCommand execute) {
            statements.closeIfUnused(execute.statement());
        }
        return false;
    }

    // Only when all answers are in, so that nothing that happens to others can fall into the time of the sources.
    private boolean supply(LargeExecuteCommand command) {
        if (!inFlight.isEmpty()) {
            return false;
        }
        try {
            command.checkParameterCount();
        } catch (MySqlException e) {
            waiting.poll();
            takeBack(command, e);
            return true;
        }
        supplying = command;
        supplier.accept(command);
        return true;
    }

    private void write(Command command) {
        int before = out.size();
        try {
            if (command instanceof ExecuteCommand execute) {
                execute.checkParameterCount();
            }
            command.encode(out, session);
        } catch (RuntimeException e) {
            takeBack(command, e);
            return;
        }
        command.answerSequenceId(out.nextSequenceId());
        inFlight.add(command, out.size() == before);
    }

    /** The output buffer was written to the channel. */
    void flushed() {
        inFlight.flushed();
    }

    /** Whether there is a command whose answer may come: one whose request is not in the output buffer still. */
    boolean isHeadSent() {
        return awaited() > 0;
    }

    // A value that cannot be encoded is its owner's problem alone: the connection has not seen a byte of it.
    private void takeBack(Command command, RuntimeException cause) {
        out.abandonPacket();
        if (command instanceof ExecuteCommand execute) {
            execute.encodeFailed();
        }
        command.fail(Failures.notEncoded(cause));
        completed(command);
    }

    /** The command whose answer is due. */
    @Nullable
    Command head() {
        return inFlight.head();
    }

    /** The answer of {@link #head()} is complete. */
    void headAnswered() {
        inFlight.headAnswered();
    }

    /** Whether the first of several commands was answered, and the one behind it was not: the connection is given up. */
    boolean isProbeUnanswered() {
        return inFlight.isProbeUnanswered();
    }

    /** A command has told its owner how it ended. Frees what it held, and sends what waited for it. */
    void completed(Command command) {
        traces.answered(command);
        if (command instanceof ExecuteCommand execute) {
            PreparedStatement statement = execute.statement();
            if (statement.state() == PreparedStatement.State.FAILED || execute.isStale()) {
                statements.forget(statement);
            }
            statements.closeIfUnused(statement);
        }
        statements.closeDeferred();
        send();
    }

    /** Takes out a command that was not sent yet; it is not told. */
    boolean withdraw(Command command) {
        return waiting.remove(command);
    }

    /**
     * Takes out a command whose answer is given up; the connection must be closed then.
     *
     * @return whether a byte of it was sent
     */
    boolean forget(Command command) {
        return inFlight.forget(command);
    }

    /** Whether a command is running, and whatever is behind it on its way may be stopped in its place. */
    boolean mayBeStopped(Command command) {
        return inFlight.mayBeStopped(command);
    }

    /** Sends nothing more, except by {@link #sendThough}, until {@link #resume()}. */
    void hold() {
        held = true;
    }

    /** Sends a command although the queue is held. */
    void sendThough(Command command) {
        write(command);
    }

    /** Ends {@link #hold()}. */
    void resume() {
        held = false;
        send();
    }

    boolean isIdle() {
        return inFlight.isEmpty() && waiting.isEmpty() && !held;
    }

    /** All commands, those on their way first. */
    List<Command> all() {
        List<Command> commands = inFlight.all();
        commands.addAll(waiting);
        return commands;
    }

    /** Commands of which not a byte was sent. They are not in the queue any more. */
    List<Command> drainUnsent() {
        List<Command> commands = inFlight.drainUnsent();
        commands.addAll(waiting);
        waiting.clear();
        return commands;
    }

    /** Commands that were sent and not completely answered. They are not in the queue any more. */
    List<Command> drainInFlight() {
        return inFlight.drain();
    }
}
