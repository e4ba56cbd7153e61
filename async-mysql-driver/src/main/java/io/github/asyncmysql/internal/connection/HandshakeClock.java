package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.HandshakeTimes;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Ticker;

/**
 * When the steps of opening a connection began and ended.
 *
 * <p>Confined to the event loop.
 */
final class HandshakeClock {

    private final Ticker ticker;
    private long began;
    private long connected;
    private long tls;
    private long loggedIn;

    HandshakeClock(Ticker ticker) {
        this.ticker = ticker;
    }

    void begin() {
        began = ticker.nanoTime();
        connected = began;
    }

    void connected() {
        connected = ticker.nanoTime();
    }

    void tlsBegins(SslHandler handler) {
        long since = ticker.nanoTime();
        handler.handshakeFuture().addListener(done -> tls = ticker.nanoTime() - since);
    }

    void loggedIn() {
        loggedIn = ticker.nanoTime();
    }

    /** To be asked when the session is set up. */
    HandshakeTimes times() {
        return new HandshakeTimes(connected - began, tls, loggedIn - connected - tls, ticker.nanoTime() - loggedIn);
    }
}
