package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;

/** Processes an application ahead of time, as the build plugins of Spring Boot do, and starts what comes out. */
class AotIT {

    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private static String[] arguments(TestServer server) {
        return new String[] {
            "--spring.main.web-application-type=none",
            "--async-mysql.host=" + server.host(),
            "--async-mysql.port=" + server.port(),
            "--async-mysql.username=" + server.username(),
            "--async-mysql.password=" + server.password(),
            "--async-mysql.database=" + server.database(),
            "--async-mysql.pools.reports.pool.max-size=2"
        };
    }

    @EveryServer
    @Covers("boot:56")
    void startsFromWhatWasGeneratedAheadOfTime(TestServer server, @TempDir Path directory) throws Exception {
        Path sources = Files.createDirectories(directory.resolve("sources"));
        Path classes = Files.createDirectories(directory.resolve("classes"));

        String processed = java(
                directory,
                CLASS_PATH,
                List.of("-Dspring.aot.processing=true"),
                "org.springframework.boot.SpringApplicationAotProcessor",
                Stream.concat(
                        Stream.of(
                                AotApplication.class.getName(),
                                sources.toString(),
                                classes.toString(),
                                classes.toString(),
                                "io.github.asyncmysql",
                                "example"),
                        Stream.of(arguments(server))));
        compile(sources, classes, processed);

        assertThat(java(
                        directory,
                        classes + File.pathSeparator + CLASS_PATH,
                        List.of("-Dspring.aot.enabled=true"),
                        AotApplication.class.getName(),
                        Stream.of(arguments(server))))
                .as(processed)
                .contains("generated: true, answers: 42 and 48");
    }

    private static void compile(Path sources, Path classes, String processed) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-cp", classes + File.pathSeparator + CLASS_PATH, "-d", classes.toString()));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
        }
        assertThat(command).as(processed).hasSizeGreaterThan(20);
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(String[]::new)))
                .isZero();
    }

    private static String java(
            Path directory, String classPath, List<String> options, String main, Stream<String> arguments)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "java", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, main));
        arguments.forEach(command::add);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
