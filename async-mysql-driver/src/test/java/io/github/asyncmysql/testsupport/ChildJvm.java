package io.github.asyncmysql.testsupport;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** A program in a JVM of its own, on the JDK of the tests. Confined to one test. */
public final class ChildJvm implements AutoCloseable {

    /** That of the tests. */
    public static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private static final int LONGEST_RUN_SECONDS = 180;

    private final Process process;
    private final Path output;

    private ChildJvm(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a program.
     *
     * @param directory where its output goes
     * @param options of the JVM, class path included
     */
    public static ChildJvm start(Path directory, List<String> options, String main, List<String> arguments)
            throws IOException {
        return start(directory, Map.of(), options, main, arguments);
    }

    private static ChildJvm start(
            Path directory, Map<String, String> environment, List<String> options, String main, List<String> arguments)
            throws IOException {
        Path output = Files.createTempFile(directory, "java", ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add(main);
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start(), output);
    }

    /** Runs a program to its end and returns what it has printed. */
    public static String run(Path directory, List<String> options, String main, List<String> arguments)
            throws IOException, InterruptedException {
        return run(directory, Map.of(), options, main, arguments);
    }

    /** The same, with further variables in its environment. */
    public static String run(
            Path directory, Map<String, String> environment, List<String> options, String main, List<String> arguments)
            throws IOException, InterruptedException {
        try (ChildJvm child = start(directory, environment, options, main, arguments)) {
            if (!child.process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(main + " does not end: " + child.output());
            }
            return child.output();
        }
    }

    /**
     * Processes a Spring Boot application ahead of time, as the build plugins of Spring Boot do, and compiles what comes out.
     *
     * @return the generated classes, to be put in front of the class path
     */
    public static Path processAheadOfTime(Path directory, String application, List<String> arguments)
            throws IOException, InterruptedException {
        Path sources = Files.createDirectories(directory.resolve("sources"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> all = new ArrayList<>(List.of(
                application,
                sources.toString(),
                classes.toString(),
                classes.toString(),
                "io.github.asyncmysql",
                "example"));
        all.addAll(arguments);
        String processed = run(
                directory,
                List.of("-Dspring.aot.processing=true", "-cp", CLASS_PATH),
                "org.springframework.boot.SpringApplicationAotProcessor",
                all);
        List<String> command = new ArrayList<>(List.of(
                "-proc:none", "-nowarn", "-cp", classes + File.pathSeparator + CLASS_PATH, "-d", classes.toString()));
        int options = command.size();
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
        }
        if (command.size() == options
                || ToolProvider.getSystemJavaCompiler().run(null, null, null, command.toArray(String[]::new)) != 0) {
            throw new AssertionError("ahead-of-time processing failed: " + processed);
        }
        return classes;
    }

    /** The options for a program that was processed ahead of time. */
    public static List<String> processedAheadOfTime(Path classes) {
        return List.of("-Dspring.aot.enabled=true", "-cp", classes + File.pathSeparator + CLASS_PATH);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
    }
}
