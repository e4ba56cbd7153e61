package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.value.ValueSettings;
import io.github.asyncmysql.internal.wire.PacketWriter;

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

    static ConnectionParts create(MySqlConfig config, Pipelining pipelining) {
        Session session = new Session(ValueSettings.of(config));
        PacketWriter out = new PacketWriter();
        StatementCache statements = new StatementCache(config.statementCacheSize(), config.statementCacheSqlLimit());
        CommandQueue queue = new CommandQueue(out, session, statements, pipelining, config.sessionTimeZone());
        return new ConnectionParts(config, session, out, statements, queue);
    }
}
