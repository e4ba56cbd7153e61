package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.ChildJvm;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every method of the template has an example, and all of them compile. */
class JavadocExamplesTest {

    private static final Path SOURCES = Path.of("src/main/java/io/github/asyncmysql/spring");
    private static final List<String> INTERFACES = List.of("AsyncMySqlOperations", "StatementSpec", "QuerySpec");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\n(.*?)\\n\\s*\\* }</pre>", Pattern.DOTALL);
    // A comment and the method behind it.
    private static final Pattern METHOD = Pattern.compile(
            "    /\\*\\*(?<comment>(?:(?!\\*/).)*)\\*/\\s*\\n(?<method>[^;{]*?\\))\\s*[;{]", Pattern.DOTALL);
    private static final String HEAD = """
            package example;
            import io.github.asyncmysql.*;
            import io.github.asyncmysql.spring.*;
            import java.nio.ByteBuffer;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.*;
            import org.springframework.core.ParameterizedTypeReference;
            import org.springframework.transaction.support.DefaultTransactionDefinition;
            abstract class Examples {
                record User(long id, String name) {}
                record Numbered<T>(int number, T value) {}
                AsyncMySqlOperations mysql;
                long id;
                String name;
                List<String> names;
                List<User> users;
            """;

    private static String source(String type) throws IOException {
        return Files.readString(SOURCES.resolve(type + ".java"));
    }

    private static List<String> examples(String source) {
        return EXAMPLE.matcher(source)
                .results()
                .map(found -> found.group(1).replaceAll("(?m)^ *\\* ?", ""))
                .toList();
    }

    @Test
    void everyMethodHasAnExample() throws IOException {
        for (String type : INTERFACES) {
            String source = source(type);
            Matcher methods = METHOD.matcher(source.substring(source.indexOf("public interface")));
            List<MatchResult> found = methods.results().toList();

            assertThat(found).as(type).hasSizeGreaterThan(4).allSatisfy(method -> assertThat(method.group(1))
                    .as(method.group(2))
                    .contains("<pre>{@code"));
        }
    }

    @Test
    void allExamplesCompile(@TempDir Path directory) throws IOException {
        StringBuilder code = new StringBuilder(HEAD);
        int number = 0;
        for (String type : INTERFACES) {
            for (String example : examples(source(type))) {
                code.append("void example")
                        .append(number++)
                        .append("() {\n")
                        .append(example)
                        .append("\n}\n");
            }
        }
        Path file = directory.resolve("Examples.java");
        Files.writeString(file, code.append("}\n"));
        StringWriter messages = new StringWriter();

        var compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        new ArrayList<>(List.of("-proc:none", "-cp", ChildJvm.CLASS_PATH, "-d", directory.toString())),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file))
                .call();

        assertThat(compiled).as(messages.toString() + code).isTrue();
        assertThat(number).isGreaterThan(25);
    }
}
