package io.github.asyncmysql.spring.boot.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.spring.json.JsonCodec;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON columns as trees and as objects, on real servers. */
class JsonCodecIT {

    record Preferences(String theme, List<Integer> sizes) {}

    record Account(
            int id, Preferences preferences, @Nullable JsonNode notes) {}

    @Configuration(proxyBeanMethods = false)
    static class Codecs {

        @Bean
        JsonCodec<Preferences> preferences() {
            return new JsonCodec<>(Preferences.class, JsonMapper.shared());
        }
    }

    @EveryServer
    void writesAndReadsTreesAndObjects(TestServer server, Protocol protocol) {
        String table = "json_codec_" + protocol.name().toLowerCase(Locale.ROOT);
        server.execute(
                "drop table if exists " + table,
                "create table " + table + " (id int primary key, preferences json, notes json)");
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(AsyncMySqlJsonAutoConfiguration.class, AsyncMySqlAutoConfiguration.class))
                .withUserConfiguration(Codecs.class)
                .withPropertyValues(
                        "async-mysql.host=" + server.host(),
                        "async-mysql.port=" + server.port(),
                        "async-mysql.username=" + server.username(),
                        "async-mysql.password=" + server.password(),
                        "async-mysql.database=" + server.database())
                .run(context -> {
                    MySqlPool pool = context.getBean(MySqlPool.class);
                    JsonNode notes = JsonMapper.shared().readTree("{\"a\": [1, \"é😀\"]}");
                    Account account = new Account(1, new Preferences("dark", List.of(1, 2)), notes);
                    String insert = "insert into " + table + " values (?, ?, ?)";
                    pool.sql(insert)
                            .params(account.id(), account.preferences(), account.notes())
                            .update()
                            .join();
                    pool.sql(insert)
                            .params(2, account.preferences(), null)
                            .update()
                            .join();

                    assertThat(pool.sql("select * from " + table + " order by id")
                                    .prepared(protocol == Protocol.PREPARED)
                                    .query(Account.class)
                                    .list()
                                    .join())
                            .containsExactly(account, new Account(2, account.preferences(), null));
                    assertThatThrownBy(() -> pool.sql("select 'no json'")
                                    .prepared(protocol == Protocol.PREPARED)
                                    .query(JsonNode.class)
                                    .single()
                                    .join())
                            .isInstanceOf(CompletionException.class)
                            .hasRootCauseInstanceOf(JacksonException.class);
                });
        server.execute("drop table " + table);
    }
}
