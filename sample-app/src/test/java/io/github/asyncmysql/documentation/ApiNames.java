package io.github.asyncmysql.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names that users of driver and starter can write down: types, their members, and settings. Immutable. */
final class ApiNames {

    private static final Pattern KEY = Pattern.compile("\"name\": \"(async-mysql[\\w.-]+|management[\\w.-]+)\"");
    private static final List<String> METADATA = List.of(
            "META-INF/spring-configuration-metadata.json", "META-INF/additional-spring-configuration-metadata.json");

    private final Map<String, Set<String>> membersByType = new HashMap<>();
    private final Set<String> keys = new LinkedHashSet<>();

    private ApiNames() {}

    static ApiNames load() {
        ApiNames names = new ApiNames();
        Pages.publishedClasses().forEach(names::add);
        METADATA.forEach(names::readKeys);
        return names;
    }

    private void add(String className) {
        try {
            add(Class.forName(className, false, ApiNames.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        } catch (NoClassDefFoundError e) {
            // It is for a library that this application does not have.
            membersByType.putIfAbsent(className.substring(className.lastIndexOf('.') + 1), Set.of());
        }
    }

    private void add(Class<?> type) {
        if (!Modifier.isPublic(type.getModifiers())) {
            return;
        }
        Set<String> members = membersByType.computeIfAbsent(type.getSimpleName(), name -> new LinkedHashSet<>());
        Stream.<Member>concat(Stream.of(type.getMethods()), Stream.of(type.getFields()))
                .map(Member::getName)
                .forEach(members::add);
        Stream.of(type.getClasses()).forEach(this::add);
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
