package io.github.asyncmysql.testsupport;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * Has Awaitility look at once and every 10 ms, for half a minute. By default it looks for the first time after 100 ms,
 * which thousands of waits add up to minutes, and gives up after 10 s, which a busy machine may need.
 */
public final class ShortPolls implements TestExecutionListener {

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }
}
