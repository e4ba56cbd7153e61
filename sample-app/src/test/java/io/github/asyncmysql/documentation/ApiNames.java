package io.github.asyncmysql.documentation;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names that users of driver and starter can write down: types, their members, and settings. Immutable. */
final class ApiNames {

    private static final Pattern KEY = Pattern.compile("\"name\": \"(async-mysql[\\w.-]+|management[\\w.-]+)\"");

    private final Map<String, Set<String>> membersByType = new HashMap<>();
    private final Set<String> keys = new LinkedHashSet<>();

    private ApiNames() {}

    static ApiNames load() {
        ApiNames names = new ApiNames();
        new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.github.asyncmysql")
                        .stream()
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type ->
                                !type.getPackageName().matches(".*\\.(internal|testsupport|sample|documentation).*"))
                        .forEach(names::add);
        names.readKeys("META-INF/spring-configuration-metadata.json");
        names.readKeys("META-INF/additional-spring-configuration-metadata.json");
        return names;
    }

    private void add(JavaClass type) {
        Set<String> members = membersByType.computeIfAbsent(type.getSimpleName(), name -> new LinkedHashSet<>());
        type.getAllMembers().stream()
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaMember::getName)
                .forEach(members::add);
    }

    private void readKeys(String resource) {
        try {
            var found = ApiNames.class.getClassLoader().getResources(resource);
            while (found.hasMoreElements()) {
                try (InputStream metadata = found.nextElement().openStream()) {
                    KEY.matcher(new String(metadata.readAllBytes(), StandardCharsets.UTF_8))
                            .results()
                            .forEach(match -> keys.add(match.group(1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isType(String name) {
        return membersByType.containsKey(name);
    }

    boolean has(String type, String member) {
        return membersByType.getOrDefault(type, Set.of()).contains(member);
    }

    /** Whether any type has a member of this name. */
    boolean isMember(String name) {
        return membersByType.values().stream().anyMatch(members -> members.contains(name));
    }

    /** Whether this is a key of {@code application.yml}, or the beginning of keys. */
    boolean isKey(String name) {
        return keys.stream().anyMatch(key -> key.equals(name) || key.startsWith(name + "."));
    }

    /** The last words of the keys of {@code application.yml}, which are the names of settings in URLs, too. */
    Set<String> settings() {
        return keys.stream().map(key -> key.substring(key.lastIndexOf('.') + 1)).collect(Collectors.toSet());
    }
}
