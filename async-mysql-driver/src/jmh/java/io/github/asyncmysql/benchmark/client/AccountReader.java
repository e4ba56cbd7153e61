package io.github.asyncmysql.benchmark.client;

import io.github.asyncmysql.benchmark.load.Account;
import io.github.asyncmysql.benchmark.load.Operation;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Sums up a publisher's accounts, asked for {@value #WINDOW} at a time. Confined to the event loop. */
final class AccountReader implements Flow.Subscriber<Account> {

    private static final int WINDOW = 256;

    private final Operation.Completion completion;
    private Flow.@Nullable Subscription subscription;
    private int rows;
    private long checksum;

    AccountReader(Operation.Completion completion) {
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
