package io.github.asyncmysql.faults;

import io.github.asyncmysql.MySqlException;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What callers were told about each of their operations. Thread-safe. */
final class Ledger {

    private static final int EXAMPLES = 10;

    /** What a caller knows about an operation. */
    enum Entry {
        OK,
        NOT_SENT,
        NOT_EXECUTED,
        UNKNOWN,
        /** The caller himself did not wait for the answer. */
        GIVEN_UP
    }

    /** Writes with a number of their own, by that number. */
    final Map<Long, Entry> inserts = new ConcurrentHashMap<>();

    /** Transactions, each of which inserts its number and raises the counter. */
    final Map<Long, Entry> transactions = new ConcurrentHashMap<>();

    final LongAdder wrongAnswers = new LongAdder();
    final LongAdder dirtySessions = new LongAdder();
    final LongAdder endedTwice = new LongAdder();
    final AtomicLong worstOverrunMillis = new AtomicLong(Long.MIN_VALUE);
    final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final Map<Entry, LongAdder> counts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final Queue<String> texts = new ConcurrentLinkedQueue<>();

    Ledger() {
        for (Entry entry : Entry.values()) {
            counts.put(entry, new LongAdder());
        }
    }

    /** An operation has ended. Returns how. */
    Entry ended(@Nullable Throwable failure, long overrunMillis) {
        Entry entry = entry(failure);
        count(entry).increment();
        worstOverrunMillis.accumulateAndGet(overrunMillis, Math::max);
        return entry;
    }

    private LongAdder count(Entry entry) {
        return counts.computeIfAbsent(entry, key -> new LongAdder());
    }

    long countOf(Entry entry) {
        return count(entry).sum();
    }

    long operations() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Operations that have failed without their callers giving up. */
    long failed() {
        return operations() - countOf(Entry.OK) - countOf(Entry.GIVEN_UP);
    }

    private Entry entry(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null) {
            return Entry.OK;
        }
        if (cause instanceof CancellationException || cause instanceof TimeoutException) {
            return Entry.GIVEN_UP;
        }
        failures.computeIfAbsent(nameOf(cause), key -> new LongAdder()).increment();
        if (texts.size() < 10_000) {
            texts.add(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof MySqlException known) {
            return switch (known.outcome()) {
                case NOT_SENT -> Entry.NOT_SENT;
                case NOT_EXECUTED -> Entry.NOT_EXECUTED;
                case UNKNOWN -> Entry.UNKNOWN;
            };
        }
        violation("an operation ended with " + cause);
        return Entry.UNKNOWN;
    }

    private static String nameOf(Throwable cause) {
        return cause instanceof io.github.asyncmysql.MySqlServerException refused
                ? "server error " + refused.errorCode()
                : cause.getClass().getSimpleName()
                        + (cause instanceof MySqlException known ? " " + known.outcome() : "");
    }

    void violation(String what) {
        if (violations.size() < EXAMPLES) {
            violations.add(what);
        }
    }

    /** Whether a text that nobody may see is in the message of a failure. */
    boolean tells(String secret) {
        return texts.stream().anyMatch(text -> text.contains(secret));
    }

    /** How often each kind of failure came. */
    Map<String, Long> failures() {
        Map<String, Long> sorted = new TreeMap<>();
        failures.forEach((name, count) -> sorted.put(name, count.sum()));
        return sorted;
    }

    /** Only these may be repeated without a second thought. */
    static boolean isCertainlyUndone(Entry entry) {
        return entry == Entry.NOT_SENT || entry == Entry.NOT_EXECUTED;
    }
}
