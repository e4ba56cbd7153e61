package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** What the page of features claims for a server is shown by a test that exists and runs on that server. */
class FeaturesDocumentTest {

    private static final String PAGE = "docs/features.md";
    private static final String MARK = "<!-- checked: features -->\n\n";
    private static final int SERVERS = 3;
    private static final int PEERS = 5;
    private static final Pattern TEST = Pattern.compile("(\\w+)(?:\\.(\\w+))?");

    /**
     * A row of a table. Immutable.
     *
     * @param servers what is said of this driver, in the order of {@link TestedOn}
     * @param tests the tests that show it
     * @param peers what is said of other clients
     */
    private record Feature(String name, List<String> servers, List<String> tests, List<String> peers) {

        static Feature of(String line) {
            List<String> cells = Arrays.stream(line.strip().split("\\|", -1))
                    .map(String::strip)
                    .toList();
            return new Feature(
                    cells.get(1),
                    cells.subList(2, 2 + SERVERS),
                    Pages.code(cells.get(2 + SERVERS)),
                    cells.subList(3 + SERVERS, cells.size() - 1));
        }
    }

    /** The servers of the tables, and the versions that the annotation of a test may exclude. */
    private enum TestedOn {
        MYSQL_9("MYSQL", 9),
        MYSQL_8("MYSQL", 8),
        MARIADB("MARIADB", 0);

        private final String flavor;
        private final int major;

        TestedOn(String flavor, int major) {
            this.flavor = flavor;
            this.major = major;
        }

        /** @param annotation what stands in the brackets of {@code @EveryServer}; empty for nothing */
        boolean runs(String annotation) {
            boolean wanted = !annotation.contains("flavors") || annotation.contains("Flavor." + flavor);
            return wanted && !(this == MYSQL_8 && excludesMySql8(annotation)) && !lacksNativeUser(annotation);
        }

        // Tests of MySQL 8.0 run on its patch 12: what came later in 8.0 counts as not there.
        private static boolean excludesMySql8(String annotation) {
            Matcher since =
                    Pattern.compile("mySqlSince = \"(\\d+)\\.(\\d+)\\.(\\d+)\"").matcher(annotation);
            return since.find()
                    && !(since.group(1).equals("8")
                            && since.group(2).equals("0")
                            && Integer.parseInt(since.group(3)) <= 12);
        }

        private boolean lacksNativeUser(String annotation) {
            return major == 9 && annotation.contains("nativeUser = true");
        }
    }

    private static List<Feature> features() {
        String page = Pages.text(Pages.page(PAGE));
        List<Feature> features = new ArrayList<>();
        Arrays.stream(page.split(Pattern.quote(MARK)))
                .skip(1)
                .map(part -> part.split("\n\n", 2)[0])
                .forEach(table -> table.lines().skip(2).map(Feature::of).forEach(features::add));
        return features;
    }

    /** What the annotation of a test says, nothing where it is no test for each server; empty if there is no such test. */
    private static Optional<String> annotation(Map<String, Path> sources, String test) {
        Matcher name = TEST.matcher(test);
        if (!name.matches() || !sources.containsKey(name.group(1))) {
            return Optional.empty();
        }
        if (name.group(2) == null) {
            return Optional.of("");
        }
        String annotated =
                "@(?:Test|ParameterizedTest|EveryServer)\\b(?:\\(([^)]*)\\))?(?:(?!void )[\\s\\S])*void %s\\(";
        return Pattern.compile(annotated.formatted(name.group(2)))
                .matcher(Pages.text(sources.get(name.group(1))))
                .results()
                .findFirst()
                .map(found -> found.group(1) == null ? "" : found.group(1));
    }

    private static void check(SoftAssertions softly, Map<String, Path> sources, Feature feature) {
        softly.assertThat(feature.servers()).as(feature.name()).isSubsetOf("yes", "any", "-", "not yet", "untested");
        softly.assertThat(feature.peers()).as(feature.name()).hasSize(PEERS).isSubsetOf("yes", "part", "no", "-", "?");
        boolean shown = !Collections.disjoint(feature.servers(), List.of("yes", "any"));
        // What no server at hand has may be shown by scripted ones.
        if (shown || !feature.servers().contains("untested")) {
            softly.assertThat(feature.tests().isEmpty())
                    .as(feature.name() + ": has a test")
                    .isEqualTo(!shown);
        }
        List<String> annotations = new ArrayList<>();
        for (String test : feature.tests()) {
            Optional<String> annotation = annotation(sources, test);
            softly.assertThat(annotation).as(feature.name() + ": " + test).isPresent();
            annotation.ifPresent(annotations::add);
        }
        for (TestedOn server : TestedOn.values()) {
            if (feature.servers().get(server.ordinal()).equals("yes")) {
                softly.assertThat(annotations)
                        .as(feature.name() + " on " + server)
                        .anyMatch(server::runs);
            }
        }
    }

    @Test
    void everyClaimHasATestOnItsServer() {
        Map<String, Path> sources = Pages.sources();

        assertSoftly(softly -> features().forEach(feature -> check(softly, sources, feature)));
    }

    @Test
    void everyFeatureIsListedOnce() {
        List<String> names = features().stream().map(Feature::name).toList();

        assertThat(names).hasSizeGreaterThan(50).doesNotHaveDuplicates();
    }

    @Test
    void annotationsAreUnderstood() {
        String mySql84 = "flavors = Flavor.MYSQL, mySqlSince = \"8.4.0\"";

        assertThat(Arrays.stream(TestedOn.values()).filter(server -> server.runs(mySql84)))
                .containsExactly(TestedOn.MYSQL_9);
        assertThat(Arrays.stream(TestedOn.values()).filter(server -> server.runs("nativeUser = true")))
                .containsExactly(TestedOn.MYSQL_8, TestedOn.MARIADB);
        assertThat(Arrays.stream(TestedOn.values()).filter(server -> server.runs("")))
                .containsExactly(TestedOn.values());
        Map<String, Path> sources = Pages.sources();
        assertThat(annotation(sources, "QueryAttributesIT.travelWithParameters"))
                .hasValue(mySql84);
        assertThat(annotation(sources, "StreamIT.deliversAllRowsInOrder")).hasValue("");
        assertThat(annotation(sources, "StreamIT.recorder")).isEmpty();
        assertThat(annotation(sources, "NoSuchTest")).isEmpty();
    }
}
