package io.github.asyncmysql.testsupport;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jspecify.annotations.Nullable;

/**
 * Threads that meet, in many orders of their steps. A step is an access to shared memory; Lincheck runs one thread at a time
 * and says after which step the next one goes on. A failure shows the order. {@code -Dinterleavings.tried} says how many
 * orders are tried.
 */
public final class Interleavings {

    private static final int TRIED = Integer.getInteger("interleavings.tried", 500);

    private Interleavings() {}

    /**
     * Runs scenarios until all of their code is there in the form that is explored, so that this counts for none of them.
     * To be called before the first of them is explored.
     */
    public static void prepare(Runnable... scenarios) {
        for (Runnable scenario : scenarios) {
            scenario.run();
        }
        try {
            Lincheck.runConcurrentTest(1, () -> {
                for (Runnable scenario : scenarios) {
                    scenario.run();
                }
            });
        } catch (LincheckAssertionError e) {
            // It may have taken too long. Whatever else is wrong will be found when it is explored.
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
