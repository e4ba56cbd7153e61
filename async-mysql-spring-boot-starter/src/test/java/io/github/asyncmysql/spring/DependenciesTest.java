package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.testsupport.Covers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What an application gets with the starter and what it does not, by the tree that Maven has written. */
class DependenciesTest {

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", Path.of("").toAbsolutePath().toString()));
    private static final int INDENTATION = 3;
    private static final Pattern NODE =
            Pattern.compile("^([ |+\\\\-]*)\\(?([\\w.-]+:[\\w.-]+):(?:jar|test-jar|pom):.*");
    private static final String OURS = "io/github/asyncmysql/";

    @Test
    @Covers("boot:57")
    void anApplicationGetsExactlyTheseJars() throws Exception {
        Set<String> expected = new TreeSet<>(
                Files.readAllLines(MODULE.resolve("src/test/resources/dependencies-of-an-application.txt")));

        assertThat(reachable(tree(), directDependencies())).isEqualTo(expected);
    }

    @Test
    @Covers("boot:57")
    void noPackageIsSplit() throws IOException {
        Map<String, Set<String>> homes = new HashMap<>();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            // Test classes lie in the packages of what they test.
            if (!entry.contains("test-classes") && !entry.contains("-tests")) {
                packages(Path.of(entry)).forEach(name -> homes.computeIfAbsent(name, key -> new HashSet<>())
                        .add(entry));
            }
        }

        assertThat(homes)
                .hasSizeGreaterThan(5)
                .allSatisfy((name, places) -> assertThat(places).as(name).hasSize(1));
    }

    private static Set<String> packages(Path entry) throws IOException {
        Set<String> packages = new HashSet<>();
        if (Files.isDirectory(entry)) {
            try (var files = Files.walk(entry)) {
                files.map(file -> entry.relativize(file).toString().replace(File.separatorChar, '/'))
                        .forEach(name -> add(packages, name));
            }
        } else if (Files.exists(entry)) {
            try (JarFile jar = new JarFile(entry.toFile())) {
                jar.stream().forEach(file -> add(packages, file.getName()));
            }
        }
        return packages;
    }

    private static void add(Set<String> packages, String file) {
        if (file.startsWith(OURS) && file.endsWith(".class")) {
            packages.add(file.substring(0, file.lastIndexOf('/')));
        }
    }

    /** What each artifact depends on. One that is left out as a duplicate is expanded elsewhere. */
    private static Map<String, Set<String>> tree() throws IOException {
        Map<String, Set<String>> tree = new HashMap<>();
        List<String> path = new ArrayList<>();
        for (String line : Files.readAllLines(MODULE.resolve("target/dependency-tree.txt"))) {
            Matcher node = NODE.matcher(line);
            assertThat(node.matches()).as(line).isTrue();
            int depth = node.group(1).length() / INDENTATION;
            while (path.size() > depth) {
                path.remove(path.size() - 1);
            }
            String artifact = node.group(2);
            // The driver's tests are no part of the driver.
            if (line.contains(":test-jar:") || line.contains(":test (") || line.endsWith(":test")) {
                artifact += ":test";
            }
            if (!path.isEmpty()) {
                tree.computeIfAbsent(path.get(path.size() - 1), key -> new HashSet<>())
                        .add(artifact);
            }
            path.add(artifact);
        }
        return tree;
    }

    /** The dependencies in our own pom.xml that are passed on: neither optional nor for tests. */
    private static List<String> directDependencies() throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(MODULE.resolve("pom.xml").toFile())
                .getDocumentElement();
        NodeList dependencies = project.getElementsByTagName("dependency");
        List<String> direct = new ArrayList<>();
        for (int i = 0; i < dependencies.getLength(); i++) {
            Element dependency = (Element) dependencies.item(i);
            if (text(dependency, "scope").isEmpty()
                    && text(dependency, "optional").isEmpty()) {
                direct.add(text(dependency, "groupId") + ":" + text(dependency, "artifactId"));
            }
        }
        return direct;
    }

    private static String text(Element element, String child) {
        NodeList children = element.getElementsByTagName(child);
        return children.getLength() == 0 ? "" : children.item(0).getTextContent();
    }

    private static Set<String> reachable(Map<String, Set<String>> tree, List<String> from) {
        Set<String> reached = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(from);
        while (!next.isEmpty()) {
            String artifact = next.remove();
            if (!artifact.endsWith(":test") && reached.add(artifact)) {
                next.addAll(tree.getOrDefault(artifact, Set.of()));
            }
        }
        return reached;
    }
}
