package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Every link of every page leads to a file and a heading that exist. Of links to elsewhere only the form is looked at. */
class LinksDocumentTest {

    private static boolean leavesTheProject(String link) {
        return link.contains(":");
    }

    private static void check(SoftAssertions softly, Path page, String link) {
        String where = page.getFileName() + ": " + link;
        if (leavesTheProject(link)) {
            softly.assertThat(URI.create(link)).as(where).hasScheme("https").hasNoUserInfo();
            softly.assertThat(URI.create(link).getHost()).as(where).contains(".");
            return;
        }
        Path target = Pages.target(page, link);
        softly.assertThat(target).as(where).exists();
        int anchor = link.indexOf('#');
        if (anchor >= 0 && Files.exists(target)) {
            softly.assertThat(Pages.anchors(target)).as(where).contains(link.substring(anchor + 1));
        }
    }

    @Test
    void everyLinkLeadsSomewhere() {
        assertSoftly(
                softly -> Pages.all().forEach(page -> Pages.links(page).forEach(link -> check(softly, page, link))));
    }

    @Test
    void indexListsEveryPage() {
        Path index = Pages.page("docs/index.md");
        List<Path> listed = Pages.links(index).stream()
                .filter(link -> !leavesTheProject(link))
                .map(link -> Pages.target(index, link))
                .toList();

        assertThat(listed)
                .containsAll(
                        Pages.all().stream().filter(page -> !page.equals(index)).toList());
    }

    @Test
    void headingsHaveTheirNamesInLinks() {
        assertThat(Pages.anchors(Pages.page("docs/configuration.md"))).contains("url-or-keys", "every-key");
        assertThat(Pages.anchors(Pages.page("docs/transactions.md"))).contains("without-blocking-intransaction");
    }
}
