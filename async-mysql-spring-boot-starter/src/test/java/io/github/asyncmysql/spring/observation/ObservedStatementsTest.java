package io.github.asyncmysql.spring.observation;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.testsupport.Covers;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.tck.TestObservationRegistry;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ObservedStatementsTest {

    private static final String NAME = "db.client.operation.duration";

    private final ScriptedPool pool = new ScriptedPool();
    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final AsyncMySqlTemplate mysql = template(null);

    private AsyncMySqlTemplate template(StatementObservationConvention convention) {
        return new AsyncMySqlTemplate(pool, new ObservedStatements(registry, pool, "shop", convention, false));
    }

    @Test
    @Covers("boot:37")
    void eachStatementIsOneObservationWithoutItsValues() {
        pool.answerRows("Ada");

        mysql.sql("select name from users where id = :id")
                .param("id", "s3cret-value")
                .query(String.class)
                .list()
                .join();

        assertThat(registry)
                .hasNumberOfObservationsEqualTo(1)
                .hasObservationWithNameEqualTo(NAME)
                .that()
                .hasBeenStarted()
                .hasBeenStopped()
                .doesNotHaveError()
                .hasContextualNameEqualTo("SELECT users")
                .hasLowCardinalityKeyValue("db.system.name", "mysql")
                .hasLowCardinalityKeyValue("db.namespace", "shop")
                .hasLowCardinalityKeyValue("db.operation.name", "SELECT")
                .hasLowCardinalityKeyValue("db.query.summary", "SELECT users")
                .hasLowCardinalityKeyValue("db.client.connection.pool.name", "scripted")
                .hasLowCardinalityKeyValue("server.address", "db.example")
                .hasLowCardinalityKeyValue("server.port", "3306")
                .hasLowCardinalityKeyValue("db.response.status_code", "none")
                .hasLowCardinalityKeyValue("error.type", "none")
                .hasHighCardinalityKeyValue("db.query.text", "select name from users where id = :id");
        assertThat(registry).hasHandledContextsThatSatisfy(contexts -> assertThat(contexts.toString())
                .doesNotContain("s3cret-value"));
    }

    @Test
    @Covers("boot:37")
    void aFailureIsAnErrorWithItsNumber() {
        pool.answerFailure(new MySqlServerException(
                1062, "23000", "Duplicate entry", "insert into users values (?)", Outcome.NOT_EXECUTED));

        CompletableFuture<?> failed = mysql.update("insert into users values (?)", 1);

        assertThat(failed).isCompletedExceptionally();
        assertThat(registry)
                .hasObservationWithNameEqualTo(NAME)
                .that()
                .hasBeenStopped()
                .hasError()
                .hasLowCardinalityKeyValue("db.response.status_code", "1062")
                .hasLowCardinalityKeyValue("error.type", "1062");
    }

    @Test
    @Covers("boot:37")
    void theObservationOfTheCallerIsTheParentAndCurrentAgainInContinuations() {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        pool.answer(answer);
        Observation caller = Observation.start("caller", registry);
        AtomicReference<Observation> inContinuation = new AtomicReference<>();

        try (Observation.Scope scope = caller.openScope()) {
            mysql.queryForList("select name from users", String.class)
                    .thenAccept(names -> inContinuation.set(registry.getCurrentObservation()));
        }
        assertThat(registry.getCurrentObservation()).isNull();
        answer.complete(List.of());

        assertThat(registry).hasObservationWithNameEqualTo(NAME).that().hasParentObservationEqualTo(caller);
        assertThat(inContinuation.get()).isSameAs(caller);
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    @Covers("boot:37")
    void statementsOfTransactionsAreObservedToo() {
        pool.answerRows(1);
        pool.answerRows(2);

        mysql.inTransaction(TransactionOptions.DEFAULT, transaction -> transaction
                        .queryForList("select 1", Integer.class)
                        .thenCompose(one -> transaction.queryForList("select 2", Integer.class)))
                .join();

        assertThat(registry).hasNumberOfObservationsWithNameEqualTo(NAME, 2);
    }

    @Test
    @Covers("boot:37")
    void theConventionCanBeReplaced() {
        pool.answerRows(1);
        AsyncMySqlTemplate own = template(new DefaultStatementObservationConvention() {
            @Override
            public String getName() {
                return "sql";
            }

            @Override
            public KeyValues getLowCardinalityKeyValues(StatementObservationContext context) {
                return KeyValues.of("table", String.valueOf(context.summary().target()));
            }
        });

        own.queryForList("select id from orders", Integer.class).join();

        assertThat(registry)
                .hasObservationWithNameEqualTo("sql")
                .that()
                .hasLowCardinalityKeyValue("table", "orders")
                .doesNotHaveLowCardinalityKeyValueWithKey("db.namespace");
    }

    @Test
    void aStreamIsObservedFromItsSubscriptionToItsEnd() {
        pool.answerRows(1, 2);
        Flow.Publisher<Integer> stream = mysql.queryForStream("select id from users", Integer.class);
        assertThat(registry).doesNotHaveAnyObservation();

        stream.subscribe(new Subscriber(Long.MAX_VALUE));

        assertThat(registry)
                .hasNumberOfObservationsEqualTo(1)
                .hasObservationWithNameEqualTo(NAME)
                .that()
                .hasBeenStopped()
                .doesNotHaveError();
    }

    @Test
    void aStreamThatIsCancelledIsOneThatFailed() {
        pool.answerRows(1);

        Subscriber subscriber = new Subscriber(0);
        mysql.queryForStream("select id from users", Integer.class).subscribe(subscriber);
        subscriber.subscription.cancel();
        subscriber.subscription.cancel();

        assertThat(registry)
                .hasNumberOfObservationsEqualTo(1)
                .hasObservationWithNameEqualTo(NAME)
                .that()
                .hasBeenStopped()
                .thenError()
                .isInstanceOf(CancellationException.class);
    }

    /** Requests what it is told to. Confined to one test. */
    private static final class Subscriber implements Flow.Subscriber<Integer> {

        private final long demand;
        private Flow.Subscription subscription;

        Subscriber(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (demand > 0) {
                given.request(demand);
            }
        }

        @Override
        public void onNext(Integer item) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }
}
