package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.MySqlBatchException;
import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.UpdateResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.dao.IncorrectResultSizeDataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;

class AsyncMySqlTemplateTest {

    private final ScriptedPool pool = new ScriptedPool();
    private final AsyncMySqlTemplate template = new AsyncMySqlTemplate(pool);

    @Test
    void bindsNamedParameters() {
        pool.answerRows("Ann");

        CompletableFuture<String> name = template.sql("select name from users where id = :id and age in (:ages)")
                .param("id", 7)
                .param("ages", List.of(1, 2))
                .query(String.class)
                .single();

        assertThat(name).isCompletedWithValue("Ann");
        assertThat(pool.last().sql()).isEqualTo("select name from users where id = ? and age in (?, ?)");
        assertThat(pool.last().params()).containsExactly(7, 1, 2);
    }

    @Test
    void bindsPositionalParameters() {
        pool.answerRows("Ann");

        template.sql("select name from users where id = ? and age = ? and x = ?")
                .param(7)
                .params(8, null)
                .query(String.class)
                .single();

        assertThat(pool.last().sql()).isEqualTo("select name from users where id = ? and age = ? and x = ?");
        assertThat(pool.last().params()).containsExactly(7, 8, null);
    }

    @Test
    void replicasAnswerWhatIsAskedForThere() {
        ScriptedPool replicas = new ScriptedPool();
        AsyncMySqlTemplate several = new AsyncMySqlTemplate(new ScriptedPool() {
            @Override
            public MySqlClient replicas() {
                return replicas;
            }
        });
        replicas.answerRows(7L);

        assertThat(several.replicas().queryForList("select 7", Long.class).join())
                .containsExactly(7L);
        assertThat(replicas.last().sql()).isEqualTo("select 7");
    }

    @Test
    void statementsAreImmutable() {
        StatementSpec statement = template.sql("update t set a = :a");
        StatementSpec bound = statement.param("a", 1);
        pool.answer(CompletableFuture.completedFuture(new UpdateResult(1, 0, 0)));

        assertThat(bound.update()).isCompletedWithValue(new UpdateResult(1, 0, 0));
        assertThat(statement.update())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(InvalidDataAccessApiUsageException.class);
        assertThat(pool.executed).hasSize(1);
    }

    @Test
    void aBatchGetsItsValuesFromItsRows() {
        BatchResult result =
                new BatchResult(BatchResult.Strategy.PIPELINED, 2, 2, new long[0], new long[0], List.of(), List.of());
        pool.answer(CompletableFuture.completedFuture(result));

        assertThat(template.batchUpdate(
                        "update t set a = ? where b = ?", List.of(new Object[] {1, "x"}, new Object[] {2, null})))
                .isCompletedWithValue(result);
        assertThat(pool.last().sql()).isEqualTo("update t set a = ? where b = ?");
        assertThat(pool.last().params()).containsExactly(1, "x", 2, null);
        assertThat(template.sql("update t set a = ?").param(1).batch(List.of(1), (n, p) -> p.add(n)))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(InvalidDataAccessApiUsageException.class);
        assertThat(template.sql("update t set a = :a").batch(List.of(1), (n, p) -> p.add(n)))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(InvalidDataAccessApiUsageException.class);
    }

    @Test
    void aBatchFailsWithItsRowsFailureAndKeepsWhatBecameOfTheOthers() {
        MySqlServerException duplicate =
                new MySqlServerException(1062, "23000", "Duplicate entry", null, Outcome.NOT_EXECUTED);
        BatchResult result =
                new BatchResult(BatchResult.Strategy.PIPELINED, 1, 1, new long[0], new long[0], List.of(), List.of());
        MySqlBatchException stopped = new MySqlBatchException(new BatchResult.Failure(1, 1, duplicate), result);
        pool.answerFailure(stopped);

        assertThat(template.sql("insert into t values (?)").batch(List.of(1, 1), (n, p) -> p.add(n)))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(DuplicateKeyException.class)
                .withCause(duplicate)
                .satisfies(failure -> assertThat(failure.getSuppressed()).containsExactly(stopped));
    }

    @Test
    void passesTheTimeLimitOn() {
        pool.answerRows(1);
        pool.answerRows(1);

        template.sql("select 1").query(Integer.class).single();
        assertThat(pool.last().timeout()).isNull();
        template.sql("select 1")
                .timeout(Duration.ofSeconds(3))
                .query(Integer.class)
                .single();
        assertThat(pool.last().timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> template.sql("select 1").timeout(Duration.ofSeconds(-1)));
    }

    @Test
    void refusesBlankStatements() {
        assertThatIllegalArgumentException().isThrownBy(() -> template.sql(" "));
    }

    @Test
    void refusesValuesByNameAndByPositionTogether() {
        assertThat(template.sql("select :a")
                        .param("a", 1)
                        .param(2)
                        .query(Integer.class)
                        .list())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(InvalidDataAccessApiUsageException.class)
                .withMessageContaining("both by position and by name");
    }

