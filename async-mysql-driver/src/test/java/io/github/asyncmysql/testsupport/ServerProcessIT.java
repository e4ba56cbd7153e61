package io.github.asyncmysql.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ServerProcessIT {

    /** Starts a server and waits to be killed. */
    static final class StartsServerAndHangs {
        public static void main(String[] arguments) throws Exception {
            TestServer server = ServerProcess.startCopy(InstalledBinaries.mariaDb(), List.of());
            System.out.println("up " + server.port() + " " + server.dataDirectory());
            Thread.currentThread().join();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there a server that outlives a killed JVM cannot be helped")
    void serverAndItsDataEndWithAKilledJvm() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsServerAndHangs.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = new BufferedReader(new InputStreamReader(jvm.getInputStream()))) {
            String[] up = output.lines()
                    .filter(line -> line.startsWith("up "))
                    .findFirst()
                    .orElseThrow()
                    .split(" ");
            int port = Integer.parseInt(up[1]);
            assertThat(listens(port)).isTrue();

            jvm.destroyForcibly();

            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                assertThat(listens(port)).isFalse();
                assertThat(new File(up[2])).doesNotExist();
            });
        } finally {
            jvm.destroyForcibly();
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
