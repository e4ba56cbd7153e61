package io.github.asyncmysql.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The page in a browser, used by keyboard, on a database that is stopped and started again. {@code -Dscreenshots.refresh} lets
 * it run for three minutes, so that the charts are full, and writes what it looks like to {@code docs/images}.
 */
class PageIT {

    private static final boolean SCREENSHOTS = System.getProperty("screenshots.refresh") != null;
    private static final Path IMAGES = Path.of("..", "docs", "images");
    private static final int PHONE_WIDTH = 375;
    private static final int PHONE_HEIGHT = 812;

    // Once is enough: what the page shows depends on no server.
    @EveryServer(flavors = Flavor.MARIADB, restartable = true)
    void showsThePoolUnderLoadInTroubleAndRecovering(TestServer like) {
        try (Browser browser = Browser.start();
                TestServer server = TestServers.startOwn(like);
                RunningSample sample = RunningSample.startForDevelopment(
                        server,
                        "ledger_page",
                        SCREENSHOTS ? "--ledger.report-timeout=2s" : "--ledger.report-timeout=1s")) {
            browser.size(1360, 900, 1);
            browser.open(sample.address().toString());
            browser.awaitText("health-status", "Up");
            assertThat(browser.text("server")).isEqualTo(server.name());

            startsLoad(browser);
            if (SCREENSHOTS) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> sample.get("/dashboard/history").json().size() > 100);
            }
            stopsASlowReport(browser);
            killsAConnection(browser);
            suspendsThePool(browser);
            replacesConnections(browser);
            outlivesItsDatabase(browser);
            movesMoney(browser);
            if (SCREENSHOTS) {
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> sample.get("/dashboard/history").json().size() > 170);
                takeScreenshots(browser);
            }
            looksRightOnAPhoneAndInTheDark(browser);
            loadsNothingFromElsewhere(browser, sample);
            browser.press("stop-load");
            browser.awaitText("log", "The load has ended.");
        }
    }

    private static void startsLoad(Browser browser) {
        browser.slide("load", "users", SCREENSHOTS ? 39 : 11);
        browser.press("start-load");
        browser.awaitText("log", "users have begun");
        browser.awaitText("load-state", "users at work");
        browser.awaitMoreThan("rate", 0);
        browser.awaitMoreThan("statement-p99", 0);
        browser.awaitMoreThan("acquire-median", 0);
        browser.awaitText("kinds", "SELECT accounts");
        browser.awaitText("kinds", "UPDATE accounts");
        browser.awaitText("accounts", "Ada Lovelace");
        assertThat(browser.run("return document.querySelectorAll('.chart canvas').length"))
                .isEqualTo(4L);
    }

    private static void stopsASlowReport(Browser browser) {
        browser.press("slow-report");
        browser.awaitText("log", "The report was stopped on the server");
        assertThat(browser.complaints()).hasSize(1).allMatch(complaint -> complaint.contains("504"));
    }

    private static void killsAConnection(Browser browser) {
        String session = browser.run("return document.querySelector('#connections tr').dataset.id")
                .toString();
        browser.run("document.querySelector('#connections button').click()");
        browser.awaitText("log", "Connection " + session + " was killed");
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        browser.run("return document.querySelector('#connections tr[data-id=\"" + session + "\"]')")
                                == null);
    }

    private static void suspendsThePool(Browser browser) {
        browser.press("suspend");
        browser.awaitShown("suspended", true);
        browser.awaitMoreThan("waiting", 0);
        browser.press("suspend");
        browser.awaitShown("suspended", false);
    }

    private static void replacesConnections(Browser browser) {
        Object newest = browser.run("return Math.max(...[...connections.rows].map(row => row.dataset.id))");
        browser.press("evict");
        await().atMost(Duration.ofSeconds(30)).until(() -> browser.run("return connections.rows.length > 0"
                        + " && [...connections.rows].every(row => row.dataset.id > " + newest + ")")
                .equals(true));
    }

    private static void outlivesItsDatabase(Browser browser) {
        browser.press("database");
        browser.awaitText("health-status", "Down");
        browser.awaitText("database", "Start the database");
        browser.awaitText("failure", "Cannot connect");
        assertThat(browser.run("return document.title")).isEqualTo("Down – Ledger");

        browser.press("database");
        browser.awaitText("health-status", "Up");
        browser.awaitShown("failure", false);
        browser.awaitText("log", "The health is up again.");
        double done = browser.number("load-state");
        browser.awaitMoreThan("load-state", done);
        browser.complaints(); // of the requests that have failed meanwhile
    }

    private static void movesMoney(Browser browser) {
        browser.type("transfer", "from", "1");
        browser.type("transfer", "to", "2");
        browser.run("document.querySelector('#transfer button').click()");
        browser.awaitText("log", "10.00 went from account 1 to account 2.");
        browser.type("search", "owner", "nobody of this name");
        browser.awaitShown("no-accounts", true);
        browser.run("document.getElementById('search').reset()");
        assertThat(browser.complaints()).isEmpty();
    }

    private static void looksRightOnAPhoneAndInTheDark(Browser browser) {
        Object light = browser.run("return getComputedStyle(document.body).backgroundColor");
        browser.dark(true);
        browser.size(PHONE_WIDTH, PHONE_HEIGHT, 1);
        assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
                .isNotEqualTo(light);
        assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo((long) PHONE_WIDTH);
        assertThat(browser.run("return [...document.querySelectorAll('input, button')].filter(one =>"
                        + " !one.textContent.trim() && !one.labels?.length && !one.getAttribute('aria-label')).length"))
                .as("fields without a label")
                .isEqualTo(0L);
    }

    private static void loadsNothingFromElsewhere(Browser browser, RunningSample sample) {
        assertThat(browser.run("return performance.getEntriesByType('resource').length > 10"))
                .isEqualTo(true);
        assertThat(browser.run("return performance.getEntriesByType('resource').map(one => one.name)"
                        + ".filter(name => !name.startsWith('" + sample.address() + "')).join()"))
                .isEqualTo("");
    }

    private static void takeScreenshots(Browser browser) {
        browser.run("document.activeElement.blur()");
        browser.size(1360, 1060, 1);
        shoot(browser, "sample-light.png");
        browser.dark(true);
        shoot(browser, "sample-dark.png");
        browser.size(PHONE_WIDTH, PHONE_HEIGHT, 2);
        shoot(browser, "sample-phone.png");
        browser.dark(false);
        browser.size(1360, 900, 1);
    }

    // Behind the next sample, which draws the charts anew.
    private static void shoot(Browser browser, String name) {
        double done = browser.number("load-state");
        browser.awaitMoreThan("load-state", done);
        browser.run("scrollTo(0, 0)");
        browser.screenshot(IMAGES.resolve(name));
    }
}
