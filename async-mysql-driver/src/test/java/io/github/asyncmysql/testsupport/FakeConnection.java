package io.github.asyncmysql.testsupport;

import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * One client of a {@link FakeMySqlServer}, as its script sees it. The script's thread alone sends and expects; the
 * record of received bytes may be read by any thread.
 */
public final class FakeConnection implements AutoCloseable {

    public static final int COM_QUIT = 0x01;
    public static final int COM_INIT_DB = 0x02;
    public static final int COM_QUERY = 0x03;
    public static final int COM_STATISTICS = 0x09;
    public static final int COM_PING = 0x0e;
    public static final int COM_CHANGE_USER = 0x11;
    public static final int COM_STMT_PREPARE = 0x16;
    public static final int COM_STMT_EXECUTE = 0x17;
    public static final int COM_STMT_SEND_LONG_DATA = 0x18;
    public static final int COM_STMT_CLOSE = 0x19;
    public static final int COM_STMT_RESET = 0x1a;
    public static final int COM_STMT_FETCH = 0x1c;
    public static final int COM_RESET_CONNECTION = 0x1f;

    private static final Duration EXPECT_TIMEOUT = Duration.ofSeconds(20);

    private final Socket rawSocket;
    private final CountDownLatch serverClosed;
    private final Record inClear = new Record();
    private final Record inTls = new Record();
    private volatile @Nullable IOException end;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    /** A packet from the client. Immutable as long as nobody writes into the payload. */
    public record Packet(int sequence, byte[] payload) {

        /** The first byte, which names the command in the command phase. */
        public int command() {
            return payload.length == 0 ? -1 : payload[0] & 0xff;
        }

        /** Everything behind the first byte, as text. */
        public String text() {
            return new String(
                    payload, Math.min(1, payload.length), Math.max(0, payload.length - 1), StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            byte[] shown = Arrays.copyOf(payload, Math.min(payload.length, 64));
            return "packet " + sequence + " of " + payload.length + " bytes: "
                    + HexFormat.ofDelimiter(" ").formatHex(shown);
        }
    }

    FakeConnection(Socket socket, CountDownLatch serverClosed) throws IOException {
        this.rawSocket = socket;
        this.serverClosed = serverClosed;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) EXPECT_TIMEOUT.toMillis());
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Sends the bytes in one piece. */
    public void send(byte[]... parts) throws IOException {
        out.write(FakePackets.concat(parts));
        out.flush();
    }

    /** Sends the bytes in pieces of that size, with a pause after each, so that they arrive as separate segments. */
    public void sendSplit(byte[] bytes, int pieceSize, Duration gap) throws IOException, InterruptedException {
        for (int from = 0; from < bytes.length; from += pieceSize) {
            out.write(bytes, from, Math.min(pieceSize, bytes.length - from));
            out.flush();
            TimeUnit.NANOSECONDS.sleep(gap.toNanos());
        }
    }

    /** The next packet; fails when the client sends none for 20 seconds. */
    public Packet expectPacket() throws IOException {
        byte[] header = readFully(4);
        int length = header[0] & 0xff | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
        return new Packet(header[3] & 0xff, readFully(length));
    }

    public Packet expect(String description, Predicate<Packet> predicate) throws IOException {
        Packet packet = expectPacket();
        if (!predicate.test(packet)) {
            throw new AssertionError("expected " + description + ", got " + packet);
        }
        return packet;
    }

    /** The next packet, which must be that command, e.g. {@link #COM_PING}. */
    public Packet expectCommand(int command) throws IOException {
        return expect("command " + command, packet -> packet.sequence() == 0 && packet.command() == command);
    }

    /**
     * A {@link #COM_QUERY} with that text. Use it with clients that send no query attributes, which stand before the
     * text and are agreed on only when the greeting offers {@link Capability#QUERY_ATTRIBUTES}.
     */
    public Packet expectQuery(String sql) throws IOException {
        return expect(
                "query " + sql,
                packet -> packet.command() == COM_QUERY && packet.text().equals(sql));
    }

    /** Waits until the client ends the connection; fails when it sends anything but {@link #COM_QUIT} first. */
    public void expectEnd() throws IOException {
        try {
            Packet packet = expectPacket();
            if (packet.command() != COM_QUIT) {
                throw new AssertionError("expected the end, got " + packet);
            }
            expectEnd();
        } catch (EOFException | SocketException ended) {
            endedBy(ended);
        }
    }

