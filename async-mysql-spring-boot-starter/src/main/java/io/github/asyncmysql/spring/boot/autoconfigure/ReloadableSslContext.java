package io.github.asyncmysql.spring.boot.autoconfigure;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS context of an SSL bundle that may be reloaded: new connections use the newest material. Thread-safe.
 */
final class ReloadableSslContext extends SSLContext {

    private final String bundle;
    private final Delegate delegate;

    private ReloadableSslContext(String bundle, SSLContext first, Delegate delegate) {
        super(delegate, first.getProvider(), first.getProtocol());
        this.bundle = bundle;
        this.delegate = delegate;
    }

    /** @param bundle the name of the bundle */
    static ReloadableSslContext of(String bundle, SSLContext first) {
        return new ReloadableSslContext(bundle, first, new Delegate(first));
    }

    String bundle() {
        return bundle;
    }

    void update(SSLContext newest) {
        delegate.current = newest;
    }

    /** Thread-safe. */
    private static final class Delegate extends SSLContextSpi {

        private volatile SSLContext current;

        Delegate(SSLContext current) {
            this.current = current;
        }

        @Override
        protected void engineInit(
                KeyManager @Nullable [] keyManagers,
                TrustManager @Nullable [] trustManagers,
                @Nullable SecureRandom random)
                throws KeyManagementException {
            throw new KeyManagementException("The context has been set up by its bundle");
        }

        @Override
        protected SSLSocketFactory engineGetSocketFactory() {
            return current.getSocketFactory();
        }

        @Override
        protected SSLServerSocketFactory engineGetServerSocketFactory() {
            return current.getServerSocketFactory();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine() {
            return current.createSSLEngine();
        }

        @Override
        protected SSLEngine engineCreateSSLEngine(String host, int port) {
            return current.createSSLEngine(host, port);
        }

        @Override
        protected SSLSessionContext engineGetServerSessionContext() {
            return current.getServerSessionContext();
        }

        @Override
        protected SSLSessionContext engineGetClientSessionContext() {
            return current.getClientSessionContext();
        }

        @Override
        protected SSLParameters engineGetDefaultSSLParameters() {
            return current.getDefaultSSLParameters();
        }

        @Override
        protected SSLParameters engineGetSupportedSSLParameters() {
            return current.getSupportedSSLParameters();
        }
    }
}
