package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_PREPARE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_SEND_LONG_DATA;

import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakePackets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A server in memory for statements with large parameters: takes updates of any kind. Confined to one thread. */
final class SupplyServer extends VirtualServer {

    private final int parameters;
    private final long maxAllowedPacket;
    private byte @Nullable [] nextAnswer;
    private int prepared = 6;

    SupplyServer(int parameters, long maxAllowedPacket) {
        this.parameters = parameters;
        this.maxAllowedPacket = maxAllowedPacket;
    }

    /** The answer to the next execution, in place of an OK. */
    void answerNext(byte[] answer) {
        nextAnswer = answer;
    }

    @Override
    byte @Nullable [] answer(Packet packet) {
        if (received().size() == 1) {
            return null;
        }
        if (packet.command() == COM_QUERY && packet.text().startsWith("SELECT CONCAT_WS")) {
            return FakePackets.concat(
                    FakePackets.columnCount(1, 3),
                    FakePackets.column(2, "identity"),
                    FakePackets.column(3, "max_allowed_packet"),
                    FakePackets.column(4, "auto_increment_increment"),
                    FakePackets.textRow(5, "supply", String.valueOf(maxAllowedPacket), "1"),
                    FakePackets.okEof(6));
        }
        if (packet.command() == COM_STMT_PREPARE) {
            byte[] answer = FakePackets.prepareOk(1, ++prepared, 0, parameters);
            for (int i = 0; i < parameters; i++) {
                answer = FakePackets.concat(answer, FakePackets.column(2 + i, "?"));
            }
            return answer;
        }
        if (packet.command() == COM_STMT_EXECUTE) {
            byte[] special = nextAnswer;
            nextAnswer = null;
            return special != null ? special : FakePackets.ok(1);
        }
        return null;
    }

    /** What came for the large parameters, by their position; a parameter is there once anything has been sent for it. */
    TreeMap<Integer, String> supplied() {
        TreeMap<Integer, ByteArrayOutputStream> values = new TreeMap<>();
        for (Packet packet : received()) {
            byte[] payload = packet.payload();
            if (packet.sequence() == 0 && packet.command() == COM_STMT_SEND_LONG_DATA) {
                int index = payload[5] & 0xff | (payload[6] & 0xff) << 8;
                values.computeIfAbsent(index, any -> new ByteArrayOutputStream())
                        .writeBytes(Arrays.copyOfRange(payload, 7, payload.length));
            }
        }
        TreeMap<Integer, String> texts = new TreeMap<>();
        values.forEach((index, bytes) -> texts.put(index, bytes.toString(StandardCharsets.UTF_8)));
        return texts;
    }

    /** The commands that came since login and set-up, without those that only bring pieces of parameters. */
    List<Integer> commands() {
        return received().stream()
                .skip(1)
                .map(Packet::command)
                .filter(command -> command != COM_STMT_SEND_LONG_DATA && command != COM_QUERY)
                .toList();
    }
}