    /** Greets, takes whatever the client answers, and lets it in. Returns that answer. */
    public Packet login() throws IOException {
        return login(new FakeGreeting());
    }

    public Packet login(FakeGreeting greeting) throws IOException {
        send(greeting.toPacket());
        Packet response = expectPacket();
        send(FakePackets.ok(response.sequence() + 1));
        return response;
    }

    /** Answers queries until the client leaves: each gets its own text back as the only row. */
    public void echoQueries() throws IOException {
        try {
            while (true) {
                Packet packet = expectPacket();
                if (packet.command() == COM_QUIT) {
                    return;
                }
                send(packet.command() == COM_QUERY ? FakePackets.resultSet("echo", packet.text()) : FakePackets.ok(1));
            }
        } catch (EOFException | SocketException ended) {
            endedBy(ended);
        }
    }

    /** Does the TLS handshake as server; call it after the client's SSL request. */
    public void startTls(X509Bundle certificate, String... protocols) throws Exception {
        startTls(serverContext(certificate), protocols);
    }

    /** What several connections need to share so that a client can resume its session. */
    public static SSLContext serverContext(X509Bundle certificate) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        char[] password = "changeit".toCharArray();
        KeyStore store = certificate.toKeyStore(password);
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** What clients trust that know this authority alone. */
    public static SSLContext clientContext(X509Bundle authority) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.getCertificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** As {@link #startTls(X509Bundle, String...)}. */
    public void startTls(SSLContext context, String... protocols) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory()
                .createSocket(rawSocket, rawSocket.getInetAddress().getHostAddress(), rawSocket.getPort(), true);
        tls.setUseClientMode(false);
        if (protocols.length > 0) {
            tls.setEnabledProtocols(protocols);
        }
        tls.startHandshake();
        socket = tls;
        in = tls.getInputStream();
        out = tls.getOutputStream();
    }

    /** From now on the client sends compressed frames; what we send is for the script to compress, see {@link FakeFrames}. */
    public void startCompression() {
        in = new FakeFrames.Content(in);
    }

    /** Changes keys and asks the client to do so too, without waiting for it; in TLS 1.3 only. */
    public void renewTls() throws IOException {
        ((SSLSocket) socket).startHandshake();
    }

    /** What was agreed on in TLS. */
    public SSLSession tlsSession() {
        return ((SSLSocket) socket).getSession();
    }

    /** Sends bytes past TLS. */
    public void sendRaw(byte[] bytes) throws IOException {
        rawSocket.getOutputStream().write(bytes);
    }

    /** Ends our direction in good order; the client may still send. */
    public void fin() throws IOException {
        rawSocket.shutdownOutput();
    }

    /** Cuts the connection with a reset. */
    public void rst() throws IOException {
        rawSocket.setSoLinger(true, 0);
        rawSocket.close();
    }

    /** Neither sends nor reads any more, until the test ends the server. */
    public void silence() throws InterruptedException {
        serverClosed.await();
    }

    /** Everything received outside TLS so far, headers included. */
    public byte[] receivedInClear() {
        return inClear.bytes();
    }

    /** Everything received inside TLS so far, decrypted, headers included. */
    public byte[] receivedInTls() {
        return inTls.bytes();
    }

    /** Whether the client ended the connection before the script did. */
    public boolean isEndedByClient() {
        return end != null;
    }

    void endedBy(IOException reason) {
        end = reason;
    }

    private byte[] readFully(int length) throws IOException {
        byte[] bytes = new byte[length];
        int read = 0;
        while (read < length) {
            int count = read(bytes, read);
            if (count < 0) {
                throw new EOFException("the client ended the connection");
            }
            (socket == rawSocket ? inClear : inTls).add(bytes, read, count);
            read += count;
        }
        return bytes;
    }

    private int read(byte[] bytes, int from) throws IOException {
        try {
            return in.read(bytes, from, bytes.length - from);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the client sent nothing for " + EXPECT_TIMEOUT.toSeconds() + " s", e);
        }
    }

    @Override
    public void close() {
        try {
            rawSocket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bytes that one thread adds and others read. Thread-safe. */
    private static final class Record {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        synchronized void add(byte[] from, int offset, int length) {
            bytes.write(from, offset, length);
        }

        synchronized byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
