package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** The right columns of the pages for users of other clients name only what is there. */
class ComingFromDocumentTest {

    private static final List<String> PAGES =
            List.of("coming-from-aiomysql", "coming-from-jdbc", "coming-from-r2dbc", "coming-from-vertx");
    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
    private static final Pattern CALL = Pattern.compile("\\b([a-z]\\w*)\\(");
    private static final Pattern TYPE = Pattern.compile("\\b([A-Z][a-z]\\w+)\\b");
    private static final Pattern SETTING = Pattern.compile("[a-z]+(?:-[a-z]+)+|[a-z]+\\.[a-z.]+");
    // The JDK's, Spring's, and what a reader calls his own.
    private static final Set<String> OTHER_TYPES = Set.of(
            "User",
            "String",
            "Set",
            "Map",
            "List",
            "Integer",
            "Long",
            "Compression",
            "TransactionTemplate",
            "TransactionDefinition",
            "NioSocketChannel",
            "OUT");

    private final ApiNames names = ApiNames.load();
    private final Set<String> jdk = Stream.of(CompletableFuture.class, Flow.Subscription.class)
            .flatMap(type -> Stream.of(type.getMethods()))
            .map(method -> method.getName())
            .collect(Collectors.toSet());

    /** Code in the second columns of all tables below the heading Names. */
    private static List<String> right(Path page) {
        String text = Pages.text(page);
        int start = text.indexOf("\n## Names\n");
        String section = text.substring(start, text.indexOf("\n## ", start + 1));
        return section.lines()
                .filter(line -> line.startsWith("| ") && !line.contains("|---"))
                .flatMap(line -> Pages.code(line.split("(?<!\\\\)\\|", 4)[2]).stream())
                .toList();
    }

    private void check(SoftAssertions softly, String where, String code) {
        String bare = TEXT.matcher(code).replaceAll("\"\"");
        if (bare.matches("(set|use|insert|select|kill|show) .*")) {
            return; // SQL
        }
        CALL.matcher(bare).results().map(call -> call.group(1)).forEach(call -> softly.assertThat(
                        names.isMember(call) || jdk.contains(call))
                .as(where + call + "()")
                .isTrue());
        TYPE.matcher(bare).results().map(type -> type.group(1)).forEach(type -> softly.assertThat(
                        names.isType(type) || OTHER_TYPES.contains(type))
                .as(where + type)
                .isTrue());
        if (SETTING.matcher(bare).matches()) {
            softly.assertThat(isSetting(bare)).as(where + bare).isTrue();
        }
    }

    private boolean isSetting(String name) {
        return names.settings().contains(name)
                || names.isKey("async-mysql." + name)
                || names.isKey("async-mysql.pool." + name)
                || names.isKey("async-mysql." + name.replaceFirst("^(ssl|tcp)-", "$1."))
                || name.matches("(spring|pool|config|row|application|io\\.github)\\..*");
    }

    @Test
    void whatStandsOnOurSideIsThere() {
        assertSoftly(softly -> PAGES.forEach(name -> {
            List<String> right = right(Pages.page("docs/" + name + ".md"));
            softly.assertThat(right).as(name).hasSizeGreaterThan(50);
            right.forEach(code -> check(softly, name.toUpperCase(Locale.ROOT) + ": ", code));
        }));
    }

    @Test
    void inventedNamesAreFound() {
        SoftAssertions softly = new SoftAssertions();
        check(softly, "", "acquireNow()");
        check(softly, "", "MySqlThing");
        check(softly, "", "maximum-size");
        check(softly, "", "max-size");
        check(softly, "", "acquire()");

        assertThat(softly.errorsCollected()).hasSize(3);
    }
}
