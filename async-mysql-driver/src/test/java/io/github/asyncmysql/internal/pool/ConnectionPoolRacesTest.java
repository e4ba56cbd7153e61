package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.testsupport.Covers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What waits, comes back and ends at the same moment. */
class ConnectionPoolRacesTest extends PoolRaces {

    /** The first of two who wait gives up while the resource comes back. */
    private static final class CancelAgainstRelease extends Meeting {

        private final FakeBorrower first = acquire();
        private final FakeBorrower second = acquire();
        private volatile boolean cancelled;

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            cancelled = pool.cancel(first);
        }

        @Override
        void judge() {
            require(first.signals == (cancelled ? 0 : 1), "the first one is served, unless he has given up");
            require(second.signals == (cancelled ? 1 : 0), "else the second one is, and never both");
            require(pool.stats().waiting() == (cancelled ? 0 : 1), "who was not served still waits");
        }
    }

    @Test
    @Covers({"pool:A10", "pool:C1", "pool:C2"})
    void whoGivesUpWhileItIsHandedToHimHasItOrLeavesItToTheNext() throws Exception {
        race(CancelAgainstRelease::new);
    }

    /** Somebody asks while the resource comes back. */
    private static final class AcquireAgainstRelease extends Meeting {

        private volatile @Nullable FakeBorrower asker;

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            asker = acquire();
        }

        @Override
        void judge() {
            FakeBorrower borrower = asker;
            require(borrower != null && borrower.resource == resource && borrower.signals == 1, "he has it");
            require(opened.size() == 1, "and no second one was opened");
        }
    }

    @Test
    @Covers({"pool:A1", "pool:B5"})
    void whoAsksWhileItIsGivenBackGetsIt() throws Exception {
        race(AcquireAgainstRelease::new);
    }

    /** The resource ends while it comes back. */
    private static final class EndAgainstRelease extends Meeting {

        private final FakeBorrower waiting = acquire();

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            end(resource);
        }

        @Override
        void judge() {
            require(waiting.signals == 1, "he is served, if only with one that has just ended");
            require(pool.size() == (waiting.resource == resource ? 0 : 1), "what has ended is not counted");
        }
    }

    @Test
    @Covers({"pool:E3", "pool:E13"})
    void whoWaitsIsServedAlthoughItEndsWhileItIsGivenBack() throws Exception {
        race(EndAgainstRelease::new);
    }

    /** Cleaning ends on another thread while the pool notes that it has begun. */
    private static final class CleaningAgainstRelease extends Meeting {

        private final FakeBorrower waiting = acquire();
        private final AtomicReference<UsableCallback> cleaning = new AtomicReference<>();

        @Override
        public boolean recycle(FakeResource cleaned, UsableCallback done) {
            cleaning.set(done);
            for (int i = ThreadLocalRandom.current().nextInt(200); i > 0; i--) {
                Thread.onSpinWait();
            }
            return false;
        }

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            UsableCallback done = cleaning.get();
            while (done == null) {
                Thread.onSpinWait();
                done = cleaning.get();
            }
            done.done(true);
        }

        @Override
        void judge() {
            require(waiting.resource == resource && waiting.signals == 1, "he has it as soon as it is clean");
        }
    }

    @Test
    @Covers("pool:C4")
    void whatIsCleanBeforeThePoolHasNotedItsReturnIsLentAgain() throws Exception {
        race(CleaningAgainstRelease::new);
    }

    /** The pool is closed while the resource comes back. */
    private static final class CloseAgainstRelease extends Meeting {

        private final FakeBorrower waiting = acquire();
        private @Nullable CompletableFuture<Void> closed;

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            closed = pool.closeAsync();
        }

        @Override
        void judge() {
            require(waiting.signals == 1, "he is served or refused");
            if (waiting.resource != null) {
                require(closed != null && !closed.isDone(), "closing waits for him");
                pool.release(waiting.resource);
            }
            require(closed != null && closed.isDone() && pool.size() == 0 && !resource.open, "all has ended");
        }
    }

    @Test
    @Covers({"pool:C7", "pool:G5"})
    void whatComesBackWhileThePoolClosesIsClosed() throws Exception {
        race(CloseAgainstRelease::new);
    }
}
