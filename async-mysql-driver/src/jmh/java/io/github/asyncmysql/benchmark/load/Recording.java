package io.github.asyncmysql.benchmark.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One connection of the {@link CannedServer}: lets a client log in and prepare at the server itself, and answers statements
 * that it has seen before. Used by one thread.
 *
 * <p>It understands as much of the <a
 * href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html">protocol</a> as it takes to know
 * where an answer ends; commands that open cursors are not among it.
 */
final class Recording {

    private static final int COM_QUIT = 0x01;
    private static final int COM_QUERY = 0x03;
    private static final int COM_STMT_PREPARE = 0x16;
    private static final int COM_STMT_EXECUTE = 0x17;
    private static final int COM_STMT_SEND_LONG_DATA = 0x18;
    private static final int COM_STMT_CLOSE = 0x19;
    private static final int DEPRECATE_EOF = 1 << 24;
    private static final int LONGEST_EOF = 9;
    private static final int STATEMENT_ID_END = PacketPipe.HEADER + 5;

    private final PacketPipe client;
    private final PacketPipe server;
    private final Map<Request, byte[]> answers;
    private final Map<Integer, byte[]> prepared = new HashMap<>();
    private boolean deprecateEof;

    /** A statement and everything that is sent along, but not what differs from connection to connection. Immutable. */
    record Request(ByteBuffer sql, ByteBuffer rest) {}

    Recording(PacketPipe client, PacketPipe server, Map<Request, byte[]> answers) {
        this.client = client;
        this.server = server;
        this.answers = answers;
    }

    void run() throws IOException {
        logIn();
        while (true) {
            if (!client.isReadable()) {
                client.flush();
            }
            byte[] command = client.read();
            switch (command[PacketPipe.HEADER]) {
                case COM_QUIT -> {
                    return;
                }
                case COM_QUERY, COM_STMT_EXECUTE -> answer(command);
                case COM_STMT_PREPARE -> prepare(command);
                case COM_STMT_CLOSE, COM_STMT_SEND_LONG_DATA -> pass(command);
                default -> {
                    pass(command);
                    client.write(server.read());
                }
            }
        }
    }

    private void pass(byte[] packet) throws IOException {
        server.write(packet);
        server.flush();
    }

    private void logIn() throws IOException {
        relayToClient();
        byte[] response = client.read();
        deprecateEof = (littleEndian(response, PacketPipe.HEADER) & DEPRECATE_EOF) != 0;
        pass(response);
        while (true) {
            byte[] packet = relayToClient();
            int kind = packet[PacketPipe.HEADER] & 0xFF;
            boolean done = kind == 0x00 || kind == 0xFF;
            boolean passwordKnown = kind == 0x01 && packet.length == 6 && packet[5] == 0x03;
            if (done) {
                return;
            } else if (!passwordKnown) {
                pass(client.read());
            }
        }
    }

    private byte[] relayToClient() throws IOException {
        byte[] packet = server.read();
        client.write(packet);
        client.flush();
        return packet;
    }

    private void prepare(byte[] command) throws IOException {
        pass(command);
        byte[] answer = server.read();
        client.write(answer);
        if (answer[PacketPipe.HEADER] != 0) {
            return;
        }
        int statement = littleEndian(answer, PacketPipe.HEADER + 1);
        prepared.put(statement, Arrays.copyOfRange(command, PacketPipe.HEADER + 1, command.length));
        int columns = shortAt(answer, PacketPipe.HEADER + 5);
        int parameters = shortAt(answer, PacketPipe.HEADER + 7);
        int packets = columns + parameters;
        if (!deprecateEof) {
            packets += (columns > 0 ? 1 : 0) + (parameters > 0 ? 1 : 0);
        }
        for (int packet = 0; packet < packets; packet++) {
            client.write(server.read());
        }
    }

    private void answer(byte[] command) throws IOException {
        Request request = requestOf(command);
        byte[] answer = answers.get(request);
        if (answer == null) {
            pass(command);
            answer = readAnswer();
            // The first of several connections to ask need not be the one whose answer is kept.
            answers.put(request, answer);
        }
        client.write(answer);
    }

    private Request requestOf(byte[] command) {
        if (command[PacketPipe.HEADER] == COM_QUERY) {
            return new Request(
                    ByteBuffer.wrap(command, PacketPipe.HEADER, command.length - PacketPipe.HEADER),
                    ByteBuffer.allocate(0));
        }
        byte[] sql = prepared.get(littleEndian(command, PacketPipe.HEADER + 1));
        if (sql == null) {
            throw new IllegalStateException("a statement that was never prepared is executed");
        }
        return new Request(
                ByteBuffer.wrap(sql), ByteBuffer.wrap(command, STATEMENT_ID_END, command.length - STATEMENT_ID_END));
    }

    private byte[] readAnswer() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] first = server.read();
        answer.writeBytes(first);
        int kind = first[PacketPipe.HEADER] & 0xFF;
        if (kind == 0x00 || kind == 0xFF) {
            return answer.toByteArray();
        }
        int definitions = kind + (deprecateEof ? 0 : 1);
        for (int packet = 0; packet < definitions; packet++) {
            answer.writeBytes(server.read());
        }
        while (true) {
            byte[] packet = server.read();
            answer.writeBytes(packet);
            int start = packet[PacketPipe.HEADER] & 0xFF;
            boolean end =
                    start == 0xFF || start == 0xFE && (deprecateEof || packet.length < PacketPipe.HEADER + LONGEST_EOF);
            if (end) {
                return answer.toByteArray();
            }
        }
    }

    private static int littleEndian(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(offset);
    }

    private static int shortAt(byte[] bytes, int offset) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(offset) & 0xFFFF;
    }
}
