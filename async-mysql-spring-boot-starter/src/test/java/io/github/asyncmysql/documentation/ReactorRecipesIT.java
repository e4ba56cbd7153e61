package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.documentation.ReactorRecipes.Item;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.ArrayList;
import java.util.List;

/** Runs what the manual shows for Project Reactor. */
class ReactorRecipesIT {

    @EveryServer
    void futuresAndPublishersBecomeMonoAndFlux(TestServer server) {
        String database = "reactor_recipes";
        server.execute(
                "drop database if exists " + database,
                "create database " + database,
                "create table " + database + ".items (id bigint primary key, name varchar(20))",
                "create table " + database + ".old_names (id bigint, name varchar(20))",
                "insert into " + database + ".items values (1, 'tea'), (2, 'milk')");
        MySqlConfig config = MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .database(database)
                .build();
        try (MySqlPool pool = AsyncMySql.pool(config, PoolConfig.defaults())) {
            ReactorRecipes recipes = new ReactorRecipes(new AsyncMySqlTemplate(pool));
            assertThat(recipes.rename(1, "coffee").block()).isEqualTo(1);
            assertThat(recipes.item(1).block()).isEqualTo(new Item(1, "coffee"));
            assertThat(recipes.items().take(1).collectList().block()).containsExactly(new Item(1, "coffee"));
            List<String> lines = new ArrayList<>();
            recipes.print(lines);
            assertThat(lines).containsExactly("coffee", "milk");
        }
    }
}
