package io.github.asyncmysql.documentation;

import io.github.asyncmysql.testsupport.TestServer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** The tables that recipes work on. Stateless. */
final class Shop {

    static final String DATABASE = "shop_of_recipes";

    private static final Path TABLES = Path.of("src/test/resources/documentation/shop.sql");

    private Shop() {}

    /** Makes them anew, without rows, and gives the URL of their database. */
    static String empty(TestServer server) {
        server.execute("drop database if exists " + DATABASE, "create database " + DATABASE);
        Stream.of(Pages.text(TABLES).replaceAll("(?m)^--.*$", "").split(";"))
                .filter(statement -> !statement.isBlank())
                .forEach(statement ->
                        server.execute(statement.replaceFirst("create table ", "create table " + DATABASE + ".")));
        return String.format(
                Locale.ROOT,
                "mysql://%s:%s@%s:%d/%s",
                server.username(),
                server.password(),
                server.host(),
                server.port(),
                DATABASE);
    }
}
