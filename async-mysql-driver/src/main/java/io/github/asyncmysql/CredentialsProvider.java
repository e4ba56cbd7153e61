package io.github.asyncmysql;

import java.util.concurrent.CompletionStage;

/** Knows who logs in, for passwords that change: a token of a cloud, an entry of a vault. Thread-safe. */
@FunctionalInterface
public interface CredentialsProvider {

    /**
     * Asked each time a connection is opened, within its {@link MySqlConfig#connectTimeout()}. Called on an event loop:
     * must not block. If it fails, so does the attempt to connect, which the pool repeats after a pause.
     */
    CompletionStage<Credentials> credentials();
}
