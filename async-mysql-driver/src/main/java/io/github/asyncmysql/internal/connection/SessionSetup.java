package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SessionVariable;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.QueryCommand;
import io.github.asyncmysql.internal.command.ResultConsumer;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.Text;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a session into the state that the settings describe, after login and after each reset: UTF-8, the time zone,
 * session tracking, the database, the user's own statements and code.
 *
 * <p>Each step waits for the one before; the first failure ends the session.
 *
 * <p>Confined to the event loop.
 */
final class SessionSetup {

    private static final int UNKNOWN_VARIABLE = 1193;
    private static final String IDENTITY = "SELECT CONCAT_WS(':', @@hostname, @@port, @@server_id, @@datadir),"
            + " @@max_allowed_packet, @@auto_increment_increment";
    private static final String ROLES = ", CURRENT_ROLE()";
    private static final int FIRST_MYSQL_WITH_ROLES = 8;

    private final ConnectionHandler handler;
    private final ConnectionParts parts;
    private final @Nullable Preparation preparation;
    /** Whether everybody else's commands wait until the session is set up. */
    private boolean held;
    /** Why the session is of no use, whatever else it allows; {@code null} if nothing is known against it. */
    private @Nullable MySqlException refusal;

    /** @param preparation what comes behind all other steps; {@code null} for nothing */
    SessionSetup(ConnectionHandler handler, ConnectionParts parts, @Nullable Preparation preparation) {
        this.handler = handler;
        this.parts = parts;
        this.preparation = preparation;
    }

    /** Sets a fresh session up, within the deadline of connecting. */
    void start(SimpleCommand.Listener listener) {
        // Not waited for: its answer comes before that of the first step.
        handler.submit(identity());
        Deque<Step> steps = new ArrayDeque<>();
        steps.add(this::variables);
        run(steps, listener);
    }

    private Command identity() {
        return new QueryCommand(
                hasRoles() ? IDENTITY + ROLES : IDENTITY,
                new Identity(parts, preparation == null, this::unidentified),
                null);
    }

    /**
     * Sets a session up whose user was changed, while everybody else's commands are held back. Without the user's own code,
     * whose commands would be held back as well.
     */
    void userChanged(SimpleCommand.Listener listener) {
        held = true;
        send(identity());
        Deque<Step> steps = new ArrayDeque<>();
        steps.add(this::variables);
        run(steps, listener);
    }

    private void send(Command command) {
        long limit = parts.config().connectTimeout().toNanos();
        if (held) {
            handler.submitThough(command, limit);
        } else {
            handler.submit(command, limit);
        }
    }

    /**
     * Has the server reset the session, which keeps neither character set nor database, and all roles, and sets it up again.
     */
    void reset(SimpleCommand.Listener listener) {
        Deque<Step> steps = new ArrayDeque<>();
        steps.add(SimpleCommand::resetConnection);
        parts.statements().clear();
        // It takes the server's value of now, which may be another one than at login.
        parts.session().autoIncrementIncrement(0);
        String database = parts.config().database();
        if (database == null) {
            steps.add(result -> behindRoles(this::variables, result));
        } else {
            // In this order: MySQL 8.0 finds out about rights for the database anew when it is chosen, and not when
            // roles are.
            steps.add(result -> behindRoles(chosen -> SimpleCommand.useDatabase(database, chosen), result));
            steps.add(this::variables);
        }
        run(steps, listener);
    }

    // MariaDB lets accounts with an expired password in, and has them set variables and nothing else.
    private void unidentified(Throwable failure) {
        if (failure instanceof MySqlServerException error && error.isAccessDenied()) {
            refusal = error;
        }
    }

    private boolean hasRoles() {
        ServerInfo server = parts.session().server();
        return server.mariaDb() || server.major() >= FIRST_MYSQL_WITH_ROLES;
    }

    private interface Step {
        Command command(SimpleCommand.Listener result);
    }

    private void run(Deque<Step> steps, SimpleCommand.Listener listener) {
        for (String sql : parts.config().initSql()) {
            steps.add(result -> new QueryCommand(sql, new Outcome(result), null));
        }
        new Run(steps, listener).next(null);
    }

    // Roles are not waited for, so that they cost no round trip of their own.
    private Command behindRoles(Step step, SimpleCommand.Listener result) {
        String roles = parts.session().roles();
        if (roles == null) {
            return step.command(result);
        }
        AtomicReference<MySqlException> roleFailure = new AtomicReference<>();
        handler.submit(
                SimpleCommand.execute("SET ROLE " + roles, roleFailure::set),
                parts.config().connectTimeout().toNanos());
        return step.command(failure -> {
            MySqlException first = roleFailure.get();
            result.ended(first != null ? first : failure);
        });
    }