    @Test
    void singleWantsExactlyOneRow() {
        pool.answerRows();
        pool.answerRows(1, 2);
        pool.answerRows((Object) null);

        assertThat(template.sql("select 1").query(Integer.class).single())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(EmptyResultDataAccessException.class);
        assertThat(template.sql("select 1").query(Integer.class).single())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(IncorrectResultSizeDataAccessException.class)
                .withMessageContaining("expected 1, actual 2");
        assertThat(template.sql("select null").query(Integer.class).single()).isCompletedWithValue(null);
    }

    @Test
    void optionalWantsOneRowOrNone() {
        pool.answerRows();
        pool.answerRows(1);
        pool.answerRows(1, 2, 3);

        assertThat(template.sql("select 1").query(Integer.class).optional()).isCompletedWithValue(Optional.empty());
        assertThat(template.sql("select 1").query(Integer.class).optional()).isCompletedWithValue(Optional.of(1));
        assertThat(template.sql("select 1").query(Integer.class).optional())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(IncorrectResultSizeDataAccessException.class);
    }

    @Test
    void listAndFirstPassOnWhatComes() {
        pool.answerRows(1, 2);
        pool.answer(CompletableFuture.completedFuture(Optional.of(5)));

        assertThat(template.sql("select 1").query(Integer.class).list()).isCompletedWithValue(List.of(1, 2));
        assertThat(template.sql("select 1").query(row -> row.getInt(0)).first()).isCompletedWithValue(Optional.of(5));
    }

    @Test
    void offersTheClassicWords() {
        pool.answerRows(3L);
        pool.answerRows(4L);
        pool.answerRows("a", "b");
        pool.answerRows("c");
        pool.answer(CompletableFuture.completedFuture(new UpdateResult(2, 0, 0)));
        pool.answer(CompletableFuture.completedFuture(new UpdateResult(1, 9, 0)));

        assertThat(template.queryForObject("select count(*) from t where a = ?", Long.class, 1))
                .isCompletedWithValue(3L);
        assertThat(template.queryForObject("select count(*) from t where a = :a", Long.class, Map.of("a", 1)))
                .isCompletedWithValue(4L);
        assertThat(template.queryForList("select name from t", String.class)).isCompletedWithValue(List.of("a", "b"));
        assertThat(template.queryForList("select name from t where a = :a", String.class, Map.of("a", 1)))
                .isCompletedWithValue(List.of("c"));
        assertThat(template.update("delete from t where a = ?", 1)).isCompletedWithValue(new UpdateResult(2, 0, 0));
        assertThat(template.update("insert into t values (:a)", Map.of("a", 1)))
                .isCompletedWithValue(new UpdateResult(1, 9, 0));
        assertThat(pool.executed).extracting(ScriptedPool.Executed::sql).last().isEqualTo("insert into t values (?)");
    }

    @Test
    void failuresAreTranslated() {
        pool.answerFailure(MySqlExceptionTranslatorTest.serverError(1062, "23000"));

        assertThat(template.update("insert into t values (1)"))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(DuplicateKeyException.class);
    }

    @Test
    void cancellingStopsTheStatement() {
        CompletableFuture<Object> running = new CompletableFuture<>();
        pool.answer(running);

        template.sql("select sleep(9)").query(Integer.class).single().cancel(true);

        assertThat(running).isCancelled();
    }

    @Test
    void aTimeLimitOnTheFutureStopsTheStatement() {
        CompletableFuture<Object> running = new CompletableFuture<>();
        pool.answer(running);

        CompletableFuture<UpdateResult> update =
                template.update("select sleep(9)").orTimeout(1, TimeUnit.MILLISECONDS);

        assertThat(update)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class);
        assertThat(running).isCancelled();
    }

    @Test
    void streamsAreColdAndTranslated() {
        Flow.Publisher<Integer> good = template.queryForStream("select a from t where b = ?", Integer.class, 1);
        Flow.Publisher<Integer> bad = template.queryForStream("select a from t where b = :b", Integer.class, Map.of());
        assertThat(pool.executed).isEmpty();

        pool.answerRows(1, 2, 3);
        Collector collected = new Collector();
        good.subscribe(collected);
        assertThat(collected.signals).containsExactly("1", "2", "3", "complete");

        pool.answerFailure(MySqlExceptionTranslatorTest.serverError(1064, "42000"));
        collected = new Collector();
        good.subscribe(collected);
        assertThat(collected.signals).containsExactly("BadMySqlGrammarException");

        collected = new Collector();
        bad.subscribe(collected);
        assertThat(collected.signals).containsExactly("InvalidDataAccessApiUsageException");
    }

    @Test
    void worksOnOneConnection() {
        pool.answerRows(1);
        pool.answerRows(2);

        CompletableFuture<Integer> sum = template.inConnection(connection -> connection
                .queryForObject("select @a := :a", Integer.class, Map.of("a", 1))
                .thenCombine(
                        connection.inConnection(same -> same.queryForObject("select @a", Integer.class)),
                        Integer::sum));

        assertThat(sum).isCompletedWithValue(3);
    }

    /** Collects signals. Confined to the test's thread. */
    private static final class Collector implements Flow.Subscriber<Object> {

        private final List<String> signals = new ArrayList<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Object item) {
            signals.add(item.toString());
        }

        @Override
        public void onError(Throwable failure) {
            signals.add(failure.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            signals.add("complete");
        }
    }
}
