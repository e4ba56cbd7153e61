package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * A network between a client and a real server that can be spoiled: cut, silent, slow, sliced, ended or corrupted after
 * so many bytes. What is set holds for connections that exist and for those to come. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 5000;

    private final InetSocketAddress target;
    private final String host;
    private final int port;
    private final Weather weather = new Weather();
    private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private ServerSocket listener;
    private volatile Thread acceptor;

    /** Which way bytes go. */
    public enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private TcpProxy(InetSocketAddress target, String host, int port) throws IOException {
        this.target = target;
        this.host = host;
        this.listener = listen(port);
        this.port = listener.getLocalPort();
    }

    public static TcpProxy to(TestServer server) {
        return to(server.host(), server.port());
    }

    public static TcpProxy to(String host, int port) {
        return start(new InetSocketAddress(host, port), "127.0.0.1", 0);
    }

    /** Listens on this address and port of the loopback interface. */
    public static TcpProxy to(TestServer server, String host, int port) {
        return start(new InetSocketAddress(server.host(), server.port()), host, port);
    }

    private static TcpProxy start(InetSocketAddress target, String host, int port) {
        try {
            TcpProxy proxy = new TcpProxy(target, host, port);
            proxy.acceptInBackground(proxy.listener);
            return proxy;
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen on " + host, e);
        }
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** Connections accepted so far. */
    public int acceptedConnections() {
        return accepted.get();
    }

    /** Connections that neither side has ended. */
    public int openConnections() {
        return (int) connections.stream().filter(ProxiedConnection::isOpen).count();
    }

    /** Refuses new connections and resets the existing ones, as a host whose server has died. */
    public synchronized void down() {
        try {
            listener.close();
            // The kernel goes on listening until the thread inside of accept() has noticed.
            acceptor.join();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        resetAll();
    }

    /** Accepts connections again, on the same port. */
    public synchronized void up() {
        if (listener.isClosed()) {
            try {
                listener = listen(port);
                acceptInBackground(listener);
            } catch (IOException e) {
                throw new IllegalStateException("cannot listen again on port " + port, e);
            }
        }
    }

    /** Resets every connection on both sides. */
    public void resetAll() {
        connections.forEach(ProxiedConnection::reset);
    }

    /** Resets one of the open connections, whichever the generator chooses; does nothing where there is none. */
    public void resetOne(RandomGenerator random) {
        List<ProxiedConnection> open =
                connections.stream().filter(ProxiedConnection::isOpen).toList();
        if (!open.isEmpty()) {
            open.get(random.nextInt(open.size())).reset();
        }
    }

    /** Swallows the bytes of one direction without ending anything, until {@link #heal()}. */
    public void silence(Direction direction) {
        weather.silence(direction);
    }

    /** Swallows the bytes of both directions; new connections are accepted and get no greeting. */
    public void silence() {
        silence(Direction.TO_SERVER);
        silence(Direction.TO_CLIENT);
    }

    /** Delays each portion of bytes in both directions by that time plus or minus up to the jitter. */
    public void delay(Duration delay, Duration jitter) {
        weather.delay(delay, jitter);
    }

    /** Passes bytes on in portions of that size, each a segment of its own. */
    public void slice(int bytes) {
        weather.slice(bytes);
    }

    /** Passes on no more than that many bytes per second and direction. */
    public void limitBandwidth(int bytesPerSecond) {
        weather.limitBandwidth(bytesPerSecond);
    }

    /** Ends each connection when that many bytes have gone to the client, counted from now for existing ones. */
    public void endAfter(long bytesToClient) {
        connections.forEach(ProxiedConnection::countFromNow);
        weather.endAfter(bytesToClient);
    }

    /** Inverts the n-th byte, counted from 0, that goes to the client, counted from now for existing connections. */
    public void corruptByte(long position) {
        connections.forEach(ProxiedConnection::countFromNow);
        weather.corruptByte(position);
    }

    /** Undoes everything but {@link #down()}; bytes that were held back arrive now. */
    public void heal() {
        weather.clear();
    }

    private ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        return socket;
    }

    private void acceptInBackground(ServerSocket accepting) {
        acceptor = startThread("tcp-proxy-accept-" + port, () -> {
            while (!accepting.isClosed()) {
                try {
                    forward(accepting.accept());
                } catch (IOException e) {
                    // Closed by down() or close(), or a client that gave up while it waited to be accepted.
                }
            }
        });
    }

    private void forward(Socket client) throws IOException {
        accepted.incrementAndGet();
        Socket server = new Socket();
        try {
            server.connect(target, CONNECT_TIMEOUT_MILLIS);
        } catch (IOException e) {
            client.close();
            return;
        }
        ProxiedConnection connection = new ProxiedConnection(client, server, weather);
        connections.add(connection);
        startThread("tcp-proxy-to-server-" + port, () -> connection.pump(Direction.TO_SERVER));
        startThread("tcp-proxy-to-client-" + port, () -> connection.pump(Direction.TO_CLIENT));
    }

    private static Thread startThread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        down();
        heal();
    }
}
