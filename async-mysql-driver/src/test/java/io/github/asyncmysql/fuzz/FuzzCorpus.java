package io.github.asyncmysql.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The inputs of a target that are kept: its seeds, and the files in its folder. Thread-safe. */
final class FuzzCorpus {

    private FuzzCorpus() {}

    /** All inputs by name. */
    static Map<String, byte[]> of(FuzzTarget target) {
        Map<String, byte[]> inputs = new TreeMap<>();
        target.seeds().forEach((name, input) -> inputs.put("seed " + name, input));
        URL folder = FuzzCorpus.class.getResource("/fuzz/" + target.name());
        if (folder != null) {
            try {
                for (Path file : files(Path.of(folder.toURI()))) {
                    inputs.put("file " + file.getFileName(), Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the inputs of " + target.name(), e);
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }
        return inputs;
    }

    /** The files in a folder; none if there is no such folder. */
    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
