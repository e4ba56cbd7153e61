package io.github.asyncmysql.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainReadsTest {

    private static final long FAST = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long SLOW = TimeUnit.MILLISECONDS.toNanos(200);

    private final PlainReads reads = new PlainReads();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1",
                "SELECT id, name FROM users WHERE id = ?",
                "\n  select count(*) from a join b using (id) where a.name like concat(?, '%') order by 1 limit 10",
                "select if(a > 1, upper(b), c) from t",
                "select format(a, 2), performer, blocked from t",
            })
    void queriesThatTakeNoLocksAndLeaveNothingMayShare(String sql) {
        assertThat(reads.of(sql)).isNotNull().isSameAs(reads.of(sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into t values (?)",
                "update t set a = 1",
                "delete from t",
                "call p()",
                "show warnings",
                "set @a = 1",
                "with x as (select 1) delete from t",
                "select * from t where id = ? for update",
                "select * from t where id = ? FOR SHARE",
                "select * from t lock in share mode",
                "select a into @b from t",
                "select a from t into outfile '/tmp/x'",
                "select sleep(1)",
                "select benchmark(100000000, md5('a'))",
                "select source_pos_wait('a', 4)",
                "select wait_for_executed_gtid_set('a')",
                "select get_lock('a', 1)",
                "select @a := 1",
                "select my_function(1)",
                "select shop.upper(1)",
                "select last_insert_id()",
                "select found_rows()",
                "select @@warning_count",
                "select next value for s",
                "select * from t procedure analyse()",
                "select 1 /*! into @a */",
                "/* a comment in front */ select 1",
                "selection",
                "",
            })
    void everythingElseHasAConnectionToItself(String sql) {
        assertThat(reads.of(sql)).isNull();
        assertThat(reads.of(sql)).isNull();
    }

    @Test
    void textsThatAreVeryLongAreNotKept() {
        assertThat(reads.of("select '" + "x".repeat(20_000) + "'")).isNull();
    }

    @Test
    void howeverManyTextsComeTheLatestIsKept() {
        PlainRead first = reads.of("select 0");
        for (int i = 1; i <= 1_000; i++) {
            assertThat(reads.of("select " + i)).isNotNull();
        }

        assertThat(reads.of("select 1000")).isNotNull().isSameAs(reads.of("select 1000"));
        assertThat(reads.of("select 0")).isNotSameAs(first);
    }

    @Test
    void aStatementIsFastOnlyOnceThatIsKnown() {
        PlainRead read = new PlainRead();
        for (int i = 0; i < 63; i++) {
            read.took(i < 32 ? SLOW : FAST);
            assertThat(read.isFast()).isFalse();
        }
        read.took(FAST);

        assertThat(read.isFast()).isTrue();
    }

    @Test
    void aStatementThatIsSlowNowAndThenIsNotFast() {
        PlainRead read = new PlainRead();
        for (int i = 0; i < 10_000; i++) {
            read.took(i % 100 == 40 ? SLOW : FAST);
            assertThat(read.isFast()).isFalse();
        }
    }

    @Test
    void oneSlowRunIsForgottenSomeTime() {
        PlainRead read = new PlainRead();
        for (int i = 0; i < 100; i++) {
            read.took(SLOW);
        }
        assertThat(read.isFast()).isFalse();
        for (int i = 0; i < 2_000; i++) {
            read.took(FAST);
        }

        assertThat(read.isFast()).isTrue();
    }

    private static void tookTogether(PlainRead read, int times, long nanos) {
        for (int i = 0; i < times; i++) {
            read.tookTogether(nanos);
        }
    }

    @Test
    void whatItTakesTogetherWithOthersIsKnownAfterSomeRuns() {
        PlainRead read = new PlainRead();
        tookTogether(read, 63, 400_000);
        assertThat(read.occupiesNanos()).isEqualTo(Long.MAX_VALUE);

        tookTogether(read, 1, 400_000);
        assertThat(read.occupiesNanos()).isEqualTo(400_000);
        tookTogether(read, 200, 100_000);

        assertThat(read.occupiesNanos()).isCloseTo(100_000, within(100L));
    }

    @Test
    void answersThatComeTogetherAreTakenForWhatTheyTakeOnAverage() {
        PlainRead read = new PlainRead();
        for (int i = 0; i < 100; i++) {
            tookTogether(read, 3, 0);
            tookTogether(read, 1, 400_000);
        }

        assertThat(read.occupiesNanos()).isBetween(70_000L, 130_000L);
    }

    @Test
    void whatIsSlowOnlyWhereTheServerIsBusyIsFastTogether() {
        PlainRead read = new PlainRead();
        for (int i = 0; i < 100; i++) {
            read.took(SLOW);
        }
        tookTogether(read, 64, FAST);
        assertThat(read.isFast()).isTrue();

        read.tookTogether(SLOW);

        assertThat(read.isFast()).isFalse();
        assertThat(read.occupiesNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void oneRunInSomeHundredIsATrialUnlessAllAreSlow() {
        PlainRead unknown = new PlainRead();
        PlainRead slow = new PlainRead();
        PlainRead sometimesSlow = new PlainRead();
        for (int i = 0; i < 64; i++) {
            slow.took(SLOW);
            sometimesSlow.took(i % 2 == 0 ? SLOW : FAST);
        }

        assertThat(trials(unknown)).isZero();
        assertThat(trials(slow)).isZero();
        assertThat(trials(sometimesSlow)).isEqualTo(128);
        tookTogether(sometimesSlow, 64, SLOW);
        assertThat(trials(sometimesSlow)).isEqualTo(4);
    }

    private static long trials(PlainRead read) {
        return Stream.generate(read::isTrial).limit(512).filter(trial -> trial).count();
    }

    @Test
    void whatHoldsAPlaceForOthersIsNeverFast() {
        assertThat(PlainRead.NONE.isFast()).isFalse();
    }
}
