package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the jar tells the builder of native images about reflection is all that the driver does of it by itself. */
class NativeImageMetadataTest {

    private static final String METADATA =
            "/META-INF/native-image/io.github.asyncmysql/async-mysql-driver/reflect-config.json";
    private static final Pattern TYPE = Pattern.compile("\"name\": \"([\\w.]+)\"(?:,\\s+\"fields\": \\[([^]]*)])?");
    private static final Pattern FIELD = Pattern.compile("\"name\": \"(\\w+)\"");
    private static final Pattern USE = Pattern.compile(
            "(?:newUpdater|findVarHandle)\\(\\s*(\\w+)\\.class,\\s*\"(\\w+)\"|(?:Class\\.forName\\(|INITIAL_CONTEXT_FACTORY,)\\s*\"([\\w.]+)\"");

    private static Set<String> registered() throws IOException {
        String text;
        try (InputStream metadata =
                Objects.requireNonNull(NativeImageMetadataTest.class.getResourceAsStream(METADATA), METADATA)) {
            text = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
        }
        Set<String> names = new TreeSet<>();
        Matcher types = TYPE.matcher(text);
        while (types.find()) {
            String type = types.group(1);
            if (!type.contains(".")) {
                continue;
            }
            if (types.group(2) == null) {
                names.add(type);
            } else {
                FIELD.matcher(types.group(2)).results().forEach(field -> names.add(type + "#" + field.group(1)));
            }
        }
        return names;
    }

    private static Set<String> used() throws IOException {
        Path sources = Path.of("src", "main", "java");
        Set<String> names = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String room = sources.relativize(file.getParent())
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), ".");
                USE.matcher(Files.readString(file))
                        .results()
                        .forEach(use -> names.add(
                                use.group(3) != null ? use.group(3) : room + "." + use.group(1) + "#" + use.group(2)));
            }
        }
        return names;
    }

    @Test
    void everythingThatIsFoundByItsNameIsRegistered() throws IOException {
        assertThat(registered()).hasSizeGreaterThan(5).isEqualTo(used());
    }

    @Test
    void whatIsRegisteredIsThere() throws Exception {
        for (String name : registered()) {
            String[] parts = name.split("#");
            Class<?> type = Class.forName(parts[0]);
            if (parts.length > 1) {
                assertThat(type.getDeclaredField(parts[1])).isNotNull();
            }
        }
    }
}
