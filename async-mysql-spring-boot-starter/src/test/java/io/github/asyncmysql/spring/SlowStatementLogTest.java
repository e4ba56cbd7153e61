package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SlowStatementLogTest {

    private final ScriptedPool pool = new ScriptedPool();

    private AsyncMySqlTemplate template(Duration threshold) {
        return new AsyncMySqlTemplate(pool, new SlowStatementLog(threshold, "reports"));
    }

    @Test
    void tellsOfASlowStatementWithoutItsValues(CapturedOutput output) {
        pool.answerRows("Ada");

        template(Duration.ofNanos(1))
                .sql("select name\n  from users where id = :id")
                .param("id", "s3cret-value")
                .query(String.class)
                .list()
                .join();

        assertThat(output)
                .contains("Slow statement on pool 'reports': done after ")
                .contains(" ms: select name from users where id = :id")
                .doesNotContain("s3cret-value");
    }

    @Test
    void tellsOfASlowStatementThatHasFailed(CapturedOutput output) {
        pool.answerFailure(new IllegalStateException("no"));

        CompletableFuture<?> failed = template(Duration.ofNanos(1)).update("delete from users");

        assertThat(failed).isCompletedExceptionally();
        assertThat(output).contains("failed with IllegalStateException after ").contains(": delete from users");
    }

    @Test
    void isSilentAboutFastOnes(CapturedOutput output) {
        pool.answerRows(1);

        template(Duration.ofHours(1)).queryForList("select 1", Integer.class).join();

        assertThat(output).doesNotContain("Slow statement");
    }

    @Test
    void shortensLongStatements(CapturedOutput output) {
        pool.answerRows(1);

        template(Duration.ofNanos(1))
                .queryForList("select '" + "x".repeat(2_000) + "'", String.class)
                .join();

        assertThat(output).contains("x…").doesNotContain("x".repeat(501));
    }

    @Test
    void refusesAThresholdOfZero() {
        assertThatThrownBy(() -> new SlowStatementLog(Duration.ZERO, "p"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threshold");
    }
}
