package io.github.asyncmysql.testsupport;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a server for its version the cheapest way there is: by its greeting, without logging in. Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html">Protocol::HandshakeV10</a>
 */
final class Greeting {

    private static final int PROTOCOL_10 = 10;

    private Greeting() {}

    /** Connects, reads the version and hangs up; fails when nobody greets in time. */
    static ServerVersion read(String host, int port, Duration timeout) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            socket.setSoTimeout((int) timeout.toMillis());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
            in.readUnsignedByte();
            byte[] payload = in.readNBytes(length);
            if (payload.length == 0 || payload[0] != PROTOCOL_10) {
                throw new IOException("no greeting from " + host + ":" + port);
            }
            int end = 1;
            while (end < payload.length && payload[end] != 0) {
                end++;
            }
            return ServerVersion.parse(new String(payload, 1, end - 1, StandardCharsets.US_ASCII));
        }
    }
}
