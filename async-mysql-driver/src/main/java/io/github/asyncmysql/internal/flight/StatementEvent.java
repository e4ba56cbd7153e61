package io.github.asyncmysql.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/**
 * One statement, from being sent to its last byte.
 *
 * <p>Confined to one thread at a time.
 */
@Name("io.github.asyncmysql.Statement")
@Label("MySQL Statement")
@Category("async-mysql")
@Description("A statement, from being sent to the last byte of its answer")
@Threshold("10 ms")
@StackTrace(false)
final class StatementEvent extends Event implements FlightStatement {

    @Label("SQL")
    @Description("The text, shortened to 200 characters, without parameters")
    @Nullable
    String sql;

    @Label("Connection")
    @Description("The server's id of the session")
    long connectionId;

    @Label("Error")
    @Description("The class of the failure; nothing if there was none")
    @Nullable
    String error;

    /** Asks the recorder only if there has ever been one in this JVM, since asking sets it up. */
    static @Nullable StatementEvent begun() {
        if (!FlightRecorder.isInitialized() || !Type.STATEMENT.isEnabled()) {
            return null;
        }
        StatementEvent event = new StatementEvent();
        event.begin();
        return event;
    }

    /** In a class of its own, since finding the type of an event sets the recorder up. */
    private static final class Type {

        static final EventType STATEMENT = EventType.getEventType(StatementEvent.class);
    }

    @Override
    public void ended(String text, long connection, @Nullable Throwable failure) {
        end();
        if (shouldCommit()) {
            sql = text;
            connectionId = connection;
            error = Errors.name(failure);
            commit();
        }
    }
}
