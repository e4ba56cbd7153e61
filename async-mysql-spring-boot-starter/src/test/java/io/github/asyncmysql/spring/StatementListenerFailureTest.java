package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.UpdateResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A listener that breaks its promise to throw nothing must not take the answer from the caller. */
@ExtendWith(OutputCaptureExtension.class)
class StatementListenerFailureTest {

    private static final String MESSAGE = "the listener is broken";

    private final ScriptedPool pool = new ScriptedPool();

    enum Moment {
        STARTING,
        STARTING_WITH_NULL,
        PREPARE,
        PREPARE_WITH_NULL,
        ENDED,
        COMPLETE_BEFORE,
        COMPLETE_AFTER,
        COMPLETE_NEVER,
        COMPLETE_TWICE
    }

    /** Fails at one moment with an error, which is what a missing class is, and not only with exceptions. */
    private record Broken(Moment moment) implements StatementListener {

        private void fail(Moment now) {
            if (now == moment) {
                throw new NoClassDefFoundError(MESSAGE);
            }
        }

        @Override
        public Execution starting(String sql) {
            fail(Moment.STARTING);
            return moment == Moment.STARTING_WITH_NULL
                    ? null
                    : new Execution() {
                        @Override
                        public SqlStatement prepare(SqlStatement statement) {
                            fail(Moment.PREPARE);
                            return moment == Moment.PREPARE_WITH_NULL ? null : statement;
                        }

                        @Override
                        public void ended(Throwable failure) {
                            fail(Moment.ENDED);
                        }

                        @Override
                        public void complete(Runnable completion) {
                            fail(Moment.COMPLETE_BEFORE);
                            if (moment != Moment.COMPLETE_NEVER) {
                                completion.run();
                            }
                            if (moment == Moment.COMPLETE_TWICE) {
                                completion.run();
                            }
                            fail(Moment.COMPLETE_AFTER);
                        }
                    };
        }
    }

    /** Notes what it hears. */
    private static final class Healthy implements StatementListener {

        private final List<String> heard = new ArrayList<>();

        @Override
        public Execution starting(String sql) {
            heard.add("starting");
            return failure -> heard.add("ended");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerComesWhateverAListenerThrows(Moment moment) {
        AsyncMySqlTemplate template = new AsyncMySqlTemplate(pool, new Broken(moment));
        pool.answer(CompletableFuture.completedFuture(new UpdateResult(3, 0, 0)));
        pool.answerFailure(MySqlExceptionTranslatorTest.serverError(1062, "23000"));

        assertThat(template.update("update t set a = 1").thenApply(UpdateResult::affectedRows))
                .isCompletedWithValue(3L);
        assertThat(template.update("update t set a = 2")).isCompletedExceptionally();
        assertThat(pool.executed).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aStreamEndsOnceWhateverAListenerThrows(Moment moment) {
        AsyncMySqlTemplate template = new AsyncMySqlTemplate(pool, new Broken(moment));
        pool.answerRows(1, 2);
        List<Object> signals = new ArrayList<>();

        template.queryForStream("select a from t", Integer.class).subscribe(noting(signals));

        assertThat(signals).containsExactly(1, 2, "complete");
    }

    @ParameterizedTest
    @EnumSource
    void theOtherListenersHearAllTheSame(Moment moment) {
        Healthy before = new Healthy();
        Healthy after = new Healthy();
        AsyncMySqlTemplate template =
                new AsyncMySqlTemplate(pool, StatementListener.all(Arrays.asList(before, new Broken(moment), after)));
        pool.answerRows(1);

        assertThat(template.queryForList("select 1", Integer.class)).isCompletedWithValue(List.of(1));
        assertThat(before.heard).containsExactly("starting", "ended");
        assertThat(after.heard).containsExactly("starting", "ended");
    }

    @Test
    void theFailureIsLoggedOnceHoweverOftenItComes(CapturedOutput output) {
        AsyncMySqlTemplate template = new AsyncMySqlTemplate(pool, new Broken(Moment.ENDED));
        for (int i = 0; i < 20; i++) {
            pool.answerRows(i);
            assertThat(template.queryForList("select 1", Integer.class)).isCompletedWithValue(List.of(i));
        }

        assertThat(output.getAll().split("NoClassDefFoundError: " + MESSAGE, -1))
                .hasSize(2);
        assertThat(output).contains("WARN").contains(Broken.class.getName());
    }

    private static Flow.Subscriber<Object> noting(List<Object> signals) {
        return new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Object item) {
                signals.add(item);
            }

            @Override
            public void onError(Throwable failure) {
                signals.add(failure);
            }

            @Override
            public void onComplete() {
                signals.add("complete");
            }
        };
    }
}
