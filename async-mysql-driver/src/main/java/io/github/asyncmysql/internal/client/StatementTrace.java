package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.flight.FlightLog;
import io.github.asyncmysql.internal.flight.FlightStatement;
import io.github.asyncmysql.internal.wire.Text;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes one run of a statement for the log and for the flight recorder, where one of them wants to know.
 *
 * <p>Confined to the event loop.
 */
final class StatementTrace {

    private static final Logger sqlLog = LoggerFactory.getLogger("io.github.asyncmysql.sql");

    private final boolean echo;
    private final @Nullable FlightStatement flight;
    private final long startedAt = System.nanoTime();

    private StatementTrace(boolean echo, @Nullable FlightStatement flight) {
        this.echo = echo;
        this.flight = flight;
    }

    /** A statement is about to be sent. {@code null} if nobody wants to know. */
    static @Nullable StatementTrace begin(boolean echo) {
        FlightStatement flight = FlightLog.statement();
        return echo || flight != null ? new StatementTrace(echo, flight) : null;
    }

    /** The statement has ended. */
    void ended(String sql, @Nullable WireConnection connection, @Nullable Throwable failure) {
        String text = Text.shortenSql(sql);
        if (echo) {
            long micros = (System.nanoTime() - startedAt) / 1000;
            sqlLog.info("{} us{} {}", micros, failure == null ? "" : " FAILED", text);
        }
        if (flight != null) {
            flight.ended(text, connection == null ? 0 : connection.connectionId(), failure);
        }
    }
}
