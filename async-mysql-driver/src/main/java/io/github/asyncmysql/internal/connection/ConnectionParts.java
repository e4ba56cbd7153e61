package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.value.ValueSettings;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.util.function.LongSupplier;

/**
 * What the classes around one connection share. Immutable itself; its parts are confined to the event loop.
 *
 * @param config the settings
 * @param session the session's state
 * @param out the output buffer
 * @param statements the prepared statements
 * @param queue the commands
 */
record ConnectionParts(
        MySqlConfig config, Session session, PacketWriter out, StatementCache statements, CommandQueue queue) {

    /** @param clock the connection's monotonic clock, in nanoseconds */
    static ConnectionParts create(MySqlConfig config, Pipelining pipelining, LongSupplier clock) {
        Session session = new Session(ValueSettings.of(config));
        PacketWriter out = new PacketWriter();
        StatementCache statements = new StatementCache(config.statementCacheSize(), config.statementCacheSqlLimit());
        OptionalColumns columns =
                new OptionalColumns(session, config.resultsetMetadataLifetime().toNanos(), clock);
        CommandQueue queue = new CommandQueue(out, session, statements, columns, pipelining, config.sessionTimeZone());
        return new ConnectionParts(config, session, out, statements, queue);
    }
}
