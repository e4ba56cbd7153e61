package io.github.asyncmysql.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
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
     * The properties of these keys that are set; where one is not but the URL is, the URL, which then holds the value.
     *
     * @param keys names without the prefix
     */
    String describeServer(String... keys) {
        List<String> descriptions = new ArrayList<>();
        String url = AsyncMySqlAutoConfiguration.PREFIX + ".url";
        for (String key : keys) {
            String property = AsyncMySqlAutoConfiguration.PREFIX + "." + key;
            String description = find(property) == null && find(url) != null ? describe(url) : describe(property);
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
