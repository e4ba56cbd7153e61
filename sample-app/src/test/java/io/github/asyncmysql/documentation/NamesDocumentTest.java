package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** What the manual names is there: types and their members, keys of {@code application.yml}, classes of tests. */
class NamesDocumentTest {

    private static final Pattern MEMBER = Pattern.compile("\\b([A-Z]\\w+)\\.([a-z]\\w*)\\(");
    private static final Pattern KEY = Pattern.compile("(async-mysql\\.[a-z][a-z0-9.-]*)(?::.*)?");
    // Keys below one that the reader names himself.
    private static final Pattern OWN_NAME = Pattern.compile("async-mysql\\.(pools\\.|pool$).*");
    private static final Pattern TEST = Pattern.compile("([A-Z]\\w*[a-z0-9](?:Test|IT|Fuzz))(?:\\.\\w+)?");

    private final ApiNames names = ApiNames.load();
    private final Set<String> classes = Pages.classes();

    private void check(SoftAssertions softly, Path page, String code) {
        String where = page.getFileName() + ": " + code;
        MEMBER.matcher(code)
                .results()
                .filter(found -> names.isType(found.group(1)))
                .forEach(found -> softly.assertThat(names.has(found.group(1), found.group(2)))
                        .as(where)
                        .isTrue());
        var key = KEY.matcher(code);
        if (key.matches() && !OWN_NAME.matcher(code).matches()) {
            softly.assertThat(names.isKey(key.group(1))).as(where).isTrue();
        }
        var test = TEST.matcher(code);
        if (test.matches() && !names.isType(test.group(1))) {
            softly.assertThat(classes.contains(test.group(1))).as(where).isTrue();
        }
    }

    @Test
    void whatIsNamedIsThere() {
        assertSoftly(softly ->
                Pages.all().forEach(page -> Pages.code(Pages.prose(page)).forEach(code -> check(softly, page, code))));
    }

    @Test
    void namesAreTold() {
        assertThat(names.has("MySqlPool", "withTransaction")).isTrue();
        assertThat(names.has("MySqlPool", "createConnection")).isFalse();
        assertThat(names.isKey("async-mysql.pool.max-size")).isTrue();
        assertThat(names.isKey("async-mysql.pool.maximum")).isFalse();
        assertThat(names.isType("WireConnection")).isFalse();
    }
}
