package io.github.asyncmysql.documentation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mysql.cj.jdbc.MysqlDataSource;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.documentation.Recipes.Product;
import io.github.asyncmysql.documentation.Recipes.Summary;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Runs the recipes. */
class RecipesIT {

    private static final BigDecimal PRICE = new BigDecimal("2.50");

    private static void inShop(TestServer server, Consumer<MySqlPool> work) {
        try (MySqlPool pool = AsyncMySql.pool(Shop.empty(server))) {
            work.accept(pool);
        }
    }

    @EveryServer
    void readsAndWrites(TestServer server) {
        inShop(server, pool -> {
            Recipes recipes = new Recipes(pool);
            assertThat(recipes.add("tea", PRICE, 7).join()).isEqualTo(1);
            Product tea = new Product(1, "tea", PRICE, 7);
            assertThat(recipes.byId(1).join()).isEqualTo(tea);
            assertThat(recipes.byName("tea").join()).contains(tea);
            assertThat(recipes.byName("nothing").join()).isEmpty();

            List<Product> more = List.of(new Product(0, "coffee", PRICE, 1), new Product(0, "milk", PRICE, 2));
            assertThat(recipes.addAll(more).join().rows()).isEqualTo(2);
            assertThat(recipes.names().join()).containsExactly("coffee", "milk", "tea");
            assertThat(recipes.labels().join()).startsWith("tea at 2.50");
            assertThat(recipes.page(1, 10).join()).extracting(Product::name).containsExactly("coffee", "milk");
            assertThat(recipes.summary().join()).isEqualTo(new Summary(3, new BigDecimal("25.00")));
            assertThat(recipes.cheapest(2).join()).hasSize(2);
            assertThat(recipes.restock(1)).isEqualTo(17);

            ConcurrencyRecipes concurrent = new ConcurrencyRecipes(pool);
            assertThat(concurrent.total(List.of("tea", "milk"))).isEqualTo(19);
            assertThat(concurrent
                            .render(names -> names.toString().getBytes(UTF_8), Runnable::run)
                            .join())
                    .asString(UTF_8)
                    .isEqualTo("[coffee, milk, tea]");
        });
    }

    @EveryServer
    void changesNothingTwice(TestServer server) {
        inShop(server, pool -> {
            Recipes recipes = new Recipes(pool);
            recipes.add("tea", PRICE, 7).join();
            recipes.add("coffee", PRICE, 1).join();
            assertThat(recipes.take(1, 3).join()).isTrue();
            assertThat(recipes.take(1, 5).join()).isFalse();
            assertThat(recipes.pay("A-1", PRICE).join()).isTrue();
            assertThat(recipes.pay("A-1", PRICE).join()).isFalse();

            recipes.move(1, 2, 4).join();
            assertThat(recipes.byId(2).join().stock()).isEqualTo(5);
            assertThatThrownBy(() -> recipes.move(1, 2, 1).join())
                    .hasRootCauseInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("only 0 are left");
            assertThat(recipes.isConsistent().join()).isTrue();

            pool.sql("insert into jobs (task) values ('bake'), ('sweep')")
                    .update()
                    .join();
            assertThat(recipes.nextJob().join()).isEqualTo(Optional.of("bake"));
            assertThat(recipes.nextJob().join()).isEqualTo(Optional.of("sweep"));
            assertThat(recipes.nextJob().join()).isEmpty();
        });
    }

    @EveryServer
    void givesUp(TestServer server) {
        inShop(server, pool -> {
            Recipes recipes = new Recipes(pool);
            recipes.add("tea", PRICE, 7).join();
            assertThatThrownBy(() -> recipes.slowReport().join()).hasCauseInstanceOf(MySqlTimeoutException.class);

            CompletableFuture<Integer> never =
                    pool.sql("select sleep(60)").query(Integer.class).single();
            assertThat(recipes.first(never, recipes.names()).join()).isEqualTo(List.of("tea"));
            assertThat(never).isCancelled();
            assertThat(recipes.names().join()).containsExactly("tea");
        });
    }

    @EveryServer
    void otherClientsDoTheSame(TestServer server) throws SQLException {
        MysqlDataSource jdbc = new MysqlDataSource();
        String url = Shop.empty(server);
        jdbc.setURL("jdbc:mysql://" + server.host() + ":" + server.port() + "/" + Shop.DATABASE);
        jdbc.setUser(server.username());
        jdbc.setPassword(server.password());
        try (MySqlPool pool = AsyncMySql.pool(url)) {
            new Recipes(pool).add("tea", PRICE, 3).join();
            assertThat(ComingFrom.nameWithJdbc(jdbc, 1)).contains("tea");
            assertThat(ComingFrom.name(pool, 1).join()).contains("tea");
            assertThat(ComingFrom.takeOne(pool, 1).join()).isEqualTo(1);
            List<String> scarce = new ArrayList<>();
            StreamRecipes.InBatches<String> batches = new StreamRecipes.InBatches<>(scarce::addAll, Runnable::run);
            ComingFrom.scarce(pool).subscribe(batches);
            batches.done.join();
            assertThat(scarce).containsExactly("tea");
        }
    }
}
