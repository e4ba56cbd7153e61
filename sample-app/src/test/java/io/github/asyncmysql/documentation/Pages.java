package io.github.asyncmysql.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the manual and the regions of source code that they repeat. Thread-safe. */
final class Pages {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern SNIPPET =
            Pattern.compile("(?ms)^(?:<!-- region: ([\\w-]+) -->\\n)?^```(\\w*)\\n(.*?)^```$");
    private static final Pattern REGION =
            Pattern.compile("(?ms)^ *(?://|#) region ([\\w-]+)\\n(.*?)^ *(?://|#) endregion$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)#\\s]+)[^)]*\\)");

    private Pages() {}

    /**
     * A fenced block of a page. Immutable.
     *
     * @param page the page's file
     * @param region the region that it repeats, empty for none
     * @param language the language behind the fence, empty for none
     * @param text the lines between the fences
     */
    record Snippet(Path page, String region, String language, String text) {

        @Override
        public String toString() {
            return page.getFileName()
                    + (region.isEmpty() ? ": " + text.lines().findFirst().orElse("") : ": " + region);
        }
    }

    /** README and everything in the folder docs. */
    static List<Path> all() {
        List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
        pages.add(ROOT.resolve("README.md"));
        return pages;
    }

    static Path page(String name) {
        return ROOT.resolve(name);
    }

    static String text(Path file) {
        try {
            return Files.readString(file).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Snippet> snippets(Path page) {
        return SNIPPET.matcher(text(page))
                .results()
                .map(match ->
                        new Snippet(page, match.group(1) == null ? "" : match.group(1), match.group(2), match.group(3)))
                .toList();
    }

    /** What a page links to inside of the project, as files. */
    static List<Path> links(Path page) {
        List<Path> targets = new ArrayList<>();
        Matcher matcher = LINK.matcher(text(page));
        while (matcher.find()) {
            if (!matcher.group(1).contains(":")) {
                targets.add(page.resolveSibling(matcher.group(1)).normalize());
            }
        }
        return targets;
    }

    /** All regions by name, without the indentation of their first line. */
    static Map<String, String> regions() {
        Map<String, String> regions = new LinkedHashMap<>();
        List<Path> sources = new ArrayList<>();
        sources.addAll(files(Path.of("src/test/java/io/github/asyncmysql/documentation"), ".java"));
        sources.addAll(files(Path.of("src/test/resources/documentation"), ".yml"));
        for (Path source : sources) {
            REGION.matcher(text(source)).results().forEach(match -> {
                String earlier = regions.put(match.group(1), withoutIndentation(match.group(2)));
                if (earlier != null) {
                    throw new IllegalStateException("two regions are called " + match.group(1));
                }
            });
        }
        return regions;
    }

    private static String withoutIndentation(String text) {
        int indentation = text.length() - text.stripLeading().length();
        return text.replaceAll("(?m)^ {" + indentation + "}", "");
    }

    private static List<Path> files(Path folder, String suffix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
