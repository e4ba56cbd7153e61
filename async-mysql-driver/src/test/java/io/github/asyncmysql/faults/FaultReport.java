package io.github.asyncmysql.faults;

import io.github.asyncmysql.faults.Ledger.Entry;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What came of a fault: the ledger in numbers, and how often each invariant was broken. Confined to the test's thread. */
final class FaultReport {

    static final String HEADER =
            "| fault | server | operations | ok | not sent | not executed | unknown | given up | broken invariants | recovery | latest beyond its limit | connects | of the pool | failures |\n"
                    + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";

    private final String id;
    private final String server;
    private final Ledger ledger;
    private final long recoveryMillis;
    private final long connects;
    private final long opened;
    private final Map<String, Long> broken = new LinkedHashMap<>();

    FaultReport(String id, String server, Ledger ledger, long recoveryMillis, long connects, long opened) {
        this.id = id;
        this.server = server;
        this.ledger = ledger;
        this.recoveryMillis = recoveryMillis;
        this.connects = connects;
        this.opened = opened;
    }

    /** An invariant was broken so many times. */
    void require(String invariant, long violations) {
        broken.put(invariant, violations);
    }

    String id() {
        return id;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Those that reached the server: the pool's, and others that only stop a statement. */
    long connects() {
        return connects;
    }

    /** Those that the pool opened. */
    long opened() {
        return opened;
    }

    long recoveryMillis() {
        return recoveryMillis;
    }

    /** Those that were broken; empty if all hold. */
    Map<String, Long> broken() {
        Map<String, Long> left = new LinkedHashMap<>(broken);
        left.values().removeIf(violations -> violations == 0);
        return left;
    }

    /** As a row of the table in {@code docs/faults.md}. */
    String row() {
        String failures = ledger.failures().entrySet().stream()
                .map(failure -> failure.getKey() + ": " + failure.getValue())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %d | %d | %d | %d | %d | %s | %d ms | %s | %d | %d | %s |%n",
                id,
                server,
                ledger.operations(),
                ledger.countOf(Entry.OK),
                ledger.countOf(Entry.NOT_SENT),
                ledger.countOf(Entry.NOT_EXECUTED),
                ledger.countOf(Entry.UNKNOWN),
                ledger.countOf(Entry.GIVEN_UP),
                broken().isEmpty() ? "none of " + broken.size() : broken().toString(),
                recoveryMillis,
                ledger.worstOverrunMillis.get() <= 0 ? "in time" : ledger.worstOverrunMillis.get() + " ms",
                connects,
                opened,
                failures);
    }

    @Override
    public String toString() {
        return row() + ledger.violations;
    }
}
