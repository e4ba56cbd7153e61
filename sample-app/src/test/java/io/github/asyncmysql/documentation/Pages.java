package io.github.asyncmysql.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the manual and the regions of source code that they repeat. Thread-safe. */
final class Pages {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final List<String> MODULES =
            List.of("async-mysql-driver", "async-mysql-spring-boot-starter", "sample-app");
    private static final Pattern SNIPPET =
            Pattern.compile("(?ms)^(?:<!-- region: ([\\w-]+) -->\\n)?^```(\\w*)\\n(.*?)^```$");
    private static final Pattern REGION =
            Pattern.compile("(?ms)^ *(?://|#|--) region ([\\w-]+)\\n(.*?)^ *(?://|#|--) endregion$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)[^)]*\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*)$");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

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

    /** All Markdown files of the project: those at its root, README among them, and everything in the folder docs. */
    static List<Path> all() {
        List<Path> pages = new ArrayList<>(files(ROOT, 1, ".md"));
        pages.addAll(files(ROOT.resolve("docs"), Integer.MAX_VALUE, ".md"));
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

    /** A page without its fenced blocks. */
    static String prose(Path page) {
        return SNIPPET.matcher(text(page)).replaceAll("");
    }

    static List<Snippet> snippets(Path page) {
        return SNIPPET.matcher(text(page))
                .results()
                .map(match ->
                        new Snippet(page, match.group(1) == null ? "" : match.group(1), match.group(2), match.group(3)))
                .toList();
    }

    /** Writes all pages anew with the regions of now. */
    static void refresh(Map<String, String> regions) {
        for (Path page : all()) {
            String refreshed = SNIPPET.matcher(text(page)).replaceAll(match -> {
                String region = match.group(1);
                return Matcher.quoteReplacement(
                        region == null || !regions.containsKey(region)
                                ? match.group()
                                : match.group().substring(0, match.start(3) - match.start())
                                        + regions.get(region)
                                        + "```");
            });
            try {
                Files.writeString(page, refreshed);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What stands between backticks in a text. */
    static List<String> code(String text) {
        return CODE.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** The targets of a page's links and pictures, as they are written. */
    static List<String> links(Path page) {
        return LINK.matcher(prose(page)).results().map(match -> match.group(1)).toList();
    }

    /** What a link inside of the project leads to, without its anchor; the page itself where it is an anchor alone. */
    static Path target(Path page, String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty() ? page : page.resolveSibling(file).normalize();
    }

    /** The names that a page's headings have in links, made as GitHub makes them. */
    static Set<String> anchors(Path page) {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        Matcher headings = HEADING.matcher(prose(page));
        while (headings.find()) {
            String name = headings.group(1)
                    .strip()
                    .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            int earlier = seen.merge(name, 1, Integer::sum) - 1;
            anchors.add(earlier == 0 ? name : name + "-" + earlier);
        }
        return anchors;
    }

    /** All regions in the tests of all modules by name, without the indentation of their first line. */
    static Map<String, String> regions() {
        Map<String, String> regions = new LinkedHashMap<>();
        for (String module : MODULES) {
            for (String suffix : List.of(".java", ".yml", ".sql")) {
                files(ROOT.resolve(module).resolve("src/test"), Integer.MAX_VALUE, suffix)
                        .forEach(source -> addRegions(source, regions));
            }
        }
        return regions;
    }

    private static void addRegions(Path source, Map<String, String> regions) {
        REGION.matcher(text(source)).results().forEach(match -> {
            String earlier = regions.put(match.group(1), withoutIndentation(match.group(2)));
            if (earlier != null) {
                throw new IllegalStateException("two regions are called " + match.group(1));
            }
        });
    }

    /** The files of all classes that are declared in files of their own, those of tests included, by the names of the classes. */
    static Map<String, Path> sources() {
        Map<String, Path> sources = new LinkedHashMap<>();
        for (String module : MODULES) {
            files(ROOT.resolve(module).resolve("src"), Integer.MAX_VALUE, ".java")
                    .forEach(file -> sources.put(file.getFileName().toString().replace(".java", ""), file));
        }
        return sources;
    }

    /** The names of those classes. */
    static Set<String> classes() {
        return sources().keySet();
    }

    /** The full names of the classes of driver and starter that have files of their own and are not internal. */
    static List<String> publishedClasses() {
        List<String> names = new ArrayList<>();
        for (String module : MODULES.subList(0, 2)) {
            Path sources = ROOT.resolve(module).resolve("src/main/java");
            files(sources, Integer.MAX_VALUE, ".java").stream()
                    .map(file -> sources.relativize(file).toString())
                    .filter(file -> !file.endsWith("-info.java"))
                    .map(file -> file.replace(".java", "").replace('/', '.').replace('\\', '.'))
                    .filter(name -> !name.contains(".internal."))
                    .forEach(names::add);
        }
        return names;
    }

    private static String withoutIndentation(String text) {
        int indentation = text.length() - text.stripLeading().length();
        return text.replaceAll("(?m)^ {" + indentation + "}", "");
    }

    private static List<Path> files(Path folder, int depth, String suffix) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
