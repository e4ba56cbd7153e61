package io.github.asyncmysql.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.testsupport.AcceptanceResult.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GuaranteesPageTest {

    private static final AcceptanceCatalogue CATALOGUE =
            AcceptanceCatalogue.parse(List.of("pool:A1 x", "guarantee:1 x", "guarantee:2 x"));
    private static final String PAGE = """
            # Guarantees

            ## Answers

            ### 1. One.

            *Tests:* none

            ## Writes

            ### 2. Two.

            More of it.

            *Tests:* `OldTest.gone`

            ## Not promised
            """;

    private static String withTests(String page, String... tests) {
        List<AcceptanceResult> results = Stream.of(tests)
                .map(test -> test.split(" "))
                .map(test -> new AcceptanceResult("guarantee:" + test[0], test[1], "-", Outcome.DECLARED))
                .toList();
        return new GuaranteesPage(page).withTests(CATALOGUE, new AcceptanceTable(CATALOGUE, results));
    }

    @Test
    void namesTheTestsOfEachPromiseAndLeavesTheRest() {
        assertThat(withTests(PAGE, "1 BTest.b", "1 ATest.a", "2 CIT.c"))
                .isEqualTo(PAGE.replace("none", "`ATest.a`, `BTest.b`").replace("OldTest.gone", "CIT.c"));
    }

    @Test
    void namesAClassWhereMostOfItIsAboutThePromise() {
        assertThat(withTests(PAGE, "1 ATest.a", "1 ATest.b", "1 ATest.c", "1 ATest.d", "2 CIT.c"))
                .contains("*Tests:* `ATest`\n");
    }

    @Test
    void refusesAPromiseWithoutATest() {
        assertThatThrownBy(() -> withTests(PAGE, "1 ATest.a")).hasMessageContaining("no test shows: ### 2. Two.");
    }

    @Test
    void refusesAPageThatPromisesSomethingElse() {
        assertThatThrownBy(() -> withTests(PAGE.replace("### 2.", "### 3."), "1 ATest.a"))
                .hasMessageContaining("guarantee:3");
    }

    @Test
    void refusesAPromiseWithoutALineForItsTests() {
        assertThatThrownBy(() -> withTests(PAGE.replace("*Tests:* none\n", ""), "1 ATest.a", "2 CIT.c"))
                .hasMessageContaining("no line *Tests:* below ### 1. One.");
    }
}
