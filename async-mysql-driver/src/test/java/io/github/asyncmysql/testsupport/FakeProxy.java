package io.github.asyncmysql.testsupport;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that speaks SOCKS 5, SOCKS 4a and HTTP on one port, and leads to one server whatever it is asked for. Names that end
 * with {@value #FORBIDDEN} are refused. Thread-safe.
 */
public final class FakeProxy extends Middleman {

    /** The end of names that nobody may connect to. */
    public static final String FORBIDDEN = ".forbidden";

    private static final int SOCKS4 = 4;
    private static final int SOCKS5 = 5;
    private static final int NO_PASSWORD = 0;
    private static final int PASSWORD = 2;
    private static final int IPV4 = 1;
    private static final int NAME = 3;

    private final String host;
    private final int port;
    private final boolean serverSpeaksFirst;
    private final @Nullable String credentials;
    private final List<String> destinations = new CopyOnWriteArrayList<>();

    private FakeProxy(String host, int port, boolean serverSpeaksFirst, @Nullable String credentials)
            throws IOException {
        super("proxy");
        this.host = host;
        this.port = port;
        this.serverSpeaksFirst = serverSpeaksFirst;
        this.credentials = credentials;
        start();
    }

    /**
     * Leads to a server, whose greeting it sends together with its own answer.
     *
     * @param credentials {@code user:password} that it demands; {@code null} for none
     */
    public static FakeProxy to(TestServer server, @Nullable String credentials) throws IOException {
        return new FakeProxy(server.host(), server.port(), true, credentials);
    }

    /** Leads to something on this machine that waits for the client's first word. */
    public static FakeProxy to(int port) throws IOException {
        return new FakeProxy("127.0.0.1", port, false, null);
    }

    /** What it was asked for, as {@code host:port} and as it was written. */
    public List<String> destinations() {
        return List.copyOf(destinations);
    }

    @Override
    void serve(Socket client) throws IOException {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            int first = in.readUnsignedByte();
            switch (first) {
                case SOCKS5 -> socks5(client, in, out);
                case SOCKS4 -> socks4(client, in);
                default -> http(client, in, out);
            }
        }
    }

    private void socks5(Socket client, DataInputStream in, OutputStream out) throws IOException {
        byte[] methods = readBytes(in, in.readUnsignedByte());
        int method = credentials == null ? NO_PASSWORD : PASSWORD;
        if (new String(methods, StandardCharsets.ISO_8859_1).indexOf(method) < 0) {
            out.write(new byte[] {SOCKS5, (byte) 0xff});
            return;
        }
        out.write(new byte[] {SOCKS5, (byte) method});
        if (method == PASSWORD) {
            in.skipBytes(1);
            String user = utf8(readBytes(in, in.readUnsignedByte()));
            String password = utf8(readBytes(in, in.readUnsignedByte()));
            boolean right = (user + ":" + password).equals(credentials);
            out.write(new byte[] {1, (byte) (right ? 0 : 1)});
            if (!right) {
                return;
            }
        }
        in.skipBytes(3);
        int type = in.readUnsignedByte();
        String name = type == NAME
                ? utf8(readBytes(in, in.readUnsignedByte()))
                : address(readBytes(in, type == IPV4 ? 4 : 16));
        boolean allowed = isAllowed(name, in.readUnsignedShort());
        byte[] answer = {SOCKS5, (byte) (allowed ? 0 : 2), 0, IPV4, 0, 0, 0, 0, 0, 0};
        answer(client, answer, allowed);
    }

    private void socks4(Socket client, DataInputStream in) throws IOException {
        in.skipBytes(1);
        int destination = in.readUnsignedShort();
        byte[] ip = readBytes(in, 4);
        readUntilZero(in);
        boolean named = ip[0] == 0 && ip[1] == 0 && ip[2] == 0 && ip[3] != 0;
        boolean allowed = isAllowed(named ? readUntilZero(in) : address(ip), destination);
        answer(client, new byte[] {0, (byte) (allowed ? 0x5a : 0x5b), 0, 0, 0, 0, 0, 0}, allowed);
    }

    private void http(Socket client, DataInputStream in, OutputStream out) throws IOException {
        String request = readLine(in);
        String authorization = "";
        for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("proxy-authorization: basic ")) {
                authorization = utf8(Base64.getDecoder().decode(header.substring(header.lastIndexOf(' ') + 1)));
            }
        }
        if (credentials != null && !credentials.equals(authorization)) {
            out.write("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        String asked = request.split(" ")[1];
        int colon = asked.lastIndexOf(':');
        boolean allowed = isAllowed(asked.substring(0, colon), Integer.parseInt(asked.substring(colon + 1)));
        String answer = allowed ? "HTTP/1.1 200 Go on\r\n\r\n" : "HTTP/1.1 403 Forbidden\r\n\r\n";
        answer(client, answer.getBytes(StandardCharsets.US_ASCII), allowed);
    }

    private boolean isAllowed(String name, int destination) {
        destinations.add(name + ":" + destination);
        return !name.endsWith(FORBIDDEN);
    }

    private void answer(Socket client, byte[] answer, boolean allowed) throws IOException {
        OutputStream toClient = client.getOutputStream();
        if (!allowed) {
            toClient.write(answer);
            return;
        }
        try (Socket upstream = connect(host, port)) {
            byte[] greeting = new byte[8 << 10];
            int length = serverSpeaksFirst ? upstream.getInputStream().read(greeting) : 0;
            toClient.write(FakePackets.concat(answer, Arrays.copyOf(greeting, Math.max(0, length))));
            inBackground(() -> copy(upstream.getInputStream(), toClient, client));
            copy(client.getInputStream(), upstream.getOutputStream(), upstream);
        }
    }

    private static void copy(InputStream from, OutputStream to, Closeable end) throws IOException {
        try (end) {
            from.transferTo(to);
        }
    }

    private static byte[] readBytes(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }

    private static String utf8(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String address(byte[] ip) throws IOException {
        return InetAddress.getByAddress(ip).getHostAddress();
    }

    private static String readUntilZero(DataInputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != 0; next = in.readUnsignedByte()) {
            text.append((char) next);
        }
        return text.toString();
    }

    private static String readLine(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
