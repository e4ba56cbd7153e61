package io.github.asyncmysql.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a JDK to measure on: JDBC on virtual threads needs Java 21, which the build does not. */
final class Jdks {

    private static final int WANTED = 21;
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/jvm"),
            Path.of(System.getProperty("user.home"), ".sdkman", "candidates", "java"),
            Path.of(System.getProperty("user.home"), ".jdks"));

    private Jdks() {}

    /** The home of this JVM if it is new enough, else the newest JDK installed in one of the usual places. */
    static Path forMeasuring() {
        Path own = Path.of(System.getProperty("java.home"));
        if (Runtime.version().feature() >= WANTED) {
            return own;
        }
        Optional<Path> newest = PLACES.stream()
                .flatMap(Jdks::homesIn)
                .filter(home -> versionOf(home) >= WANTED)
                .max(Comparator.comparingInt(Jdks::versionOf));
        return newest.orElseThrow(() -> new IllegalStateException("measuring needs Java " + WANTED
                + " or later, and none is in " + PLACES + "; name its home with -Dbenchmark.java"));
    }

    /** The feature version, 0 where it cannot be told. */
    static int versionOf(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(release)) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
                    .mapToInt(version -> Runtime.Version.parse(version).feature())
                    .findFirst()
                    .orElse(0);
        } catch (IOException | IllegalArgumentException e) {
            return 0;
        }
    }

    private static Stream<Path> homesIn(Path place) {
        if (!Files.isDirectory(place)) {
            return Stream.empty();
        }
        try (Stream<Path> homes = Files.list(place)) {
            return homes.filter(home -> Files.isExecutable(home.resolve("bin").resolve("java"))).toList().stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
