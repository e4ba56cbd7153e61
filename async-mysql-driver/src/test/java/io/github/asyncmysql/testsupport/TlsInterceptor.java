package io.github.asyncmysql.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Somebody between client and server who speaks TLS with both, with a certificate of his own, and passes on what they say.
 * Thread-safe.
 */
public final class TlsInterceptor extends Middleman {

    private static final int HEADER = 4;

    private final TestServer server;
    private final SSLContext own;
    private final boolean tunnel;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    private TlsInterceptor(TestServer server, SSLContext own, boolean tunnel) throws IOException {
        super("interceptor");
        this.server = server;
        this.own = own;
        this.tunnel = tunnel;
        start();
    }

    /** @param own with the certificate that clients are shown */
    public static TlsInterceptor before(TestServer server, SSLContext own) throws IOException {
        return new TlsInterceptor(server, own, false);
    }

    /** Speaks TLS with clients from the beginning, and none with the server. */
    public static TlsInterceptor endOfTunnel(TestServer server, SSLContext own) throws IOException {
        return new TlsInterceptor(server, own, true);
    }

    /** All that clients have sent so far, decrypted; bytes beyond ASCII are replaced. */
    public String heard() {
        synchronized (heard) {
            return heard.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    void serve(Socket client) throws IOException {
        Socket upstream = connect(server.host(), server.port());
        if (!tunnel) {
            // Greeting and request for TLS travel as they are.
            copyPacket(upstream.getInputStream(), client.getOutputStream());
            copyPacket(client.getInputStream(), upstream.getOutputStream());
        }
        SSLSocket toClient = (SSLSocket) own.getSocketFactory()
                .createSocket(client, client.getInetAddress().getHostAddress(), client.getPort(), true);
        toClient.setUseClientMode(false);
        Socket toServer = tunnel
                ? upstream
                : credulous().getSocketFactory().createSocket(upstream, server.host(), server.port(), true);
        inBackground(() -> copy(toServer.getInputStream(), toClient.getOutputStream(), false, toClient));
        copy(toClient.getInputStream(), toServer.getOutputStream(), true, toServer);
    }

    private static void copyPacket(InputStream from, OutputStream to) throws IOException {
        DataInputStream in = new DataInputStream(from);
        byte[] header = new byte[HEADER];
        in.readFully(header);
        byte[] payload = new byte[(header[0] & 0xff) | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16];
        in.readFully(payload);
        to.write(header);
        to.write(payload);
        to.flush();
    }

    private void copy(InputStream from, OutputStream to, boolean listen, Closeable end) throws IOException {
        byte[] buffer = new byte[8 << 10];
        try (end) {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                if (listen) {
                    synchronized (heard) {
                        heard.write(buffer, 0, count);
                    }
                }
                to.write(buffer, 0, count);
                to.flush();
            }
        }
    }

    private static SSLContext credulous() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Credulous()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** He knows where he is. Thread-safe. */
    private static final class Credulous implements X509TrustManager {

        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String authType) {}

        @Override
        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
            return new java.security.cert.X509Certificate[0];
        }
    }
}
