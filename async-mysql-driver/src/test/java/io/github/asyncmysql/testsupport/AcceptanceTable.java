package io.github.asyncmysql.testsupport;

import io.github.asyncmysql.testsupport.AcceptanceResult.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which items have which tests, as Markdown and as a summary. Immutable. */
final class AcceptanceTable {

    private final AcceptanceCatalogue catalogue;
    private final List<AcceptanceResult> results;

    AcceptanceTable(AcceptanceCatalogue catalogue, Collection<AcceptanceResult> results) {
        this.catalogue = catalogue;
        this.results = List.copyOf(results);
    }

    /** Items that tests name although no list has them, each with such a test. */
    List<String> unknownItems() {
        return results.stream()
                .filter(result -> !catalogue.contains(result.item()))
                .map(result -> result.item() + ", named by " + result.test())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * The page for the documentation. It says which tests exist, not where they ran: the same sources give the same
     * text on every machine.
     */
    String documentation() {
        StringBuilder page = new StringBuilder();
        page.append("# Acceptance items and their tests\n\n")
                .append(
                        "Generated from the tests' `@Covers` annotations; [testing](testing.md) says how to refresh it.\n")
                .append("An item without a test is open.\n");
        for (String list : catalogue.lists()) {
            List<String> items = catalogue.items(list);
            List<String> covered = items.stream()
                    .filter(item -> !declaredTests(item).isEmpty())
                    .toList();
            page.append("\n## ").append(list).append("\n\n");
            page.append(covered.size()).append(" of ").append(items.size()).append(" items have a test.\n");
            if (!covered.isEmpty()) {
                page.append("\n| Item | What | Tests |\n|---|---|---|\n");
            }
            for (String item : covered) {
                page.append("| ")
                        .append(id(item))
                        .append(" | ")
                        .append(catalogue.title(item))
                        .append(" | ");
                page.append(declaredTests(item).stream()
                        .map(test -> "`" + test + "`")
                        .collect(Collectors.joining(", ")));
                page.append(" |\n");
            }
            appendOpen(
                    page, items.stream().filter(item -> !covered.contains(item)).toList());
        }
        return page.toString();
    }

    private void appendOpen(StringBuilder page, List<String> open) {
        if (!open.isEmpty()) {
            page.append("\nOpen:\n\n");
        }
        for (String item : open) {
            page.append("- ")
                    .append(id(item))
                    .append(": ")
                    .append(catalogue.title(item))
                    .append('\n');
        }
    }

    /** The page of this very run: which items were green, on which servers. */
    String runPage() {
        StringBuilder page = new StringBuilder("# Acceptance items of this run\n");
        for (String list : catalogue.lists()) {
            page.append("\n## ")
                    .append(list)
                    .append("\n\n| Item | What | State | Servers | Tests |\n|---|---|---|---|---|\n");
            for (String item : catalogue.items(list)) {
                page.append("| ")
                        .append(id(item))
                        .append(" | ")
                        .append(catalogue.title(item))
                        .append(" | ");
                page.append(isGreen(item) ? "green" : "open").append(" | ");
                page.append(String.join(", ", greenServers(item))).append(" | ");
                page.append(String.join(", ", greenTests(item))).append(" |\n");
            }
        }
        return page.toString();
    }

    /** A few lines for the console. */
    String summary() {
        StringBuilder text = new StringBuilder("Acceptance items with a green test in this run:\n");
        for (String list : catalogue.lists()) {
            List<String> items = catalogue.items(list);
            List<String> open = items.stream().filter(item -> !isGreen(item)).toList();
            Set<String> servers = new TreeSet<>();
            items.forEach(item -> servers.addAll(greenServers(item)));
            text.append("  ")
                    .append(list)
                    .append(": ")
                    .append(items.size() - open.size())
                    .append(" of ")
                    .append(items.size());
            if (!servers.isEmpty()) {
                text.append(" (on ").append(String.join(", ", servers)).append(')');
            }
            if (!open.isEmpty()) {
                text.append("; open: ")
                        .append(open.stream().map(AcceptanceTable::id).collect(Collectors.joining(" ")));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The tests that name an item, whether or not they ran. */
    Set<String> declaredTests(String item) {
        return tests(item, Outcome.DECLARED);
    }

    // A test that passed on one server and failed on another proves nothing.
    private Set<String> greenTests(String item) {
        Set<String> green = tests(item, Outcome.PASSED);
        green.removeAll(tests(item, Outcome.FAILED));
        return green;
    }

    private boolean isGreen(String item) {
        return !greenTests(item).isEmpty();
    }

    private Set<String> greenServers(String item) {
        Set<String> green = greenTests(item);
        return results.stream()
                .filter(result -> result.item().equals(item) && result.outcome() == Outcome.PASSED)
                .filter(result ->
                        green.contains(result.test()) && !result.server().equals(ServersInUse.NONE))
                .map(AcceptanceResult::server)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> tests(String item, Outcome outcome) {
        return results.stream()
                .filter(result -> result.item().equals(item) && result.outcome() == outcome)
                .map(AcceptanceResult::test)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String id(String item) {
        return item.substring(item.indexOf(':') + 1);
    }
}
