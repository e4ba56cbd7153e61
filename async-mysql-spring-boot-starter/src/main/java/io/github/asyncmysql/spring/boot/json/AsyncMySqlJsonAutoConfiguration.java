package io.github.asyncmysql.spring.boot.json;

import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.spring.json.JsonCodec;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Auto-configuration of {@link JsonNode} as a type of columns and parameters, with the application's mapper if there is
 * one. Used by one thread, while the application context starts.
 */
@AutoConfiguration(before = AsyncMySqlAutoConfiguration.class)
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnBooleanProperty(name = "async-mysql.enabled", matchIfMissing = true)
public final class AsyncMySqlJsonAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "asyncMySqlJsonNodeCodec")
    JsonCodec<JsonNode> asyncMySqlJsonNodeCodec(ObjectProvider<JsonMapper> mapper) {
        return new JsonCodec<>(JsonNode.class, mapper.getIfUnique(JsonMapper::shared));
    }
}
