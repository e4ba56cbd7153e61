package io.github.asyncmysql.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Main class of a process that stands in for the server: it passes on what it sees for the first time and answers from
 * memory when it sees the same again, so that clients are measured without a database behind them.
 *
 * <p>Each connection has a thread that blocks. Ends with the process that started it.
 */
public final class CannedServer {

    private static final String PREFIX = "PORT ";

    private CannedServer() {}

    /** Takes the server that is asked for new answers from the environment, and prints the port it listens on. */
    public static void main(String[] arguments) throws IOException {
        Target target = Target.from(System.getenv());
        Map<Recording.Request, byte[]> answers = new ConcurrentHashMap<>();
        try (ServerSocket listener = new ServerSocket(0, 600, InetAddress.getByName("127.0.0.1"))) {
            System.out.println(PREFIX + listener.getLocalPort());
            endWithParent();
            while (true) {
                Socket client = listener.accept();
                Thread thread = new Thread(() -> serve(client, target, answers));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    /** Standard input is a pipe that ends with the process at its other side. */
    private static void endWithParent() {
        Thread watch = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // Ends as well.
            }
            System.exit(0);
        });
        watch.setDaemon(true);
        watch.start();
    }

    private static void serve(Socket client, Target target, Map<Recording.Request, byte[]> answers) {
        try (client;
                Socket server = new Socket(target.host(), target.port())) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            new Recording(new PacketPipe(client), new PacketPipe(server), answers).run();
        } catch (IOException e) {
            // The client has hung up.
        }
    }

    /** Reads the first line that the process prints. */
    public static int readPort(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line == null || !line.startsWith(PREFIX)) {
            throw new IllegalStateException("the canned server has not started: " + line);
        }
        return Integer.parseInt(line.substring(PREFIX.length()));
    }
}
