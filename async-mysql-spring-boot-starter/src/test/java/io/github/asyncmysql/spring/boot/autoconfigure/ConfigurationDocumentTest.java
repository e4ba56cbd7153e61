package io.github.asyncmysql.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Keeps the table in {@code docs/configuration.md} in step with the metadata; {@code -Dconfiguration.refresh} rewrites it. */
class ConfigurationDocumentTest {

    private static final String BEGIN = "<!-- generated from the configuration metadata: begin -->\n";
    private static final String END = "<!-- generated from the configuration metadata: end -->\n";
    private static final Path DOCUMENT = Path.of(
                    System.getProperty("basedir", Path.of("").toAbsolutePath().toString()))
            .resolveSibling("docs")
            .resolve("configuration.md");

    @Test
    @Covers("boot:59")
    void theTableOfEveryKeyIsCurrent() throws IOException {
        String document = Files.readString(DOCUMENT);
        assertThat(document).contains(BEGIN).contains(END);
        String before = document.substring(0, document.indexOf(BEGIN) + BEGIN.length());
        String after = document.substring(document.indexOf(END));
        String current = before + "\n" + table() + "\n" + after;
        if (System.getProperty("configuration.refresh") != null) {
            Files.writeString(DOCUMENT, current);
            return;
        }
        assertThat(document)
                .as(
                        "docs/configuration.md is stale; refresh it with ./mvnw -pl async-mysql-spring-boot-starter -am test"
                                + " -Dtest=ConfigurationDocumentTest -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dconfiguration.refresh")
                .isEqualTo(current);
    }

    private static String table() {
        return ConfigurationMetadataTest.readProperties().values().stream()
                .map(ConfigurationDocumentTest::row)
                .collect(Collectors.joining("", "| Key | Type | Default | Description |\n|---|---|---|---|\n", ""));
    }

    private static String row(Map<String, Object> property) {
        String type =
                ((String) property.get("type")).replaceAll("[a-z]+\\.", "").replace(",", ", ");
        String defaultValue =
                property.get("defaultValue") == null ? "" : "`" + Objects.toString(property.get("defaultValue")) + "`";
        return "| `" + property.get("name") + "` | `" + type + "` | " + defaultValue + " | "
                + property.get("description") + " |\n";
    }
}
