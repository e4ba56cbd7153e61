package io.github.asyncmysql.fuzz;

import java.util.Map;

/**
 * Something that must keep a promise whatever bytes it is given. Targets are listed in {@link FuzzTargets}. Used by one
 * thread at a time.
 */
public interface FuzzTarget {

    /** What it attacks, in lower case with hyphens; also the name of the folder with its inputs. */
    String name();

    /**
     * Makes of the bytes what it needs, runs it, and judges what comes out. The same bytes must always do the same, and
     * nothing may be kept from one call to the next.
     *
     * @throws Throwable if a promise was broken: whatever is thrown is a finding
     */
    void run(byte[] input) throws Throwable;

    /** Valid inputs to start from, by their names. */
    Map<String, byte[]> seeds();

    /** Fails if a promise was broken. */
    static void check(boolean kept, String promise) {
        if (!kept) {
            throw new AssertionError(promise);
        }
    }

    /** Fails unless both are equal. */
    static void same(Object actual, Object expected, String promise) {
        if (!actual.equals(expected)) {
            throw new AssertionError(promise + ": " + actual + " instead of " + expected);
        }
    }
}
