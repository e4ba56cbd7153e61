package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_PREPARE;

import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A server that ends columns and rows with EOF packets, as all did once. Confined to one thread. */
final class OldEndServer extends VirtualServer {

    private final Function<Packet, byte @Nullable []> special;
    private int statements;

    /** @param special the answers that a test is about; {@code null} for the usual ones */
    OldEndServer(Function<Packet, byte @Nullable []> special) {
        this.special = special;
    }

    @Override
    byte[] greeting() {
        return new FakeGreeting().withoutCapability(Capability.DEPRECATE_EOF).toPacket();
    }

    @Override
    byte @Nullable [] answer(Packet packet) {
        byte[] answer = packet.sequence() == 0 ? special.apply(packet) : null;
        if (answer != null || packet.sequence() != 0) {
            return answer;
        }
        if (packet.command() == COM_STMT_PREPARE) {
            return FakePackets.prepareOk(1, ++statements, 0, 0);
        }
        if (packet.command() != COM_QUERY) {
            return null;
        }
        if (packet.text().startsWith("select '")) {
            return resultSet(packet.text().substring(8, packet.text().length() - 1));
        }
        return packet.text().startsWith("SELECT CONCAT_WS") ? resultSet("virtual:1") : null;
    }

    private static byte[] resultSet(String row) {
        return FakePackets.concat(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "a"),
                FakePackets.eof(3),
                FakePackets.textRow(4, row),
                FakePackets.eof(5));
    }
}
