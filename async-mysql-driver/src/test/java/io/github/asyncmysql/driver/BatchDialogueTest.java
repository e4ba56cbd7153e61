package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.BatchResult.Strategy;
import io.github.asyncmysql.MySqlBatchException;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a batch sends, packet by packet. */
class BatchDialogueTest {

    private static final int STATUS_IN_TRANSACTION = 3;
    private static final int STATUS_AUTOCOMMIT = 2;

    private static MySqlPool pool(FakeMySqlServer server) {
        return pool(server, config -> {});
    }

    private static MySqlPool pool(FakeMySqlServer server, Consumer<MySqlConfig.Builder> customizer) {
        MySqlConfig.Builder config = MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username("app")
                .password("secret")
                .sslMode(SslMode.DISABLED);
        customizer.accept(config);
        return AsyncMySql.pool(
                config.build(), PoolConfig.builder().minSize(0).maxSize(1).build());
    }

    // Identity and limits, then the settings of the session.
    private static void open(FakeConnection client, String maxAllowedPacket) throws IOException {
        client.login();
        client.expectCommand(FakeConnection.COM_QUERY);
        client.send(
                FakePackets.columnCount(1, 3),
                FakePackets.column(2, "a"),
                FakePackets.column(3, "b"),
                FakePackets.column(4, "c"),
                FakePackets.textRow(5, "fake", maxAllowedPacket, "1"),
                FakePackets.okEof(6));
        client.expectCommand(FakeConnection.COM_QUERY);
        client.send(FakePackets.ok(1));
    }

    private static void prepare(FakeConnection client, int id, int parameters, String sql) throws IOException {
        FakeConnection.Packet packet = client.expectCommand(FakeConnection.COM_STMT_PREPARE);
        assertThat(packet.text()).isEqualTo(sql);
        client.send(FakePackets.prepareOk(1, id, 0, parameters));
        for (int i = 0; i < parameters; i++) {
            client.send(FakePackets.column(2 + i, "?"));
        }
    }

    private static FakeConnection.Packet execution(FakeConnection client, int id) throws IOException {
        FakeConnection.Packet packet = client.expectCommand(FakeConnection.COM_STMT_EXECUTE);
        assertThat(packet.payload()[1]).isEqualTo((byte) id);
        return packet;
    }

    private static List<List<Integer>> rows(int count) {
        return IntStream.range(0, count).mapToObj(List::of).toList();
    }

    private static MySqlBatchException failureOf(Runnable work) {
        return (MySqlBatchException)
                catchThrowableOfType(CompletionException.class, work::run).getCause();
    }

