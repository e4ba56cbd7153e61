package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The items that tests may name with {@link Covers}, in their order. Immutable. */
final class AcceptanceCatalogue {

    private static final String RESOURCE = "acceptance-catalogue.txt";
    private static final Pattern ITEM = Pattern.compile("([a-z]+):([A-Z]?\\d+) (\\S.*)");

    private final Map<String, String> titles;

    private AcceptanceCatalogue(Map<String, String> titles) {
        this.titles = titles;
    }

    static AcceptanceCatalogue load() {
        try (InputStream resource = AcceptanceCatalogue.class.getResourceAsStream(RESOURCE)) {
            if (resource == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads {@code list:id title} lines; blank lines and lines that begin with # are for people. */
    static AcceptanceCatalogue parse(List<String> lines) {
        Map<String, String> titles = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher item = ITEM.matcher(line);
            if (!item.matches()) {
                throw new IllegalArgumentException("not an acceptance item: " + line);
            }
            String name = item.group(1) + ":" + item.group(2);
            if (titles.put(name, item.group(3)) != null) {
                throw new IllegalArgumentException("acceptance item " + name + " stands there twice");
            }
        }
        return new AcceptanceCatalogue(titles);
    }

    boolean contains(String item) {
        return titles.containsKey(item);
    }

    String title(String item) {
        return titles.get(item);
    }

    /** The names of the lists, e.g. {@code pool}. */
    List<String> lists() {
        return titles.keySet().stream()
                .map(item -> item.substring(0, item.indexOf(':')))
                .distinct()
                .toList();
    }

    /** The items of one list, e.g. {@code pool:A1}. */
    List<String> items(String list) {
        return titles.keySet().stream()
                .filter(item -> item.startsWith(list + ":"))
                .toList();
    }
}
