package io.github.asyncmysql.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of the manual, parts of which are written by programs. */
final class Document {

    private Document() {}

    /** Replaces what stands between the markers of the named part. */
    static void replace(Path document, String part, String markdown) throws IOException {
        String begin = "<!-- " + part + ": begin, written by the benchmark -->";
        String end = "<!-- " + part + ": end -->";
        String text = Files.readString(document);
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalStateException(document + " has no line " + begin + " followed by a line " + end);
        }
        Files.writeString(document, text.substring(0, from) + begin + "\n\n" + markdown + "\n" + text.substring(to));
        System.out.println("Written into " + document);
    }
}
