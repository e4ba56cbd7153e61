package io.github.asyncmysql.testsupport;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * Threads that meet, in many orders of their steps. A step is an access to shared memory; Lincheck runs one thread at a time
 * and says after which step the next one goes on. A failure shows the order. {@code -Dinterleavings.tried} says how many
 * orders are tried. Tests have the tag {@code lincheck} and names that end in {@code InterleavingsTest}, and so a JVM of their own.
 */
public final class Interleavings {

    private static final int TRIED = Integer.getInteger("interleavings.tried", 500);
    private static final int KNOWN_TO_WORK = 17;
    private static final String PLANTED_FAULT = "an update was lost";

    private Interleavings() {}

    /** Loses an update where threads take turns between its two accesses. */
    private static final class Planted {

        private volatile int value;

        void add() {
            int before = value;
            value = before + 1;
        }
    }

    private static void planted() {
        Planted planted = new Planted();
        meet(planted::add, planted::add);
        check(planted.value == 2, PLANTED_FAULT);
    }

    /**
     * Makes sure that a planted fault is found, since on some JVMs nothing is, and runs scenarios until all of their code is
     * there in the form that is explored, so that this counts for none of them. To be called before the first of them is
     * explored. Aborts the tests, with a loud line, on JVMs where exploring does not work.
     */
    public static void prepare(Runnable... scenarios) {
        planted();
        for (Runnable scenario : scenarios) {
            scenario.run();
        }
        boolean found = false;
        for (int attempt = 0; attempt < 3 && !found; attempt++) {
            try {
                Lincheck.runConcurrentTest(TRIED, Interleavings::planted);
            } catch (LincheckAssertionError e) {
                // Or the first attempt has taken too long, because classes were rewritten meanwhile.
                found = String.valueOf(e.getMessage()).contains(PLANTED_FAULT);
            }
        }
        if (!found) {
            String complaint = "Lincheck does not find a planted fault on Java " + Runtime.version();
            if (Runtime.version().feature() == KNOWN_TO_WORK) {
                throw new AssertionError(complaint);
            }
            System.out.println("!!!!!!!! " + complaint + ": nothing is explored !!!!!!!!");
            throw new TestAbortedException(complaint);
        }
        for (Runnable scenario : scenarios) {
            try {
                Lincheck.runConcurrentTest(1, scenario);
            } catch (LincheckAssertionError e) {
                // It may have taken too long. Whatever else is wrong will be found when it is explored.
            }
        }
    }

    /** Runs a scenario in many orders; it must not fail in any. */
    public static void explore(Runnable scenario) {
        Lincheck.runConcurrentTest(TRIED, scenario);
    }

    /** Runs both at the same time, until both have ended. Part of a scenario. */
    public static void meet(Runnable one, Runnable other) {
        List<Thread> threads = new ArrayList<>(List.of(new Thread(one), new Thread(other)));
        threads.forEach(Thread::start);
        threads.forEach(Interleavings::join);
    }

    /** Waits for the end of a thread that a scenario has started. */
    public static void join(@Nullable Thread thread) {
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails the scenario. Simple, for its code is explored too. */
    public static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }
}
