package io.github.asyncmysql.testsupport;

import io.github.asyncmysql.testsupport.TcpProxy.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** One client of a {@link TcpProxy} and its connection to the server; two threads carry the bytes. Thread-safe. */
final class ProxiedConnection {

    private final Socket client;
    private final Socket server;
    private final Weather weather;
    private final AtomicLong sentToClient = new AtomicLong();

    ProxiedConnection(Socket client, Socket server, Weather weather) throws IOException {
        this.client = client;
        this.server = server;
        this.weather = weather;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    boolean isOpen() {
        return !client.isClosed() && !server.isClosed();
    }

    void countFromNow() {
        sentToClient.set(0);
    }

    /** Carries bytes one way until either side ends. */
    void pump(Direction direction) {
        try {
            InputStream in = (direction == Direction.TO_SERVER ? client : server).getInputStream();
            OutputStream out = (direction == Direction.TO_SERVER ? server : client).getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            int count = in.read(buffer, 0, weather.portion());
            while (count >= 0) {
                weather.holdBack(direction, count);
                if (direction == Direction.TO_CLIENT) {
                    int allowed = spoil(buffer, count);
                    out.write(buffer, 0, allowed);
                    if (allowed < count) {
                        break;
                    }
                } else {
                    out.write(buffer, 0, count);
                }
                count = in.read(buffer, 0, weather.portion());
            }
        } catch (IOException ended) {
            // One side is gone, so the other one goes as well.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /** Corrupts the byte that is due and returns how many bytes may pass. */
    private int spoil(byte[] buffer, int count) {
        long from = sentToClient.getAndAdd(count);
        long bad = weather.corruptByte() - from;
        if (bad >= 0 && bad < count) {
            buffer[(int) bad] ^= (byte) 0xff;
        }
        return (int) Math.max(0, Math.min(count, weather.endAfter() - from));
    }

    void reset() {
        try {
            client.setSoLinger(true, 0);
            server.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // Nothing is left to reset.
        }
        close();
    }

    private void close() {
        try {
            client.close();
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
