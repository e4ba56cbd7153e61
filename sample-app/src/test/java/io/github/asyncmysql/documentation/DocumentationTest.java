package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.documentation.Pages.Snippet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the manual shows is what is compiled and run. */
class DocumentationTest {

    private static final Set<String> COMPILED = Set.of("java", "yaml", "sql");

    private final Map<String, String> regions = Pages.regions();

    /** With {@code -Dsnippets.refresh} pages are written instead of compared. */
    @BeforeEach
    void refresh() {
        if (System.getProperty("snippets.refresh") != null) {
            Pages.refresh(regions);
        }
    }

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
    void noCodeIsShownThatIsNotCompiled() {
        assertThat(snippets().filter(snippet -> COMPILED.contains(snippet.language())))
                .hasSizeGreaterThan(50)
                .allSatisfy(snippet -> assertThat(snippet.region()).isNotEmpty());
    }

    @Test
    void dependenciesAreThoseOfThisVersion() {
        String version = element(Pages.text(Pages.page("pom.xml")), "version");
        List<String> modules = Stream.of("async-mysql-driver", "async-mysql-spring-boot-starter")
                .map(module -> "io.github.asyncmysql:" + module + ":" + version)
                .toList();

        assertThat(snippets().map(Snippet::text).filter(text -> text.contains("<dependency>")))
                .isNotEmpty()
                .allSatisfy(text -> assertThat(element(text, "groupId") + ":" + element(text, "artifactId") + ":"
                                + element(text, "version"))
                        .isIn(modules));
    }

    private static String element(String xml, String name) {
        int start = xml.indexOf("<" + name + ">") + name.length() + 2;
        return xml.substring(start, xml.indexOf("</" + name + ">", start));
    }

    @Test
    void noRegionIsLeftOver() {
        assertThat(regions.keySet()).isSubsetOf(snippets().map(Snippet::region).collect(Collectors.toSet()));
    }
}
