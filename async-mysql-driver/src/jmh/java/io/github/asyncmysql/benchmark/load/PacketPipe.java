package io.github.asyncmysql.benchmark.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/** Reads and writes whole packets, header included. Used by one thread. */
final class PacketPipe {

    static final int HEADER = 4;

    private final DataInputStream in;
    private final OutputStream out;

    PacketPipe(Socket socket) throws IOException {
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    }

    /** @throws EOFException when the other side has ended the connection */
    byte[] read() throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException();
        }
        int length = first | in.read() << 8 | in.read() << 16;
        byte[] packet = new byte[HEADER + length];
        packet[0] = (byte) length;
        packet[1] = (byte) (length >>> 8);
        packet[2] = (byte) (length >>> 16);
        in.readFully(packet, HEADER - 1, length + 1);
        return packet;
    }

    /** Whether there is something to read without waiting. */
    boolean isReadable() throws IOException {
        return in.available() > 0;
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    void flush() throws IOException {
        out.flush();
    }
}