    private Command variables(SimpleCommand.Listener result) {
        return SimpleCommand.execute(variables(true), failure -> onVariables(failure, result));
    }

    private void onVariables(@Nullable MySqlException failure, SimpleCommand.Listener result) {
        if (failure instanceof MySqlServerException server && server.errorCode() == UNKNOWN_VARIABLE) {
            // A server without session tracking: every use then counts as a change.
            parts.session().tracksState(false);
            send(SimpleCommand.execute(variables(false), result));
            return;
        }
        // A proxy may let the server report changes, and not pass the reports on.
        parts.session().tracksState(failure == null && parts.session().has(Capabilities.SESSION_TRACK));
        result.ended(failure);
    }

    private String variables(boolean tracking) {
        List<String> assignments = new ArrayList<>();
        assignments.add("NAMES utf8mb4");
        ZoneId zone = parts.config().sessionTimeZone();
        if (zone != null) {
            assignments.add("time_zone = '" + zoneName(zone) + "'");
        }
        if (!parts.session().autocommit()) {
            assignments.add("autocommit = 1");
        }
        for (SessionVariable variable : parts.config().sessionVariables()) {
            assignments.add("@@session." + variable.name() + " = " + variable.literal());
        }
        if (tracking) {
            assignments.add("session_track_state_change = ON");
        }
        return "SET " + String.join(", ", assignments);
    }

    private static String zoneName(ZoneId zone) {
        if (zone.normalized() instanceof ZoneOffset offset) {
            return offset.getTotalSeconds() == 0 ? "+00:00" : offset.getId();
        }
        return zone.getId();
    }

    /** One pass over the steps, one after another. */
    private final class Run {

        private final Deque<Step> steps;
        private final SimpleCommand.Listener listener;

        Run(Deque<Step> steps, SimpleCommand.Listener listener) {
            this.steps = steps;
            this.listener = listener;
        }

        void next(@Nullable MySqlException failure) {
            Step step = failure == null ? steps.poll() : null;
            if (step != null) {
                send(step.command(this::next));
                return;
            }
            Preparation last = preparation;
            if (failure == null && last != null && !held) {
                last.run(this::end);
            } else {
                end(failure);
            }
        }

        private void end(@Nullable MySqlException failure) {
            held = false;
            MySqlException known = refusal;
            parts.session().clearStateChanged();
            parts.queue().traces().clear();
            listener.ended(failure == null ? known : failure);
        }
    }

    /** Notes which server this is, so that another connection can be told to lead to the same one, and its limits. */
    private record Identity(ConnectionParts parts, boolean unprepared, Consumer<Throwable> unknown)
            implements ResultConsumer {

        @Override
        public void onRow(WireRow row) {
            Session session = parts.session();
            session.serverIdentity(String.valueOf(row.getString(0)));
            if (row.size() > 2) {
                session.maxAllowedPacket(row.getLong(1));
                // A packet of exactly that size is refused already.
                parts.out().maxPayload(row.getLong(1) - 1);
                // What the user's own statements do to it would not be known.
                boolean certain = unprepared
                        && parts.config().initSql().isEmpty()
                        && parts.config().sessionVariables().isEmpty();
                session.autoIncrementIncrement(certain ? row.getInt(2) : 0);
            }
            if (row.size() > 3) {
                session.roles(roles(row.getString(3), session.server().mariaDb()));
            }
        }

        // MariaDB has one role at a time and tells its bare name; MySQL tells a list that is quoted already.
        private static String roles(@Nullable String current, boolean bareName) {
            return current == null ? "NONE" : bareName ? "`" + current.replace("`", "``") + "`" : current;
        }

        @Override
        public void onComplete(Session session) {
            // Noted already.
        }

        @Override
        public void onFailure(Throwable failure) {
            unknown.accept(failure);
        }
    }

    /** Turns the result of one of the user's own statements into success or failure; its rows are dropped. */
    private record Outcome(SimpleCommand.Listener result) implements ResultConsumer {

        @Override
        public void onRow(WireRow row) {
            // Not wanted.
        }

        @Override
        public void onComplete(Session session) {
            result.ended(null);
        }

        @Override
        public void onFailure(Throwable failure) {
            result.ended(
                    failure instanceof MySqlException known
                            ? known
                            : Failures.closed(Text.sanitize(String.valueOf(failure.getMessage()), 200)));
        }
    }
}
