package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.SslMode;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes the TLS side of connections from their settings.
 *
 * <p>Thread-safe.
 */
final class TlsContexts {

    /** There is one server to resume sessions with; each ticket that it sends is one. */
    private static final int SESSIONS = 64;

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private TlsContexts() {}

    /**
     * What all connections with these settings share. Blocks on the files of the settings, if there are any.
     *
     * @return {@code null} if TLS is switched off, or only preferred and the server is behind a Unix domain socket
     * @throws IllegalArgumentException if the files of {@code ssl-ca}, {@code ssl-cert} or {@code ssl-key} cannot be used
     */
    static @Nullable SslContext create(MySqlConfig config) {
        SslMode mode = config.sslMode();
        // As MySQL's own clients do: nobody is there who could listen.
        if (mode == SslMode.DISABLED || mode == SslMode.PREFERRED && config.socket() != null) {
            return null;
        }
        SSLContext ready = config.sslContext();
        if (ready != null) {
            return new JdkSslContext(
                    ready, true, null, IdentityCipherSuiteFilter.INSTANCE, null, ClientAuth.NONE, PROTOCOLS, false);
        }
        Path ca = config.sslCa();
        // Read in every mode: a file that cannot be read must not go unnoticed until somebody turns verification on.
        KeyStore authorities = ca == null ? null : readAuthorities(ca);
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS)
                    .sessionCacheSize(SESSIONS)
                    .endpointIdentificationAlgorithm(identification(mode));
            presentCertificate(builder, config);
            return switch (mode) {
                case VERIFY_IDENTITY ->
                    builder.trustManager(new ServerIdentityTrustManager(trustManager(authorities), config.host()))
                            .build();
                case VERIFY_CA ->
                    builder.trustManager(trustManager(authorities)).build();
                default ->
                    builder.trustManager(InsecureTrustManagerFactory.INSTANCE).build();
            };
        } catch (GeneralSecurityException | SSLException e) {
            throw new IllegalArgumentException("ssl-mode: this JVM cannot set up TLS", e);
        }
    }

    private static void presentCertificate(SslContextBuilder builder, MySqlConfig config) {
        Path certificate = config.sslCert();
        Path key = config.sslKey();
        if (certificate == null || key == null) {
            return;
        }
        if (!Files.isReadable(certificate) || !Files.isReadable(key)) {
            throw new IllegalArgumentException(
                    "ssl-cert: the file " + (Files.isReadable(certificate) ? key : certificate) + " cannot be read");
        }
        try {
            builder.keyManager(certificate.toFile(), key.toFile());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "ssl-cert: the files " + certificate + " and " + key
                            + " (ssl-key) do not hold a certificate and its key in"
                            + " PEM; a key must be in PKCS#8 ('BEGIN PRIVATE KEY', openssl pkcs8 -topk8 -nocrypt)",
                    e);
        }
    }

    /** TLS for one connection. How long the handshake may take is the caller's business. */
    static SslHandler newHandler(SslContext context, MySqlConfig config, ByteBufAllocator allocator) {
        SslHandler handler = context.newHandler(allocator, config.host(), config.port());
        handler.setHandshakeTimeoutMillis(0);
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(identification(config.sslMode()));
        engine.setSSLParameters(parameters);
        return handler;
    }

    /** Empty, not null, for none: engines take null for "leave it as it is", and Netty's default is to check the name. */
    private static String identification(SslMode mode) {
        return mode == SslMode.VERIFY_IDENTITY ? "HTTPS" : "";
    }

    /** @param authorities who is trusted; {@code null} for those whom the JVM trusts */
    private static X509ExtendedTrustManager trustManager(@Nullable KeyStore authorities)
            throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new GeneralSecurityException("no trust manager for X.509");
    }

    private static KeyStore readAuthorities(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                authorities.setCertificateEntry("authority-" + ++count, certificate);
            }
            if (count == 0) {
                throw new IllegalArgumentException("ssl-ca: the file " + file + " holds no certificate");
            }
            return authorities;
        } catch (IOException e) {
            throw new IllegalArgumentException("ssl-ca: the file " + file + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("ssl-ca: the file " + file + " holds no valid certificates", e);
        }
    }

    /** The certificate that the server has shown, encoded; {@code null} if it has shown none. */
    static byte @Nullable [] certificate(ChannelPipeline pipeline) {
        SslHandler handler = pipeline.get(SslHandler.class);
        try {
            return handler == null
                    ? null
                    : handler.engine().getSession().getPeerCertificates()[0].getEncoded();
        } catch (SSLPeerUnverifiedException | CertificateEncodingException e) {
            return null;
        }
    }

    /** The TLS version that was agreed on. */
    static String protocol(ChannelPipeline pipeline) {
        SslHandler handler = pipeline.get(SslHandler.class);
        return handler == null ? "TLS" : handler.engine().getSession().getProtocol();
    }
}
