package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.CollectedBytes;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.dao.QueryTimeoutException;

class AsyncMySqlTemplateIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int ACCOUNTS = 20;
    private static final int TRANSFERS = 200;

    private MySqlPool pool;
    private AsyncMySqlTemplate template;

    record Item(long id, String name, BigDecimal price, LocalDateTime createdAt) {}

    private void connect(TestServer server) {
        pool = ServerPools.open(server, PoolConfig.builder().maxSize(10).build());
        template = new AsyncMySqlTemplate(pool);
    }

    @AfterEach
    void close() {
        if (pool != null) {
            pool.close();
        }
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(LONG.toSeconds(), TimeUnit.SECONDS).join();
    }

    private void recreate(String table, String columns) {
        get(template.update("drop table if exists " + table));
        get(template.update("create table " + table + " (" + columns + ") engine=InnoDB"));
    }

    @EveryServer
    void largeValuesAreStreamedInBothDirections(TestServer server) {
        connect(server);
        recreate("template_large", "id int primary key, name varchar(40), content longblob");
        byte[] content = new byte[2_000_000];
        ThreadLocalRandom.current().nextBytes(content);
        get(template.sql("insert into template_large values (:id, :name, :content)")
                .param("id", 1)
                .param("name", "first")
                .param("content", LargeValue.bytes(() -> new ByteArrayInputStream(content), Runnable::run))
                .update());

        List<String> names = new ArrayList<>();
        CollectedBytes collected =
                CollectedBytes.greedy(template.sql("select name, content from template_large where id = :id")
                        .param("id", 1)
                        .largeValue(row -> names.add(row.getString(0))));
        get(collected.end());
        assertThat(collected.bytes()).isEqualTo(content);
        assertThat(names).containsExactly("first");

        CollectedBytes none = CollectedBytes.greedy(
                template.sql("select content from template_large where id = 2").largeValue());
        assertThat(failure(none.end())).isInstanceOf(DataAccessException.class);
        IllegalStateException broken = new IllegalStateException("source is broken");
        assertThat(failure(template.update(
                        "insert into template_large values (?, ?, ?)",
                        3,
                        "third",
                        LargeValue.bytes(
                                () -> {
                                    throw broken;
                                },
                                Runnable::run))))
                .isSameAs(broken);
        assertThat(get(template.queryForObject("select count(*) from template_large", Long.class)))
                .isEqualTo(1);
    }

    record Page<T>(T item, long total) {}

    @EveryServer
    void rowsBecomeRecordsWithTypeParameters(TestServer server) {
        connect(server);
        assertThat(get(template.sql("select :id as item_id, 'first' as item_name, 5 as item_number, 20 as total")
                        .param("id", 1)
                        .query(new ParameterizedTypeReference<Page<Numbered>>() {})
                        .single()))
                .isEqualTo(new Page<>(new Numbered(1, "first", 5), 20));
    }

    record Numbered(long id, String name, int number) {}

    @EveryServer
    void writesAndReadsWithNamedParameters(TestServer server) {
        connect(server);
        recreate(
                "template_items",
                "id bigint primary key auto_increment, name varchar(40) not null, price decimal(9,2), created_at datetime(6)");
        LocalDateTime now = LocalDateTime.of(2026, 2, 3, 4, 5, 6, 789_000_000);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", "it's :named");
        values.put("price", null);
        values.put("at", now);

        UpdateResult first = get(template.update(
                "insert into template_items (name, price, created_at) values (:name, :price, :at) -- :none", values));
        UpdateResult second = get(template.sql("insert into template_items (name, price) values (?, ?)")
                .params("second", new BigDecimal("12.50"))
                .update());
        List<Item> items = get(template.sql("select * from template_items where id in (:ids) order by id")
                .param("ids", List.of(first.lastInsertId(), second.lastInsertId(), 999))
                .query(Item.class)
                .list());

        assertThat(items)
                .containsExactly(
                        new Item(first.lastInsertId(), "it's :named", null, now),
                        new Item(second.lastInsertId(), "second", new BigDecimal("12.50"), null));
        assertThat(get(template.queryForObject("select count(*) from template_items", Long.class)))
                .isEqualTo(2);
        assertThat(get(template.queryForList(
                        "select name from template_items where (id, name) in (:pairs)",
                        String.class,
                        Map.of("pairs", List.of(List.of(second.lastInsertId(), "second"), List.of(7777, "x"))))))
                .containsExactly("second");
        assertThat(get(template.sql("select name from template_items where id = :id")
                        .param("id", -1)
                        .query(String.class)
                        .optional()))
                .isEmpty();
        assertThat(get(template.queryForList(
                        "select concat(name, ?) from template_items order by id",
                        row -> row.getString(0).length(),
                        "!")))
                .containsExactly(12, 7);
    }

    @EveryServer
    void countsTheRowsOfASingleRow(TestServer server) {
        connect(server);

        assertThat(failure(template.queryForObject("select 1 from dual where 1 = 0", Integer.class)))
                .isExactlyInstanceOf(EmptyResultDataAccessException.class);
        assertThat(failure(template.queryForObject("select 1 union select 2", Integer.class)))
                .isExactlyInstanceOf(IncorrectResultSizeDataAccessException.class);
    }

    @EveryServer
    void streamsWithBackPressure(TestServer server) {
        connect(server);
        recreate("template_stream", "id int primary key");
        get(template.update(
                "insert into template_stream values " + "(?), ".repeat(499) + "(?)",
                IntStream.range(0, 500).boxed().toArray()));
        OneByOne subscriber = new OneByOne();

        template.queryForStream(
                        "select id from template_stream where id < :limit order by id",
                        Integer.class,
                        Map.of("limit", 300))
                .subscribe(subscriber);

        assertThat(get(subscriber.done)).hasSize(300).startsWith(0, 1, 2).endsWith(299);
    }

    @EveryServer
    @Covers("boot:44")
    void realErrorsBecomeSpringsExceptions(TestServer server) {
        connect(server);
        get(template.update("drop table if exists template_child"));
        recreate("template_errors", "id int primary key, name varchar(3) not null, n tinyint check (n < 9)");
        get(template.update("create table template_child (id int primary key, parent int not null,"
                + " foreign key (parent) references template_errors (id)) engine=InnoDB"));
        get(template.update("insert into template_errors values (1, 'a', 1)"));

        expect("insert into template_errors values (1, 'b', 1)", DuplicateKeyException.class);
        expect("insert into template_errors values (2, null, 1)", DataIntegrityViolationException.class);
        expect("insert into template_errors values (2, 'abcd', 1)", DataIntegrityViolationException.class);
        expect("insert into template_errors values (2, 'a', 300)", DataIntegrityViolationException.class);
        expect("insert into template_errors (id) values (2)", DataIntegrityViolationException.class);
        expect("insert into template_child values (1, 99)", DataIntegrityViolationException.class);
        expect("selekt 1", BadMySqlGrammarException.class);
        expect("select nope from template_errors", BadMySqlGrammarException.class);
        expect("select * from no_such_table", BadMySqlGrammarException.class);
        expect("call no_such_procedure()", BadMySqlGrammarException.class);
        expect("signal sqlstate '45000' set message_text = 'mine'", UncategorizedMySqlException.class);
        assertThat(failure(template.inTransaction(
                        TransactionOptions.READ_ONLY, tx -> tx.update("update template_errors set n = 2"))))
                .isExactlyInstanceOf(InvalidDataAccessResourceUsageException.class);
        assertThat(failure(template.sql("select sleep(30)")
                        .timeout(Duration.ofMillis(200))
                        .query(Integer.class)
                        .single()))
                .isExactlyInstanceOf(QueryTimeoutException.class);
    }

    private void expect(String sql, Class<? extends DataAccessException> expected) {
        assertThat(failure(template.update(sql))).as(sql).isExactlyInstanceOf(expected);
    }

    private static Throwable failure(CompletableFuture<?> future) {
        return future.handle((value, failure) -> failure)
                .orTimeout(LONG.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    @EveryServer
    @Covers("boot:44")
    void lockWaitsBecomeCannotAcquireLock(TestServer server) {
        connect(server);
        recreate("template_locks", "id int primary key, n int");
        get(template.update("insert into template_locks values (1, 0)"));

        CompletableFuture<Throwable> waited = template.inTransaction(holder -> holder.update(
                        "update template_locks set n = 1 where id = 1")
                .thenCompose(held -> template.inConnection(rival -> rival.update("set innodb_lock_wait_timeout = 1")
                        .thenCompose(set -> rival.update("update template_locks set n = 2 where id = 1"))
                        .handle((value, failure) -> failure))));

        assertThat(get(waited).getCause()).isExactlyInstanceOf(CannotAcquireLockException.class);
    }

    @EveryServer
    @Covers("boot:43")
    void transactionsCommitRollBackAndNest(TestServer server) {
        connect(server);
        recreate("template_tx", "id int primary key");

        get(template.inTransaction(tx -> tx.update("insert into template_tx values (1)")
                .thenCompose(done -> tx.inTransaction(inner -> inner.update("insert into template_tx values (2)")
                                .thenCompose(more -> inner.update("insert into template_tx values (2)")))
                        .exceptionally(failure -> done))
                .thenCompose(done -> tx.update("insert into template_tx values (3)"))));
        assertThat(failure(template.inTransaction(tx -> tx.update("insert into template_tx values (4)")
                        .thenCompose(done -> tx.update("insert into template_tx values (4)")))))
                .isExactlyInstanceOf(DuplicateKeyException.class);

        assertThat(get(template.queryForList("select id from template_tx order by id", Integer.class)))
                .containsExactly(1, 3);
        assertThat(pool.stats().inUse()).isZero();
    }

    @EveryServer
    void deadlocksAreRetriedUntilEveryTransferIsDone(TestServer server) {
        connect(server);
        recreate("template_accounts", "id int primary key, balance int not null");
        for (int id = 0; id < ACCOUNTS; id++) {
            get(template.update("insert into template_accounts values (?, 1000)", id));
        }
        List<CompletableFuture<UpdateResult>> transfers = new ArrayList<>();
        for (int i = 0; i < TRANSFERS; i++) {
            int from = ThreadLocalRandom.current().nextInt(ACCOUNTS);
            int to = (from + 1 + ThreadLocalRandom.current().nextInt(ACCOUNTS - 1)) % ACCOUNTS;
            transfers.add(template.inTransaction(
                    TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(50)), tx -> transfer(tx, from, to)));
        }

        get(CompletableFuture.allOf(transfers.toArray(CompletableFuture[]::new)));

        assertThat(get(template.queryForObject("select sum(balance) from template_accounts", Long.class)))
                .isEqualTo(1000L * ACCOUNTS);
        assertThat(pool.stats().inUse()).isZero();
    }

    private static CompletableFuture<UpdateResult> transfer(AsyncMySqlOperations tx, int from, int to) {
        String sql = "update template_accounts set balance = balance + :amount where id = :id";
        return tx.update(sql, Map.of("amount", -7, "id", from))
                .thenCompose(taken -> tx.update(sql, Map.of("amount", 7, "id", to)));
    }

    /** Asks for one row at a time. Confined to the signals of one subscription. */
    private static final class OneByOne implements Flow.Subscriber<Integer> {

        private final CompletableFuture<List<Integer>> done = new CompletableFuture<>();
        private final List<Integer> rows = new ArrayList<>();
        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(Integer row) {
            rows.add(row);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            done.complete(rows);
        }
    }
}
