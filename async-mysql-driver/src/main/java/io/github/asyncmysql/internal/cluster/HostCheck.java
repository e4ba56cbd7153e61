package io.github.asyncmysql.internal.cluster;

import java.util.concurrent.CompletableFuture;

/** Finds out how a host is. One check runs at a time. Thread-safe. */
public interface HostCheck {

    /** Asks the host. Never blocks; completes within a limit of its own, and does not fail. */
    CompletableFuture<HostReport> check();

    /** Gives up a check that is running, and gives back what was needed for it. No further one begins. Never blocks. */
    void close();
}
