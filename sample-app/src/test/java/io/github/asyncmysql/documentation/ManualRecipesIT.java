package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.BatchResult.Strategy;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.Xid;
import io.github.asyncmysql.documentation.StatementRecipes.Payment;
import io.github.asyncmysql.documentation.StatementRecipes.Reading;
import io.github.asyncmysql.documentation.StreamRecipes.Line;
import io.github.asyncmysql.documentation.TypeRecipes.Address;
import io.github.asyncmysql.documentation.TypeRecipes.Money;
import io.github.asyncmysql.documentation.TypeRecipes.Person;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Pieces;
import io.github.asyncmysql.testsupport.TestServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Runs what the pages about statements, batches, types, streams, errors and security show. */
class ManualRecipesIT {

    private static MySqlConfig config(TestServer server) {
        return MySqlUrl.parse(Shop.empty(server)).config().build();
    }

    private static MySqlPool pool(MySqlConfig config) {
        return AsyncMySql.pool(config, PoolConfig.defaults());
    }

    @EveryServer
    void statementsDoMoreThanQueries(TestServer server) {
        String shop = Shop.DATABASE + ".";
        try (MySqlPool pool = pool(StatementRecipes.withVariables(config(server)))) {
            server.execute(
                    "create procedure " + shop + "price_report(least decimal(10, 2)) begin"
                            + " select name from products where price >= least;"
                            + " update products set stock = stock + 1; end",
                    "create procedure " + shop + "book(in product bigint, out number bigint) begin"
                            + " set number = 41 + product; select name from products; end",
                    "insert into " + shop + "products (name, price, stock) values ('tea', 2.5, 1)");
            StatementRecipes recipes = new StatementRecipes(pool);
            assertThat(recipes.report(BigDecimal.ONE)).startsWith("tea", "1 rows changed");
            assertThat(recipes.book(1)).isEqualTo(43);
            assertThat(recipes.warnings()).hasSize(1).first().satisfies(warning -> assertThat(warning.toString())
                    .contains("Duplicate entry"));
            assertThat(recipes.transaction().join().affectedRows()).isEqualTo(1);
            assertThat(recipes.sorted().join()).containsExactly("tea");
            assertThat(pool.sql("select @@sql_mode")
                            .query(String.class)
                            .single()
                            .join())
                    .contains("STRICT_ALL_TABLES");
            recipes.branch(Xid.of("ManualRecipesIT", ""), 1).join();
            assertThat(pool.sql("select stock from products")
                            .query(Integer.class)
                            .single()
                            .join())
                    .isEqualTo(4);
        }
    }

    @EveryServer
    void batchesTakeListsAndPublishers(TestServer server) {
        try (MySqlPool pool = pool(config(server))) {
            server.execute("create table " + Shop.DATABASE + ".readings (sensor int, at datetime, value double)");
            StatementRecipes recipes = new StatementRecipes(pool);
            BatchResult booked = recipes.book(
                            List.of(new Payment("A", BigDecimal.ONE), new Payment("B", BigDecimal.TEN)))
                    .join();
            assertThat(booked.strategy()).isEqualTo(Strategy.REWRITTEN);
            assertThat(booked.affectedRows()).isEqualTo(2);

            AtomicLong progress = new AtomicLong();
            SubmissionPublisher<Reading> readings = new SubmissionPublisher<>();
            CompletableFuture<BatchResult> recorded = recipes.record(readings, progress::set);
            await().until(readings::hasSubscribers);
            IntStream.range(0, 3)
                    .forEach(i -> readings.submit(new Reading(i, LocalDateTime.of(2026, 1, 1, 0, i), 0.5)));
            readings.close();
            assertThat(recorded.join().rows()).isEqualTo(3);
            assertThat(progress).hasValue(3);
        }
    }

    @EveryServer
    void uploadsNeedASourceAndTheSetting(TestServer server) {
        MySqlConfig config = config(server);
        server.execute("set global local_infile = 1");
        try (MySqlPool pool = pool(StatementRecipes.uploading(config));
                MySqlPool refusing = pool(config)) {
            assertThat(new StatementRecipes(pool)
                            .load(Pieces.of("A,1\n", "B,2\n"))
                            .join()
                            .affectedRows())
                    .isEqualTo(2);
            assertThat(catchThrowable(() -> new StatementRecipes(refusing)
                            .load(Pieces.of("C,3\n"))
                            .join()))
                    .hasMessageContaining("allowLocalInfile");
        }
    }

