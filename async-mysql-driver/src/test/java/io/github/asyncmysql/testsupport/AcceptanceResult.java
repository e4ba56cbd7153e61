package io.github.asyncmysql.testsupport;

import java.nio.file.Path;
import java.util.List;

/**
 * What one test says about one item. Immutable.
 *
 * @param item the item, e.g. {@code pool:A1}
 * @param test class and method, without the package
 * @param server the server it ran on, or {@link ServersInUse#NONE}
 * @param outcome how it ended
 */
record AcceptanceResult(String item, String test, String server, Outcome outcome) {

    /** How a test ended. */
    enum Outcome {
        /** It exists and is meant to run; whether it did is told by the other outcomes. */
        DECLARED,
        PASSED,
        FAILED,
        ABORTED
    }

    /** Where a module keeps its notes, inside its own folder. */
    static final Path FOLDER = Path.of("target", "acceptance");

    private static final String SEPARATOR = "\t";

    String toLine() {
        return String.join(SEPARATOR, List.of(item, test, server, outcome.name()));
    }

    static AcceptanceResult ofLine(String line) {
        String[] fields = line.split(SEPARATOR);
        return new AcceptanceResult(fields[0], fields[1], fields[2], Outcome.valueOf(fields[3]));
    }
}
