package io.github.asyncmysql.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Says where properties were set, for texts that tell what to correct; never what they were set to. Thread-safe.
 *
 * @param environment the application's environment, {@code null} if there is none
 */
record PropertyOrigins(@Nullable Environment environment) {

    /** The property and, if it is known, the file and line that set it. */
    String describe(String property) {
        ConfigurationProperty found = find(property);
        if (found == null) {
            return property + " (not set)";
        }
        Origin origin = found.getOrigin();
        return origin == null ? property : property + " (from " + origin + ")";
    }

    /**
     * The properties of these keys that are set, of the pool or inherited by it; where one is not but the URL is, the URL,
     * which then holds the value.
     *
     * @param prefix what the pool's properties start with
     * @param keys names without the prefix
     */
    String describeServer(String prefix, String... keys) {
        List<String> descriptions = new ArrayList<>();
        for (String key : keys) {
            String description = Stream.of(
                            prefix + "." + key,
                            prefix + ".url",
                            AsyncMySqlAutoConfiguration.PREFIX + "." + key,
                            AsyncMySqlAutoConfiguration.PREFIX + ".url")
                    .filter(property -> find(property) != null)
                    .findFirst()
                    .map(this::describe)
                    .orElseGet(() -> describe(prefix + "." + key));
            if (!descriptions.contains(description)) {
                descriptions.add(description);
            }
        }
        return String.join(" and ", descriptions);
    }

    private @Nullable ConfigurationProperty find(String property) {
        if (environment == null) {
            return null;
        }
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty found = source.getConfigurationProperty(name);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
