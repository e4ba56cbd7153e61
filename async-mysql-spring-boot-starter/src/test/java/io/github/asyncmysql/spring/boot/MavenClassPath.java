package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The libraries of an application, which Maven fetches. Confined to the thread of the tests. */
final class MavenClassPath {

    // Fetched once, not once per server.
    private static final Map<String, String> KNOWN = new HashMap<>();
    private static final Path MODULE =
            Path.of(System.getProperty("basedir", Path.of("").toAbsolutePath().toString()));
    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
                <modelVersion>4.0.0</modelVersion>
                <groupId>io.github.asyncmysql</groupId>
                <artifactId>example</artifactId>
                <version>1</version>
                <dependencyManagement>
                    <dependencies>
                        <dependency>
                            <groupId>org.springframework.boot</groupId>
                            <artifactId>spring-boot-dependencies</artifactId>
                            <version>%s</version>
                            <type>pom</type>
                            <scope>import</scope>
                        </dependency>
                    </dependencies>
                </dependencyManagement>
                <dependencies>
                    %s
                </dependencies>
            </project>
            """;

    private MavenClassPath() {}

    /** The class path of an application with this version, without our own classes. */
    static String of(String version, List<String> names, Path directory) throws Exception {
        String key = version + names;
        String known = KNOWN.get(key);
        if (known != null) {
            return known;
        }
        Path project = Files.createDirectories(directory.resolve("project-" + version));
        Path classPath = project.resolve("class-path.txt");
        StringBuilder dependencies = new StringBuilder();
        for (String name : names) {
            String[] parts = name.split(":");
            dependencies.append(String.format(
                    Locale.ROOT,
                    "<dependency><groupId>%s</groupId><artifactId>%s</artifactId></dependency>%n",
                    parts[0],
                    parts[1]));
        }
        Files.writeString(project.resolve("pom.xml"), String.format(Locale.ROOT, POM, version, dependencies));
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        String plugin = System.getProperty("dependency-plugin.version");
        assertThat(plugin).as("dependency-plugin.version").isNotNull();
        String output = execute(
                project,
                List.of(
                        MODULE.resolveSibling(windows ? "mvnw.cmd" : "mvnw").toString(),
                        "-B",
                        "-q",
                        "-f",
                        project.resolve("pom.xml").toString(),
                        "org.apache.maven.plugins:maven-dependency-plugin:" + plugin + ":build-classpath",
                        "-Dmdep.outputFile=" + classPath));
        assertThat(classPath).as(output).exists();
        KNOWN.put(key, Files.readString(classPath).strip());
        return KNOWN.get(key);
    }

    /** Runs a command to its end and returns what it has printed. */
    static String execute(Path directory, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "process", ".log");
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }
}
