package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.documentation.Pages.Snippet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the manual shows is what is compiled and run. */
class DocumentationTest {

    private static final Set<String> COMPILED = Set.of("java", "yaml");

    private final Map<String, String> regions = Pages.regions();

    private static Stream<Snippet> snippets() {
        return Pages.all().stream().flatMap(page -> Pages.snippets(page).stream());
    }

    @Test
    void snippetsRepeatTheirRegionsWordForWord() {
        List<Snippet> named =
                snippets().filter(snippet -> !snippet.region().isEmpty()).toList();

        assertThat(named).isNotEmpty().allSatisfy(snippet -> assertThat(snippet.text())
                .isEqualTo(regions.get(snippet.region())));
    }

    @Test
    void firstStepsShowNoCodeThatIsNotCompiled() {
        assertThat(Stream.of("README.md", "docs/getting-started.md")
                        .map(Pages::page)
                        .flatMap(page -> Pages.snippets(page).stream())
                        .filter(snippet -> COMPILED.contains(snippet.language())))
                .hasSizeGreaterThan(5)
                .allSatisfy(snippet -> assertThat(snippet.region()).isNotEmpty());
    }

    @Test
    void noRegionIsLeftOver() {
        assertThat(regions.keySet()).isSubsetOf(snippets().map(Snippet::region).collect(Collectors.toSet()));
    }
}
