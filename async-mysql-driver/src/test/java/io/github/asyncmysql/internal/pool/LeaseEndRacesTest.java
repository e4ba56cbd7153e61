package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One lease that ends in two ways at the same moment. */
class LeaseEndRacesTest extends PoolRaces {

    private static final PoolConfig WATCHING =
            ONE.toBuilder().leakDetectionThreshold(Duration.ofDays(1)).build();

    /** The same lease is given back twice. */
    private static final class ReleaseTwice extends Meeting {

        private final FakeBorrower first = acquire();
        private final FakeBorrower second = acquire();

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            pool.release(resource, lease);
        }

        @Override
        void judge() {
            require(first.signals == 1 && second.signals == 0, "one lease serves one");
        }
    }

    @Test
    @Covers("pool:C8")
    void whatIsGivenBackTwiceServesOne() throws Exception {
        race(ReleaseTwice::new);
    }

    /** The object that stands for the lease is taken for lost while it is given back after all. */
    private static final class CollectionAgainstRelease extends Meeting {

        private volatile @Nullable FakeBorrower asker;

        CollectionAgainstRelease() {
            super(WATCHING);
            pool.watch(resource, this);
        }

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            LeaseWatch.Watched<?> watched = resource.watched;
            if (watched != null) {
                watched.enqueue();
            }
            asker = acquire();
        }

        @Override
        void judge() {
            FakeBorrower borrower = asker;
            require(borrower != null && borrower.signals == 1, "who asks is served");
            long leaks = pool.totals().leaks();
            require(opened.size() == 1 + leaks, "either it came back or it was replaced");
            require(resource.open == (leaks == 0), "and is closed only in that case");
            require(pool.stats().inUse() == 1, "it is lent once");
        }
    }

    @Test
    @Covers({"pool:H10", "pool:C8"})
    void whatIsTakenForLostWhileItIsGivenBackIsOneOrTheOther() throws Exception {
        race(CollectionAgainstRelease::new);
    }

    /** One who has the resource keeps it while it is given back, too. */
    private static final class DetachAgainstRelease extends Meeting {

        private final FakeBorrower waiting = acquire();

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            pool.detach(resource, lease);
        }

        @Override
        void judge() {
            boolean detached = pool.totals().closed().getOrDefault(CloseReason.DETACHED, 0L) == 1;
            require(waiting.signals == 1 && resource.open, "he is served, and nothing is closed");
            require((waiting.resource == resource) != detached, "it is his, or somebody has kept it");
            require(pool.size() == 1 && opened.size() == (detached ? 2 : 1), "what was kept is replaced");
        }
    }

    @Test
    @Covers({"pool:G7", "pool:C8"})
    void whatIsKeptWhileItIsGivenBackIsOneOrTheOther() throws Exception {
        race(DetachAgainstRelease::new);
    }
}
