package io.github.asyncmysql.testsupport;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The page of promises: people write the sentences, each below a heading that begins with its number; the line of tests
 * behind each is made from {@link Covers}. Immutable.
 */
final class GuaranteesPage {

    private static final Pattern PROMISE = Pattern.compile("(?m)^### (\\d+)\\. .*$");
    private static final Pattern TESTS = Pattern.compile("(?m)^\\*Tests:\\* .*$");

    private final String text;

    GuaranteesPage(String text) {
        this.text = text;
    }

    /**
     * The page with the tests of now.
     *
     * @throws IllegalStateException if the page and the list do not have the same promises, or a promise has no test
     */
    String withTests(AcceptanceCatalogue catalogue, AcceptanceTable table) {
        List<String> promised = PROMISE.matcher(text)
                .results()
                .map(heading -> "guarantee:" + heading.group(1))
                .toList();
        if (!promised.equals(catalogue.items("guarantee"))) {
            throw new IllegalStateException(
                    "docs/guarantees.md does not promise what the list of items has: " + promised);
        }
        List<MatchResult> headings = PROMISE.matcher(text).results().toList();
        StringBuilder page = new StringBuilder(text.substring(0, headings.get(0).start()));
        for (int i = 0; i < headings.size(); i++) {
            int end = i + 1 < headings.size() ? headings.get(i + 1).start() : text.length();
            page.append(section(text.substring(headings.get(i).start(), end), table.declaredTests(promised.get(i))));
        }
        return page.toString();
    }

    private static String section(String section, Set<String> tests) {
        if (tests.isEmpty()) {
            throw new IllegalStateException("docs/guarantees.md promises something that no test shows: "
                    + section.lines().findFirst().orElse(""));
        }
        Matcher line = TESTS.matcher(section);
        if (!line.find()) {
            throw new IllegalStateException("docs/guarantees.md has no line *Tests:* below "
                    + section.lines().findFirst().orElse(""));
        }
        // Of a class with many, the class is enough.
        String names = tests.stream()
                .collect(Collectors.groupingBy(
                        test -> test.substring(0, test.lastIndexOf('.')), TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .flatMap(each -> each.getValue().size() > 3 ? Stream.of(each.getKey()) : each.getValue().stream())
                .map(test -> "`" + test + "`")
                .collect(Collectors.joining(", "));
        return section.substring(0, line.start()) + "*Tests:* " + names + section.substring(line.end());
    }
}
