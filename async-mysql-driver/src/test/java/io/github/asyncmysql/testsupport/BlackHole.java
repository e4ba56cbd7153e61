package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * An address that takes no connection and refuses none: a listener that never accepts, and whose queue is full, so that
 * the system drops what comes. Confined to one thread.
 */
public final class BlackHole implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 200;
    private static final int MOST_QUEUED = 64;

    private final ServerSocket listener;
    private final List<Socket> queued = new ArrayList<>();

    private BlackHole(ServerSocket listener) {
        this.listener = listener;
    }

    /** Opens one at that address of this machine, and fills its queue. */
    public static BlackHole open(String address) {
        try {
            BlackHole hole = new BlackHole(new ServerSocket());
            hole.listener.bind(new InetSocketAddress(InetAddress.getByName(address), 0), 1);
            hole.fill();
            return hole;
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen on " + address, e);
        }
    }

    private void fill() throws IOException {
        while (queued.size() < MOST_QUEUED) {
            Socket socket = new Socket();
            try {
                socket.connect(listener.getLocalSocketAddress(), PATIENCE_MILLIS);
                queued.add(socket);
            } catch (SocketTimeoutException full) {
                socket.close();
                return;
            }
        }
        throw new IllegalStateException("this system queues any number of connections");
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : queued) {
                socket.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
