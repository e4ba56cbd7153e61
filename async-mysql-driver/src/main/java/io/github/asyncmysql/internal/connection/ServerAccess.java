package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.internal.pool.ResourceFactory;

/** A way to open connections to a server, under an account that can change. Thread-safe. */
public interface ServerAccess extends ResourceFactory<WireConnection> {

    /** From now on, these log in. */
    void credentials(Credentials credentials);
}