    @EveryServer
    void typesOfYourOwnAreColumnsAndParameters(TestServer server) {
        MySqlConfig config = config(server);
        server.execute(
                "create table " + Shop.DATABASE + ".addresses (id bigint primary key, street varchar(20), zip int)",
                "create table " + Shop.DATABASE + ".people (id bigint primary key, home bigint, work bigint)",
                "insert into " + Shop.DATABASE + ".addresses values (1, 'Elm', 12)",
                "insert into " + Shop.DATABASE + ".people values (1, 1, null), (2, null, 1)");
        try (MySqlPool pool = pool(TypeRecipes.withMoney(config));
                MySqlPool binary = pool(TypeRecipes.withBinaryUuids(config))) {
            Address elm = new Address("Elm", 12);
            assertThat(new TypeRecipes(pool).people().join())
                    .containsExactly(new Person(1, elm, Optional.empty()), new Person(2, null, Optional.of(elm)));
            assertThat(new TypeRecipes(pool).same(new Money(250)).join()).isEqualTo(new Money(250));
            UUID id = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
            assertThat(new TypeRecipes(pool).length(id).join()).isEqualTo(16);
            assertThat(binary.sql("select length(?)")
                            .params(id)
                            .query(Integer.class)
                            .single()
                            .join())
                    .isEqualTo(16);
        }
    }

    @EveryServer
    void streamsAreTakenInBatches(TestServer server) throws Exception {
        try (MySqlPool pool = pool(config(server))) {
            pool.sql("insert into products (name, price, stock) values (?, 1, 1)")
                    .batch(IntStream.range(0, 250).boxed().toList(), (i, params) -> params.add("p" + i))
                    .join();
            List<List<Line>> batches = new ArrayList<>();
            ExecutorService worker = Executors.newSingleThreadExecutor();
            StreamRecipes recipes = new StreamRecipes(pool);
            recipes.export(batches::add, worker).join();
            assertThat(batches).extracting(List::size).containsExactly(100, 100, 50);

            batches.clear();
            pool.withConnection(connection -> {
                        StreamRecipes.InBatches<Line> again = new StreamRecipes.InBatches<>(batches::add, worker);
                        StreamRecipes.lines(connection).subscribe(again);
                        return again.done;
                    })
                    .join();
            assertThat(batches).extracting(List::size).containsExactly(100, 100, 50);

            CompletableFuture<Void> failing = recipes.export(
                    lines -> {
                        throw new IllegalStateException("disk full");
                    },
                    worker);
            assertThat(failing)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("disk full");
            worker.shutdown();
        }
    }

    @EveryServer
    void errorsSayWhatIsKnown(TestServer server) {
        try (MySqlPool pool = pool(config(server))) {
            assertThat(ErrorRecipes.add(pool, "tea")).isEqualTo("added");
            assertThat(ErrorRecipes.add(pool, "tea")).isEqualTo("there already");
            AsyncMySqlTemplate template = new AsyncMySqlTemplate(pool);
            assertThat(ErrorRecipes.addWithSpring(template, "milk").join()).isEqualTo("added");
            assertThat(ErrorRecipes.addWithSpring(template, "milk").join()).isEqualTo("there already");

            Throwable refused = catchThrowable(
                    () -> pool.sql("select 1 from nothing").update().join());
            assertThat(ErrorRecipes.explain(refused)).isEqualTo("refused by the server: 1146 42S02");
            assertThat(ErrorRecipes.mayBeRepeated(refused)).isFalse();
            Throwable late = catchThrowable(() -> pool.sql("select sleep(60)")
                    .timeout(Duration.ofMillis(50))
                    .query(Integer.class)
                    .single()
                    .thenApply(slept -> slept)
                    .join());
            assertThat(ErrorRecipes.explain(late)).isEqualTo("QUERY limit of PT0.05S is over");
            assertThat(ErrorRecipes.mayBeRepeated(late)).isFalse();
            pool.close();
            Throwable closed = catchThrowable(() -> pool.ping().join());
            assertThat(ErrorRecipes.unwrap(closed)).hasFieldOrPropertyWithValue("outcome", Outcome.NOT_SENT);
        }
    }

    @EveryServer
    void securityIsConfigured(TestServer server) {
        MySqlConfig config = config(server);
        MySqlConfig verified = SecurityRecipes.verified(server.host(), server.caCertificate()).toBuilder()
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .build();
        try (MySqlPool pool = pool(verified)) {
            pool.warmUp().join();
            assertThat(pool.server().tlsVersion()).startsWith("TLS");
        }
        try (MySqlPool pool =
                pool(SecurityRecipes.rotating(config, () -> CompletableFuture.completedFuture(server.password())))) {
            pool.ping().join();
        }
        assertThat(SecurityRecipes.strict(config).allowPublicKeyRetrieval()).isFalse();
    }
}
