package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.PrepareCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one connection that are in the output buffer or on their way, in the order of their answers.
 *
 * <p>Confined to the event loop.
 */
final class SentCommands {

    private final ArrayDeque<Command> commands = new ArrayDeque<>();
    private final Pipelining pipelining;
    private final QueueView view;
    /** The first command that was sent before the answer to another one had come; {@code null} without significance. */
    private @Nullable Command probe;

    private boolean probing;
    private int unflushed;

    SentCommands(Pipelining pipelining, QueueView view) {
        this.pipelining = pipelining;
        this.view = view;
        this.probing = pipelining.isUnproven();
    }

    /** @param flushed whether nothing of it went into the output buffer */
    void add(Command command, boolean flushed) {
        if (probing && !commands.isEmpty()) {
            probing = false;
            probe = command;
        }
        commands.add(command);
        view.head(commands.peek());
        if (!flushed) {
            unflushed++;
        }
    }

    /** The output buffer was written to the channel. */
    void flushed() {
        unflushed = 0;
    }

    boolean isEmpty() {
        return commands.isEmpty();
    }

    int size() {
        return commands.size();
    }

    /** The command whose answer is due. */
    @Nullable
    Command head() {
        return commands.peek();
    }

    /** The command whose answer is the last one to come. */
    @Nullable
    Command last() {
        return commands.peekLast();
    }

    /** How many commands have been sent whose answers are not complete. */
    int awaited() {
        return commands.size() - unflushed;
    }

    /** Whether the last one has the connection to itself, see {@link CommandQueue#isExclusive()}. */
    boolean isLastExclusive() {
        Command last = commands.peekLast();
        return last != null && last.isExclusive();
    }

    /** Whether nothing but statements to be prepared is on its way. */
    boolean isOnlyPreparing() {
        return commands.stream().allMatch(PrepareCommand.class::isInstance);
    }

    /** The answer of {@link #head()} is complete. */
    void headAnswered() {
        Command answered = commands.poll();
        view.head(commands.peek());
        if (answered != null && answered == probe) {
            probe = null;
            pipelining.proven();
        }
    }

    /** Whether the first of several commands was answered, and the one behind it was not: the connection is given up. */
    boolean isProbeUnanswered() {
        return probe != null && probe == commands.peek();
    }

    /**
     * Takes out a command whose answer is given up; the connection must be closed then.
     *
     * @return whether a byte of it was sent
     */
    boolean forget(Command command) {
        boolean sent = commands.stream().limit(awaited()).anyMatch(command::equals);
        if (commands.remove(command) && !sent) {
            unflushed--;
        }
        return sent;
    }

    /** Whether a command is running, and whatever is behind it on its way may be stopped in its place. */
    boolean mayBeStopped(Command command) {
        return commands.peek() == command
                && commands.stream()
                        .allMatch(o -> o == command || o.mayBeStoppedFor(command) || o instanceof PrepareCommand);
    }

    List<Command> all() {
        return new ArrayList<>(commands);
    }

    /** Takes out those of which not a byte was sent. */
    List<Command> drainUnsent() {
        List<Command> unsent = new ArrayList<>();
        for (; unflushed > 0; unflushed--) {
            unsent.add(0, commands.removeLast());
        }
        return unsent;
    }

    /** Takes out those that were sent and not completely answered. */
    List<Command> drain() {
        List<Command> all = new ArrayList<>(commands);
        commands.clear();
        view.head(null);
        return all;
    }
}
