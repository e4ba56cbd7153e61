package io.github.asyncmysql.spring.boot.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams more rows than fit into the heap of an application in a JVM of its own, to a reader that pauses.
 * {@code -Dweb.rows=1000000} streams as many as the acceptance item asks for.
 */
class StreamingMemoryIT {

    private static final int ROWS = Integer.getInteger("web.rows", 60_000);

    @EveryServer
    @Covers("boot:47")
    void rowsStreamThroughASmallHeapInMvc(TestServer server, @TempDir Path directory) throws Exception {
        stream(WebApps.MvcApp.class, server, directory);
    }

    // Once is enough: what differs from the one above is above the driver.
    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("boot:47")
    void rowsStreamThroughASmallHeapInWebFlux(TestServer server, @TempDir Path directory) throws Exception {
        stream(WebApps.FluxApp.class, server, directory);
    }

    private static void stream(Class<?> app, TestServer server, Path directory) throws Exception {
        WebIT.makeNumbers(server);
        try (WebProcess application = WebProcess.start(app, server, directory, "--async-mysql.query-timeout=0")) {
            assertThat(readSlowly(application)).as(application::output).isEqualTo(ROWS);
            Awaitility.await().until(() -> application.get("/used").equals("0"));
        }
    }

    private static long readSlowly(WebProcess application) throws IOException {
        try (Socket client = new Socket()) {
            client.setReceiveBufferSize(64 * 1024);
            client.connect(new InetSocketAddress("localhost", application.port()));
            OutputStream request = client.getOutputStream();
            request.write(
                    ("GET /rows/" + ROWS + " HTTP/1.0\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String line = answer.readLine();
            while (!line.startsWith("{")) {
                line = answer.readLine();
            }
            assertThat(emittedWhenItStops(application)).isLessThan(ROWS / 2);
            return 1 + answer.lines().filter(row -> row.startsWith("{")).count();
        }
    }

    /** How many rows were read for a client that has stopped reading: as many as the buffers of sockets hold. */
    private static long emittedWhenItStops(WebProcess application) {
        long[] seen = new long[1];
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .during(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    long before = seen[0];
                    seen[0] = Long.parseLong(application.get("/emitted"));
                    return seen[0] > 0 && seen[0] == before;
                });
        return seen[0];
    }
}
