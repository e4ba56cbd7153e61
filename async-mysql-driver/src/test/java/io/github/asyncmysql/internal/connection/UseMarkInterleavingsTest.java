package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.Interleavings;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One begins to use a connection while another one gives it back. */
@Tag("lincheck")
class UseMarkInterleavingsTest {

    @BeforeAll
    static void prepare() {
        Interleavings.prepare(UseMarkInterleavingsTest::useAgainstRelease);
    }

    private static void useAgainstRelease() {
        UseMark mark = new UseMark();
        mark.foundClean();
        AtomicBoolean givenBack = new AtomicBoolean();
        boolean[] used = new boolean[1];
        boolean[] lentAgain = new boolean[1];
        Interleavings.meet(
                () -> {
                    mark.begins();
                    used[0] = !givenBack.get();
                },
                () -> {
                    givenBack.set(true);
                    lentAgain[0] = mark.isUnused();
                });
        Interleavings.check(!(used[0] && lentAgain[0]), "used after it was lent to somebody else");
    }

    @Test
    @Covers({"pool:C8", "pool:F2"})
    void whoeverComesLaterSeesTheOther() {
        Interleavings.explore(UseMarkInterleavingsTest::useAgainstRelease);
    }
}
