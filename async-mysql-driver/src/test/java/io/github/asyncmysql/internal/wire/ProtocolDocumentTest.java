package io.github.asyncmysql.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The protocol notes name every capability flag and every command that the code knows, and no others. */
class ProtocolDocumentTest {

    private static final Path COMMANDS = Path.of("src/main/java/io/github/asyncmysql/internal/command");
    private static final Pattern COMMAND = Pattern.compile("static final int (COM_\\w+) =");
    private static final Pattern CODE = Pattern.compile("`([A-Z_0-9]+)`");

    private static Set<String> firstColumn(String name) throws IOException {
        String page = Files.readString(Path.of("../docs/protocol.md")).replace("\r\n", "\n");
        String table = page.substring(page.indexOf("<!-- checked: " + name + " -->\n\n|"))
                .split("\n\n", 3)[1];
        Set<String> names = new TreeSet<>();
        table.lines()
                .map(line -> line.split("\\|")[1])
                .forEach(cell -> CODE.matcher(cell).results().forEach(code -> names.add(code.group(1))));
        return names;
    }

    @Test
    void everyCapabilityIsListed() throws IOException {
        assertThat(firstColumn("capabilities"))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Capabilities.class.getFields())
                        .map(Field::getName)
                        .toList());
    }

    @Test
    void everyCommandIsListed() throws IOException {
        Set<String> commands = new TreeSet<>();
        try (Stream<Path> sources = Files.list(COMMANDS)) {
            for (Path source : sources.toList()) {
                COMMAND.matcher(Files.readString(source)).results().forEach(command -> commands.add(command.group(1)));
            }
        }

        assertThat(firstColumn("commands")).containsExactlyInAnyOrderElementsOf(commands);
    }
}
