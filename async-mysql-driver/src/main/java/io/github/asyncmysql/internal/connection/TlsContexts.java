package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.SslMode;
import io.netty.buffer.ByteBufAllocator;
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
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Makes the TLS side of connections from their settings.
 *
 * <p>Thread-safe.
 */
final class TlsContexts {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private TlsContexts() {}

    /**
     * What all connections with these settings share. Blocks on the file of {@link MySqlConfig#sslCa()}, if there is one.
     *
     * @return {@code null} if TLS is switched off
     * @throws IllegalArgumentException if the certificates of {@code ssl-ca} cannot be read
     */
    static @Nullable SslContext create(MySqlConfig config) {
        SslMode mode = config.sslMode();
        if (mode == SslMode.DISABLED) {
            return null;
        }
        SSLContext ready = config.sslContext();
        if (ready != null) {
            return new JdkSslContext(
                    ready, true, null, IdentityCipherSuiteFilter.INSTANCE, null, ClientAuth.NONE, PROTOCOLS, false);
        }
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOLS)
                .endpointIdentificationAlgorithm(identification(mode));
        Path ca = config.sslCa();
        // Read in every mode: a file that cannot be read must not go unnoticed until somebody turns verification on.
        X509Certificate[] authorities = ca == null ? null : readCertificates(ca);
        if (!verifiesCertificate(mode)) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        } else if (authorities != null) {
            builder.trustManager(authorities);
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalArgumentException("ssl-mode: this JVM cannot set up TLS", e);
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

    private static boolean verifiesCertificate(SslMode mode) {
        return mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_IDENTITY;
    }

    /** Empty, not null, for none: engines take null for "leave it as it is", and Netty's default is to check the name. */
    private static String identification(SslMode mode) {
        return mode == SslMode.VERIFY_IDENTITY ? "HTTPS" : "";
    }

    private static X509Certificate[] readCertificates(Path file) {
        List<X509Certificate> certificates = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .forEach(certificate -> certificates.add((X509Certificate) certificate));
        } catch (IOException e) {
            throw new IllegalArgumentException("ssl-ca: the file " + file + " cannot be read", e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("ssl-ca: the file " + file + " holds no valid certificates", e);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("ssl-ca: the file " + file + " holds no certificate");
        }
        return certificates.toArray(X509Certificate[]::new);
    }
}
