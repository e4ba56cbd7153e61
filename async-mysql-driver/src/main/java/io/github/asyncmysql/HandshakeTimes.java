package io.github.asyncmysql;

/**
 * How long the steps of opening a connection took, in nanoseconds of monotonic time. Immutable.
 *
 * @param connect asking for credentials, name resolution, and TCP to the address that answered, those tried before included
 * @param tls the TLS handshake; 0 without TLS
 * @param auth greeting, login and authentication
 * @param init session settings, and the user's own statements
 */
public record HandshakeTimes(long connect, long tls, long auth, long init) {}
