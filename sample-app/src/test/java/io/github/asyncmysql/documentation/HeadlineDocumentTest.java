package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README shows the ratios of the run that the page about performance has, those that are lost included. */
class HeadlineDocumentTest {

    private static final Path README = Pages.page("README.md");
    private static final String BEGIN = "<!-- ratios of docs/performance.md: begin -->\n";
    private static final String END = "<!-- ratios of docs/performance.md: end -->";
    private static final Pattern RUN = Pattern.compile("(?m)^Measured (\\S+) on .*?server (\\S+ \\S+) on");
    private static final Pattern RATIOS = Pattern.compile(
            "(?m)^\\| \\*\\*async-mysql ÷ the best peer of each column\\*\\* \\|([^|]*)\\|([^|]*)\\|([^|]*)\\|");
    // There the machine has no database to wait for, so that ratios are larger than any application sees.
    private static final String WITHOUT_DATABASE = " without a database";

    private static String table() {
        String page = Pages.text(Pages.page("docs/performance.md"));
        Matcher run = RUN.matcher(page);
        assertThat(run.find())
                .as("docs/performance.md says when it was measured")
                .isTrue();
        return "\nRun of " + run.group(1) + " on " + run.group(2)
                + ", each figure divided by that of the best of five other"
                + " clients:\nmedian, in parentheses the least and the greatest.\n\n"
                + "| async-mysql ÷ the best peer | throughput | CPU per operation | allocation |\n|---|---|---|---|\n"
                + List.of(page.split("\n### ")).stream()
                        .filter(section ->
                                !section.lines().findFirst().orElse("").endsWith(WITHOUT_DATABASE))
                        .flatMap(section -> RATIOS.matcher(section)
                                .results()
                                .map(found -> "| " + section.lines().findFirst().orElse("") + " |" + found.group(1)
                                        + "|" + found.group(2) + "|" + found.group(3) + "|\n"))
                        .collect(Collectors.joining())
                + "\n";
    }

    @Test
    void theReadmeHasTheRatiosOfTheLatestRun() throws IOException {
        String readme = Pages.text(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        String wanted = readme.substring(0, begin) + table() + readme.substring(readme.indexOf(END));
        assertThat(table().lines()).hasSizeGreaterThan(10);
        if (System.getProperty("headline.refresh") != null) {
            Files.writeString(README, wanted);
        } else {
            assertThat(readme)
                    .as("README.md is older than docs/performance.md; refresh it with ./mvnw -pl sample-app -am test"
                            + " -Dtest=HeadlineDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dheadline.refresh")
                    .isEqualTo(wanted);
        }
    }
}
