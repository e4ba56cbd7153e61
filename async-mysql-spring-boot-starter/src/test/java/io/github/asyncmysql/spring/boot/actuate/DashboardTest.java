package io.github.asyncmysql.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.spring.observation.ObservedStatements;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard in {@code docs} shows the meters that there are, by the names that Prometheus sees. */
class DashboardTest {

    private static final Path DASHBOARD = Path.of(
                    System.getProperty("basedir", Path.of("").toAbsolutePath().toString()))
            .resolveSibling("docs")
            .resolve("grafana-dashboard.json");
    private static final Pattern METRIC = Pattern.compile("\\b(?:async_mysql_|db_client_operation_)\\w+");
    private static final Pattern LABELS = Pattern.compile("(?:by \\(|\\{\\{?|, )([a-z_]+)(?:[,)}]|=~|!=)");

    private static String scrape() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ScriptedPool pool = new ScriptedPool();
        new AsyncMySqlPoolMetrics(List.of(pool)).bindTo(registry);
        new MicrometerPoolListener(registry, pool.name());
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
        pool.answerRows(1);
        new AsyncMySqlTemplate(pool, new ObservedStatements(observations, pool, "shop", null, false))
                .queryForList("select 1", Integer.class)
                .join();
        return registry.scrape();
    }

    private static List<String> expressions() throws IOException {
        return JsonPath.parse(Files.readString(DASHBOARD)).read("$.panels[*].targets[*].expr");
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> result.group(result.groupCount()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyPanelShowsMetersThatExist() throws IOException {
        Set<String> scraped = matches(Pattern.compile("(?m)^[a-z_]+"), scrape());

        assertThat(expressions())
                .hasSizeGreaterThan(10)
                .allSatisfy(expression ->
                        assertThat(matches(METRIC, expression)).isNotEmpty().allMatch(scraped::contains));
    }

    @Test
    void everyMeterOfAPoolIsShown() throws IOException {
        // Two panels divide the sum by the count; Prometheus has both, and the longest, for each timer.
        Set<String> scraped = matches(Pattern.compile("(?m)^async_mysql_[a-z_]+"), scrape());

        assertThat(matches(METRIC, String.join("\n", expressions()))).containsAll(scraped);
    }

    @Test
    void labelsAreThoseOfTheMeters() throws IOException {
        Set<String> labels = matches(Pattern.compile("[{,]([a-z_]+)=\""), scrape());

        assertThat(matches(LABELS, String.join("\n", expressions())))
                .isNotEmpty()
                .allMatch(labels::contains);
    }
}
