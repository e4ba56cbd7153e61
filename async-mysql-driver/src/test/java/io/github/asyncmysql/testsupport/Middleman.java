package io.github.asyncmysql.testsupport;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody whom clients connect to in place of a server. Each of them is served on a thread of its own. Thread-safe. */
abstract class Middleman implements AutoCloseable {

    private final String name;
    private final ServerSocket listener;
    private final List<Closeable> open = new CopyOnWriteArrayList<>();

    /** @param name of the threads */
    Middleman(String name) throws IOException {
        this.name = name;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** What runs on a thread of its own. */
    interface Work {
        void run() throws IOException;
    }

    /** The port that clients connect to. */
    public final int port() {
        return listener.getLocalPort();
    }

    /** Begins to accept clients; to be called once. */
    final void start() {
        inBackground(() -> {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                inBackground(() -> serve(client));
            }
        });
    }

    abstract void serve(Socket client) throws IOException;

    /** A socket to the server, which ends with this at the latest. */
    final Socket connect(String host, int port) throws IOException {
        Socket upstream = new Socket(host, port);
        open.add(upstream);
        return upstream;
    }

    final void inBackground(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One side has ended; the other one is told by the end of its socket.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public final void close() throws IOException {
        listener.close();
        for (Closeable socket : open) {
            socket.close();
        }
    }
}
