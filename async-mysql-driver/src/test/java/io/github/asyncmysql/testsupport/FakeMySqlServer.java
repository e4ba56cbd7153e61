package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A server on loopback that does to each client exactly what a script says, byte by byte, and records what it gets.
 *
 * <pre>{@code
 * try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
 *     client.login();
 *     client.expectQuery("select 1");
 *     client.send(FakePackets.resultSet("1", "1"));
 *     client.expectEnd();
 * })) { … connect to server.port() … }
 * }</pre>
 *
 * <p>Each connection runs on a thread of its own and is cut when its script returns, unless the script ends with
 * {@link FakeConnection#silence()}. An assertion that fails in a script is thrown by {@link #close()}.
 *
 * <p>Thread-safe.
 */
public final class FakeMySqlServer implements AutoCloseable {

    private static final long JOIN_LIMIT_MILLIS = 10_000;

    private static final List<FakeMySqlServer> STARTED = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final List<Script> scripts;
    private final List<FakeConnection> connections = new CopyOnWriteArrayList<>();
    private final List<AssertionError> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What the server does to one client. */
    public interface Script {
        void run(FakeConnection client) throws Exception;
    }

    private FakeMySqlServer(ServerSocket listener, List<Script> scripts) {
        this.listener = listener;
        this.scripts = scripts;
    }

    /** The n-th connection gets the n-th script; the last one serves all further connections. */
    public static FakeMySqlServer start(Script first, Script... others) {
        return start(0, first, others);
    }

    /**
     * As {@link #start(Script, Script...)}, with a receive buffer that small (bytes, 0 for the system's own), so that a
     * client that is not read from feels it soon.
     */
    public static FakeMySqlServer start(int receiveBuffer, Script first, Script... others) {
        return start("127.0.0.1", 0, receiveBuffer, first, others);
    }

    /** As {@link #start(Script, Script...)}, at that loopback address and port. */
    public static FakeMySqlServer startAt(String address, int port, Script first, Script... others) {
        return start(address, port, 0, first, others);
    }

    private static FakeMySqlServer start(String address, int port, int receiveBuffer, Script first, Script... others) {
        try {
            ServerSocket listener = new ServerSocket();
            if (receiveBuffer > 0) {
                listener.setReceiveBufferSize(receiveBuffer);
            }
            listener.bind(new InetSocketAddress(InetAddress.getByName(address), port));
            List<Script> scripts = new ArrayList<>(List.of(first));
            scripts.addAll(List.of(others));
            FakeMySqlServer server = new FakeMySqlServer(listener, List.copyOf(scripts));
            STARTED.add(server);
            server.startThread("fake-mysql-accept-" + server.port(), server::acceptUntilClosed);
            return server;
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen on loopback", e);
        }
    }

    /** Forgets which servers were started so far. */
    public static void forgetStarted() {
        STARTED.clear();
    }

    /** The connections to all servers that were started since {@link #forgetStarted()}, closed ones included. */
    public static List<FakeConnection> startedConnections() {
        return STARTED.stream().flatMap(server -> server.connections.stream()).toList();
    }

    public String host() {
        return listener.getInetAddress().getHostAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Connections so far, in the order they came; ended ones included. */
    public List<FakeConnection> connections() {
        return List.copyOf(connections);
    }

    private void acceptUntilClosed() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                FakeConnection connection = new FakeConnection(socket, closed);
                Script script = scripts.get(Math.min(connections.size(), scripts.size() - 1));
                connections.add(connection);
                startThread("fake-mysql-" + port() + "-" + connections.size(), () -> serve(connection, script));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    failures.add(new AssertionError("cannot accept", e));
                }
            }
        }
    }

    private void serve(FakeConnection connection, Script script) {
        try {
            script.run(connection);
        } catch (AssertionError e) {
            failures.add(e);
        } catch (IOException e) {
            // The client went away in the middle of the script; whether it may is for the test to say.
            connection.endedBy(e);
        } catch (Exception e) {
            failures.add(new AssertionError("script failed: " + e, e));
        } finally {
            // Only now, so that a client that sees the end finds the failure noted.
            connection.close();
        }
    }

    private void startThread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    /** Cuts every connection, then throws what a script found wrong. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        closed.countDown();
        connections.forEach(FakeConnection::close);
        threads.forEach(FakeMySqlServer::join);
        List<AssertionError> found = List.copyOf(failures);
        if (!found.isEmpty()) {
            AssertionError first = found.get(0);
            found.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }

    // A script that this cut ends gets an IOException, which is no failure.
    private static void join(Thread thread) {
        try {
            thread.join(JOIN_LIMIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