    @Test
    void rowsAreSentInGroupsOfPowersOfTwo() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client, "1048576");
                    prepare(client, 1, 4, "insert into t values (?),(?),(?),(?)");
                    prepare(client, 2, 2, "insert into t values (?),(?)");
                    prepare(client, 3, 1, "insert into t values (?)");
                    execution(client, 1);
                    execution(client, 1);
                    execution(client, 2);
                    execution(client, 3);
                    client.send(FakePackets.ok(1, 4, 10, STATUS_AUTOCOMMIT));
                    client.send(FakePackets.ok(1, 4, 14, STATUS_AUTOCOMMIT));
                    client.send(FakePackets.ok(1, 2, 18, STATUS_AUTOCOMMIT));
                    client.send(FakePackets.ok(1, 1, 20, STATUS_AUTOCOMMIT));
                    client.expectEnd();
                });
                MySqlPool pool = pool(server)) {
            BatchResult result = pool.sql("insert into t values (?)")
                    .batch(
                            List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"),
                            (item, p) -> p.add(item),
                            BatchOptions.DEFAULT.withMaxRowsPerStatement(4))
                    .join();
            assertThat(result.strategy()).isEqualTo(Strategy.REWRITTEN);
            assertThat(result.generatedKeys()).containsExactly(10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
            assertThat(result.rowCounts()).hasSize(11).containsOnly(1);
        }
    }

    @Test
    void aSizeThatComesAgainGetsAStatementOfItsOwn() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client, "1048576");
                    prepare(client, 1, 2, "insert into t values (?),(?)");
                    prepare(client, 2, 1, "insert into t values (?)");
                    execution(client, 1);
                    execution(client, 2);
                    client.send(FakePackets.ok(1, 2, 0, STATUS_AUTOCOMMIT));
                    client.send(FakePackets.ok(1, 1, 0, STATUS_AUTOCOMMIT));
                    prepare(client, 3, 3, "insert into t values (?),(?),(?)");
                    execution(client, 3);
                    client.send(FakePackets.ok(1, 3, 0, STATUS_AUTOCOMMIT));
                    execution(client, 3);
                    client.send(FakePackets.ok(1, 3, 0, STATUS_AUTOCOMMIT));
                    client.expectEnd();
                });
                MySqlPool pool = pool(server)) {
            for (int statements : new int[] {2, 1, 1}) {
                BatchResult result =
                        pool.sql("insert into t values (?)").batch(rows(3)).join();
                assertThat(result.rows()).isEqualTo(3);
                assertThat(result.statements()).hasSize(statements);
            }
        }
    }

    @Test
    void withinATransactionNothingIsSentBehindAnUnansweredStatement() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client, "1048576");
                    client.expectQuery("START TRANSACTION");
                    client.send(FakePackets.ok(1, 0, 0, STATUS_IN_TRANSACTION));
                    prepare(client, 1, 1, "update t set a = ?");
                    execution(client, 1);
                    client.send(FakePackets.ok(1, 1, 0, STATUS_IN_TRANSACTION));
                    execution(client, 1);
                    client.send(FakePackets.err(1, 1213, "40001", "Deadlock found"));
                    // Were the third row on its way, it would be here now.
                    client.expectQuery("ROLLBACK");
                    client.send(FakePackets.ok(1));
                    client.expectEnd();
                });
                MySqlPool pool = pool(server)) {
            MySqlBatchException failure = failureOf(() -> pool.withTransaction(transaction -> transaction
                            .sql("update t set a = ?")
                            .batch(rows(3), (row, p) -> row.forEach(p::add), BatchOptions.DEFAULT.continueOnError(10)))
                    .join());
            assertThat(failure.firstRow()).isEqualTo(1);
            assertThat(failure.isTransient()).isTrue();
            assertThat(failure.failure())
                    .isInstanceOfSatisfying(MySqlServerException.class, e -> assertThat(e.isDeadlock())
                            .isTrue());
            assertThat(failure.result().rowCounts()).containsExactly(1, BatchResult.FAILED, BatchResult.NOT_EXECUTED);
        }
    }

    @Test
    void outsideOfATransactionRowsFollowWithoutWaiting() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client, "1048576");
                    prepare(client, 1, 1, "update t set a = ?");
                    for (int i = 0; i < 32; i++) {
                        execution(client, 1);
                    }
                    client.send(FakePackets.err(1, 1062, "23000", "Duplicate entry"));
                    for (int i = 1; i < 32; i++) {
                        client.send(FakePackets.ok(1, 1, 0, STATUS_AUTOCOMMIT));
                    }
                    client.expectEnd();
                });
                MySqlPool pool = pool(server)) {
            MySqlBatchException failure = failureOf(
                    () -> pool.sql("update t set a = ?").batch(rows(40)).join());
            assertThat(failure.firstRow()).isZero();
            assertThat(failure).hasMessageStartingWith("Row 0 of the batch failed: Duplicate entry");
            assertThat(failure.result().rows()).isEqualTo(31);
            assertThat(failure.result().rowCounts()[31]).isEqualTo(1);
            assertThat(failure.result().rowCounts()[32]).isEqualTo(BatchResult.NOT_EXECUTED);
        }
    }

    @Test
    void groupsStayBelowTheServersLimit() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client, "4096");
                    prepare(client, 1, 2, "insert into t values (?),(?)");
                    for (int i = 0; i < 3; i++) {
                        assertThat(execution(client, 1).payload().length).isBetween(3000, 4096);
                        client.send(FakePackets.ok(1, 2, 0, STATUS_AUTOCOMMIT));
                    }
                    client.expectEnd();
                });
                MySqlPool pool = pool(server)) {
            BatchResult result = pool.sql("insert into t values (?)")
                    .batch(IntStream.range(0, 6).boxed().toList(), (item, p) -> p.add("x".repeat(1500)))
                    .join();
            assertThat(result.rows()).isEqualTo(6);
            assertThat(result.generatedKeys()).containsOnly(0);
        }
    }

    @Test
    void aPublisherIsReadAtTheServersPace() {
        // Two statements of 64 rows are on their way, and as many rows again are kept ready.
        int asked = 2 * 64 + 2 * 64;
        CountDownLatch answer = new CountDownLatch(1);
        Counting numbers = new Counting();
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client, "1048576");
                    client.expectCommand(FakeConnection.COM_STMT_PREPARE);
                    answer.await();
                    client.send(FakePackets.prepareOk(1, 1, 0, 64));
                    for (int i = 0; i < 64; i++) {
                        client.send(FakePackets.column(2 + i, "?"));
                    }
                    execution(client, 1);
                    client.send(FakePackets.ok(1, 64, 1, STATUS_AUTOCOMMIT));
                    client.silence();
                });
                MySqlPool pool = pool(server, config -> config.pipeliningLimit(2))) {
            var future = pool.sql("insert into t values (?)")
                    .batch(numbers, (n, p) -> p.add(n), BatchOptions.DEFAULT.withMaxRowsPerStatement(64));
            await().untilAtomic(numbers.requested, equalTo((long) asked));
            answer.countDown();
            // One statement is answered, so one more may go, and 64 rows more may come.
            await().untilAtomic(numbers.requested, equalTo(asked + 64L));
            assertThat(numbers.sent).isEqualTo(asked + 64);
            future.cancel(true);
            await().untilTrue(numbers.cancelled);
            assertThat(future).isCancelled();
            assertThat(numbers.requested).hasValue(asked + 64L);
        }
    }

    /** Numbers without an end, as many as are requested and at once. */
    private static final class Counting implements Flow.Publisher<Integer>, Flow.Subscription {

        private final AtomicLong requested = new AtomicLong();
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private volatile int sent;
        private Flow.@Nullable Subscriber<? super Integer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> given) {
            subscriber = given;
            given.onSubscribe(this);
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // written by the event loop alone
        public void request(long n) {
            for (long i = 0; i < n; i++) {
                Objects.requireNonNull(subscriber).onNext(sent++);
            }
            requested.addAndGet(n);
        }

        @Override
        public void cancel() {
            cancelled.set(true);
        }
    }

    @Test
    void aPublishersFailureEndsTheBatchBehindTheRowsBeforeIt() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    open(client, "1048576");
                    prepare(client, 1, 1, "insert into t values (?)");
                    execution(client, 1);
                    client.send(FakePackets.ok(1, 1, 1, STATUS_AUTOCOMMIT));
                    client.expectEnd();
                });
                MySqlPool pool = pool(server)) {
            IllegalStateException broken = new IllegalStateException("broken source");
            Flow.Publisher<Integer> source = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                private boolean told;

                @Override
                public void request(long n) {
                    if (!told) {
                        told = true;
                        subscriber.onNext(1);
                        subscriber.onError(broken);
                    }
                }

                @Override
                public void cancel() {
                    told = true;
                }
            });
            CompletionException thrown =
                    catchThrowableOfType(CompletionException.class, () -> pool.sql("insert into t values (?)")
                            .batch(source, (n, p) -> p.add(n), BatchOptions.DEFAULT)
                            .join());
            assertThat(thrown).hasCause(broken);
        }
    }
}
