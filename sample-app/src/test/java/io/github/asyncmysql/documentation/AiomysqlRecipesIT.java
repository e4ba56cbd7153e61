package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Runs the recipes of the page for users of aiomysql. */
class AiomysqlRecipesIT {

    private static String url(TestServer server) {
        server.execute(
                "create database if not exists recipes",
                "drop table if exists recipes.users, recipes.logs",
                "create table recipes.users (id int primary key)",
                "insert into recipes.users values (1), (2), (3)",
                "create table recipes.logs (id int primary key auto_increment, message varchar(50))");
        return String.format(
                Locale.ROOT,
                "mysql://%s:%s@%s:%d/recipes",
                server.username(),
                server.password(),
                server.host(),
                server.port());
    }

    private static List<String> linesOf(Runnable recipe) {
        PrintStream standardOut = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            recipe.run();
        } finally {
            System.setOut(standardOut);
        }
        return output.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @EveryServer
    void countsUsers(TestServer server) {
        String url = url(server);

        assertThat(linesOf(() -> AiomysqlRecipes.pool(url))).contains("Total users: 3");
    }

    @EveryServer
    void recyclesConnectionsAndLogsStatements(TestServer server) {
        url(server);
        MySqlConfig config = MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .build();

        assertThat(linesOf(() -> AiomysqlRecipes.recycling(config)))
                .filteredOn(line -> line.startsWith("Operation"))
                .hasSize(5)
                .allMatch(line -> line.matches("Operation \\d completed, size [12], free [012]"));
    }

    @EveryServer
    void workersShareASmallPool(TestServer server) {
        String url = url(server);

        List<String> lines = linesOf(() -> AiomysqlRecipes.workers(url));

        List<String> expected = IntStream.range(0, 24)
                .mapToObj(i -> "Worker " + i / 3 + ", iteration " + i % 3)
                .toList();
        assertThat(lines).containsAll(expected);
        assertThat(lines).filteredOn(line -> line.startsWith("Worker")).hasSize(24);
        assertThat(lines).anyMatch(line -> line.matches("Never more than 5 connections: [2-5]"));
    }

    @EveryServer
    void blocksGiveBackAndClose(TestServer server) throws Exception {
        String url = url(server);

        AiomysqlRecipes.blocks(url);

        try (var connection = server.connectWithJdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select group_concat(message order by id separator ' ') from recipes.logs")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("start middle end");
        }
    }

    @EveryServer
    void errorsLeaveThePoolIntact(TestServer server) {
        String url = url(server);

        assertThat(linesOf(() -> AiomysqlRecipes.errors(url)))
                .anyMatch(line -> line.startsWith("SQL error 1146: ") && line.contains("no_such_table"))
                .contains("still there");
    }
}
