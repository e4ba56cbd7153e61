package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The JDKs of this machine: the one that runs the tests, and those that are installed beside it. Stateless. */
public final class Jdks {

    private Jdks() {}

    /**
     * The command {@code java} of this JDK, or if it is older, of another one. Where there is none the test is aborted, with one
     * loud line.
     *
     * @param feature the least version, such as 21
     */
    public static Path java(int feature) {
        Path own = Path.of(System.getProperty("java.home"));
        if (Runtime.version().feature() >= feature) {
            return own.resolve("bin/java");
        }
        Optional<Path> other = beside(own, feature);
        if (other.isEmpty()) {
            System.out.println("!!!!!!!! There is no JDK " + feature + " or newer beside " + own
                    + ": tests that need one do NOT run !!!!!!!!");
            Assumptions.abort("no JDK " + feature + " or newer");
        }
        return other.get().resolve("bin/java");
    }

    private static Optional<Path> beside(Path own, int feature) {
        try (Stream<Path> homes = Files.list(own.getParent())) {
            return homes.filter(home -> feature(home) >= feature).sorted().findFirst();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The version of a JDK, 0 if there is none. */
    private static int feature(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin/java")) || !Files.isReadable(release)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
                    .map(version -> Runtime.Version.parse(version).feature())
                    .findFirst()
                    .orElse(0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
