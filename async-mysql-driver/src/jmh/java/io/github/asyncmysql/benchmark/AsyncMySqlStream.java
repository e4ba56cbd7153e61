package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.RowQuery;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A publisher of mapped rows, asked for {@value #WINDOW} rows at a time. Confined to the event loop. */
final class AsyncMySqlStream implements Operation {

    private static final int WINDOW = 256;

    private final AsyncMySqlSetup setup;
    private final RowQuery<Account> query;

    AsyncMySqlStream(Target target) {
        setup = new AsyncMySqlSetup(target, Workload.STREAM.users());
        query = setup.pool().sql(Workload.STREAM_SQL).prepared(true).query(AsyncMySqlSetup::account);
    }

    @Override
    public Executor eventLoop() {
        return setup.eventLoop();
    }

    @Override
    public void start(int id, Completion completion) {
        query.stream().subscribe(new Reader(completion));
    }

    @Override
    public void close() {
        setup.close();
    }

    /** Sums up one stream. Confined to the event loop. */
    private static final class Reader implements Flow.Subscriber<Account> {

        private final Completion completion;
        private Flow.@Nullable Subscription subscription;
        private int rows;
        private long checksum;

        Reader(Completion completion) {
            this.completion = completion;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(WINDOW);
        }

        @Override
        public void onNext(Account account) {
            checksum += account.checksum();
            if (++rows % WINDOW == 0 && subscription != null) {
                subscription.request(WINDOW);
            }
        }

        @Override
        public void onError(Throwable failure) {
            completion.failed(failure);
        }

        @Override
        public void onComplete() {
            completion.done(rows, checksum);
        }
    }
}
