package io.github.asyncmysql.spring.boot.web;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Controllers that wait, as those of an application with virtual threads do. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(VirtualThreadApp.Waiting.class)
class VirtualThreadApp {

    static final String LOCKED_ROW = "select id from virtual_row where id = 1 for update";

    public static void main(String[] arguments) {
        WebApps.run(VirtualThreadApp.class, WebApplicationType.SERVLET, arguments);
    }

    @EventListener
    void tellThePort(WebServerInitializedEvent event) {
        System.out.println(WebApps.LISTENING + event.getWebServer().getPort());
    }

    /** Thread-safe. */
    @RestController
    static class Waiting {

        private static final String PINNED = "jdk.VirtualThreadPinned";

        private final AsyncMySqlOperations mysql;
        private final MySqlPool pool;
        private final Recording pinning = new Recording();

        Waiting(AsyncMySqlOperations mysql, MySqlPool pool) {
            this.mysql = mysql;
            this.pool = pool;
        }

        /** Waits for as long as somebody else holds the row. */
        @GetMapping("/waiting")
        String waiting() {
            return mysql.queryForObject(LOCKED_ROW, Integer.class).join() + " " + Thread.currentThread();
        }

        /** The same in a transaction of the thread, whose begin and commit wait, too. */
        @GetMapping("/waiting-transaction")
        @Transactional
        public String waitingTransaction() {
            return waiting();
        }

        @GetMapping("/used")
        int used() {
            return pool.stats().inUse();
        }

        /** What a continuation is told that waits on its event loop. */
        @GetMapping("/join-on-loop")
        CompletableFuture<String> joinOnLoop() {
            return mysql.queryForObject("select sleep(0.1)", Integer.class)
                    .thenApply(slept ->
                            mysql.queryForObject("select 2", Integer.class).join())
                    .handle((value, failure) -> failure == null ? "waited" : String.valueOf(failure.getCause()));
        }

        @GetMapping("/pinning/start")
        String startRecording() {
            pinning.enable(PINNED).withStackTrace().withThreshold(Duration.ofMillis(20));
            pinning.start();
            return "recording";
        }

        /** The virtual threads that have held their carriers since, one by line. */
        @GetMapping("/pinning/stop")
        String stopRecording() throws IOException {
            pinning.stop();
            Path file = Files.createTempFile("pinning", ".jfr");
            try {
                pinning.dump(file);
                // Events that an application defines, such as those of the driver, are in each recording.
                return RecordingFile.readAllEvents(file).stream()
                        .filter(event -> event.getEventType().getName().equals(PINNED))
                        .map(RecordedEvent::toString)
                        .collect(Collectors.joining("\n"));
            } finally {
                Files.delete(file);
            }
        }
    }
}
