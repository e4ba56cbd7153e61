package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.Interleavings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several who give the same resource back. */
@Tag("lincheck")
class LeaseInterleavingsTest {

    @BeforeAll
    static void prepare() {
        Interleavings.prepare(LeaseInterleavingsTest::endTwice);
    }

    private static void endTwice() {
        FakeResource resource = new FakeResource();
        resource.beginLease();
        int lease = resource.lease();
        boolean[] ended = new boolean[2];
        Interleavings.meet(() -> ended[0] = resource.endLease(lease), () -> ended[1] = resource.endLease(lease));
        Interleavings.check(ended[0] != ended[1], "a lease ends once");
        resource.beginLease();
        Interleavings.check(!resource.endLease(lease), "and the next one is not ended by who has had the one before");
    }

    @Test
    @Covers("pool:C8")
    void aLeaseEndsOnceWhoeverEndsIt() {
        Interleavings.explore(LeaseInterleavingsTest::endTwice);
    }
}
