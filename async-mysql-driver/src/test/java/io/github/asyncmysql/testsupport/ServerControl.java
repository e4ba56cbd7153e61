package io.github.asyncmysql.testsupport;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be done to a server that the tests started themselves. Thread-safe. */
interface ServerControl {

    /** Ends the server without a chance to clean up; its data directory stays. */
    void kill();

    /** Lets the server shut down in its own time. */
    void stop();

    /** Starts the stopped or killed server again, on the same port. */
    void start();

    /** Freezes the server: its sockets stay open, but nothing answers. */
    void pause();

    void resume();

    /** Ends the server and deletes its data. */
    void close();

    /** A further server of the same kind, with its own data and port. */
    TestServer startAnother(List<String> options);

    @Nullable
    Path dataDirectory();

    @Nullable
    Path caCertificate();

    @Nullable
    Path unixSocket();
}
