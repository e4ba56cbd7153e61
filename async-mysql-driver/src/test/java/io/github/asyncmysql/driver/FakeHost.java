package io.github.asyncmysql.driver;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One of several hosts, which takes writes, or not, as the test says, and notes them. Its accounts may not see whether it is in
 * a group. Thread-safe.
 */
final class FakeHost implements AutoCloseable {

    /** What a fake host does. */
    enum Mood {
        /** Takes writes, and says so. */
        WRITABLE,
        /** Refuses writes, and says so. */
        READ_ONLY,
        /** Says nothing any more. */
        SILENT
    }

    private static final String REFUSAL =
            "The MySQL server is running with the --super-read-only option so it cannot execute this statement";

    private final FakeMySqlServer server = FakeMySqlServer.start(this::serve);
    private final List<String> statements = new CopyOnWriteArrayList<>();
    private volatile Mood mood;

    FakeHost(Mood mood) {
        this.mood = mood;
    }

    void become(Mood next) {
        mood = next;
    }

    HostAndPort address() {
        return new HostAndPort(server.host(), server.port());
    }

    /** The statements that it has executed or refused, checks left out. */
    List<String> statements() {
        return statements;
    }

    private void serve(FakeConnection client) throws Exception {
        if (mood == Mood.SILENT) {
            client.silence();
            return;
        }
        FakeSessions.open(client);
        try {
            Packet packet = client.expectPacket();
            while (packet.command() != FakeConnection.COM_QUIT) {
                if (mood == Mood.SILENT) {
                    client.silence();
                    return;
                }
                client.send(answer(packet));
                packet = client.expectPacket();
            }
        } catch (EOFException | SocketException ended) {
            // The client has gone without a word.
        }
    }

    private byte[] answer(Packet packet) throws IOException {
        if (packet.command() != FakeConnection.COM_QUERY) {
            return FakePackets.ok(1);
        }
        String sql = packet.text().toLowerCase(Locale.ROOT);
        if (sql.contains("replication_group_members")) {
            return FakePackets.err(1, 1142, "42000", "SELECT command denied");
        }
        boolean writes = mood == Mood.WRITABLE;
        if (sql.contains("read_only")) {
            return FakePackets.concat(
                    FakePackets.columnCount(1, 2),
                    FakePackets.column(2, "read_only"),
                    FakePackets.column(3, "innodb_read_only"),
                    FakePackets.textRow(4, writes ? "0" : "1", "0"),
                    FakePackets.okEof(5));
        }
        statements.add(sql);
        if (sql.startsWith("insert") || sql.startsWith("call")) {
            return writes ? FakePackets.ok(1, 1, 0, 2) : FakePackets.err(1, 1290, "HY000", REFUSAL);
        }
        return sql.startsWith("select")
                ? FakePackets.resultSet("port", Integer.toString(server.port()))
                : FakePackets.ok(1);
    }

    /** Ends it, as a crash would. */
    @Override
    public void close() {
        server.close();
    }
}
