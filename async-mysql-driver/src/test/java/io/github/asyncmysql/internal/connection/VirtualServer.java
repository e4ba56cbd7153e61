package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_INIT_DB;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_PING;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUIT;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_RESET_CONNECTION;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_CLOSE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_PREPARE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_RESET;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_SEND_LONG_DATA;

import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One session of a server in memory: client's bytes in, packets out. Unless a test answers otherwise, it lets everybody in
 * and knows the statements of {@link Scenario}. Confined to one thread.
 */
class VirtualServer {

    static final int FIRST_PACKETS = 2;

    private static final byte[] NOTHING = {};

    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private final List<Packet> received = new ArrayList<>();
    private int statements;
    private boolean ended;

    /** What it says first. */
    byte[] greeting() {
        return new FakeGreeting().toPacket();
    }

    /** The answer to one packet, as one or more packets; {@code null} for the usual one. */
    byte @Nullable [] answer(Packet packet) {
        return null;
    }

    /** The client is about to get the last of the packets so far. */
    void lastPacketLeaves() {}

    /** Takes bytes from the client, and returns what it answers. */
    final byte[] receive(byte[] bytes) {
        input.writeBytes(bytes);
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        byte[] unread = input.toByteArray();
        int at = 0;
        while (unread.length - at >= 4) {
            int length = unread[at] & 0xff | (unread[at + 1] & 0xff) << 8 | (unread[at + 2] & 0xff) << 16;
            if (unread.length - at - 4 < length) {
                break;
            }
            Packet packet = new Packet(unread[at + 3] & 0xff, Arrays.copyOfRange(unread, at + 4, at + 4 + length));
            received.add(packet);
            byte[] special = answer(packet);
            answers.writeBytes(special != null ? special : usualAnswer(packet));
            at += 4 + length;
        }
        input.reset();
        input.write(unread, at, unread.length - at);
        return answers.toByteArray();
    }

    /** Every packet of the client so far. */
    final List<Packet> received() {
        return received;
    }

    /** How many packets of the client were that command. */
    final long count(int command) {
        return received.stream()
                .skip(1)
                .filter(packet -> packet.sequence() == 0 && packet.command() == command)
                .count();
    }

    /** Ends the connection once what is sent already has arrived. */
    final void endAfterwards() {
        ended = true;
    }

    final boolean isEnded() {
        return ended;
    }

    private byte[] usualAnswer(Packet packet) {
        if (received.size() == 1) {
            return FakePackets.concat(FakePackets.authMoreData(2, (byte) 3), FakePackets.ok(3));
        }
        return switch (packet.command()) {
            case COM_QUERY -> Scenario.answer(packet.text());
            case COM_STMT_PREPARE -> prepare();
            case COM_STMT_EXECUTE -> Scenario.binaryRows();
            case COM_STMT_CLOSE, COM_STMT_SEND_LONG_DATA -> NOTHING;
            case COM_PING, COM_INIT_DB, COM_RESET_CONNECTION, COM_STMT_RESET -> FakePackets.ok(1);
            case COM_QUIT -> {
                ended = true;
                yield NOTHING;
            }
            default -> throw new AssertionError("unexpected " + packet);
        };
    }

    private byte[] prepare() {
        return FakePackets.concat(
                FakePackets.prepareOk(1, ++statements, 1, 1),
                FakePackets.column(2, "?"),
                FakePackets.column(3, "value"));
    }
}
