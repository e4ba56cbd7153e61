package io.github.asyncmysql.internal.connection;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Checks a server's name more strictly than the JDK, which takes the subject's common name where there is no alternative
 * name, and wildcards in the middle of a label. IP addresses are left to the JDK: it compares them with IP addresses only.
 *
 * <p>Thread-safe.
 */
final class ServerIdentityTrustManager extends X509ExtendedTrustManager {

    private static final int DNS_NAME = 2;

    private final X509ExtendedTrustManager delegate;
    private final String host;
    private final boolean isAddress;

    /**
     * @param delegate checks everything else
     * @param host the server's name or IP address as configured
     */
    ServerIdentityTrustManager(X509ExtendedTrustManager delegate, String host) {
        this.delegate = delegate;
        this.isAddress = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        String lowerCase = host.toLowerCase(Locale.ROOT);
        this.host = lowerCase.endsWith(".") ? lowerCase.substring(0, lowerCase.length() - 1) : lowerCase;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        delegate.checkServerTrusted(chain, authType, engine);
        if (!isAddress && !isFor(chain[0])) {
            throw new CertificateException("The certificate has no subject alternative name for " + host);
        }
    }

    private boolean isFor(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return false;
        }
        for (List<?> name : names) {
            if (name.get(0).equals(DNS_NAME)
                    && name.get(1) instanceof String pattern
                    && matches(pattern.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    private boolean matches(String pattern) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(host);
        }
        // The star stands for exactly one whole label, and for none of a top-level domain.
        String domain = pattern.substring(1);
        int firstDot = host.indexOf('.');
        return domain.indexOf('.', 1) > 0
                && firstDot > 0
                && host.substring(firstDot).equals(domain);
    }

    // Connections use engines; the other ways in give no host name that could be checked.

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("only connections with an SSLEngine are verified");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only connections with an SSLEngine are verified");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("not a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return delegate.getAcceptedIssuers();
    }
}
