package io.github.asyncmysql.sample.dashboard;

import io.github.asyncmysql.sample.dashboard.ControlState.LoadProgress;
import io.github.asyncmysql.sample.ledger.Account;
import io.github.asyncmysql.sample.ledger.Ledger;
import io.github.asyncmysql.sample.ledger.NewTransfer;
import io.github.asyncmysql.sample.ledger.OverdraftException;
import io.github.asyncmysql.sample.ledger.TransferSearch;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Users who look at accounts and transfer money, one thing after the other with a short pause behind each. However many
 * there are, they need one thread. Ends by itself after ten minutes. Thread-safe.
 */
final class Load {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long PAUSE_MILLIS = 20;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 250;
    private static final int LARGEST_AMOUNT_CENTS = 500;
    private static final int PAGE = 20;
    private static final int HUNDRED = 100;

    private final Ledger ledger;
    private final List<Account> accounts;
    private final ScheduledExecutorService clock;
    private final int users;
    private final int writes;
    private final long startedNanos = System.nanoTime();
    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean over;

    /**
     * @param accounts between which money is moved, two at least
     * @param users how many users, at least 1
     * @param writes how many of a hundred things they do are transfers, 0 to 100
     */
    Load(Ledger ledger, List<Account> accounts, ScheduledExecutorService clock, int users, int writes) {
        this.ledger = ledger;
        this.accounts = List.copyOf(accounts);
        this.clock = clock;
        this.users = users;
        this.writes = writes;
    }

    void start() {
        for (int user = 0; user < users; user++) {
            pause(PAUSE_MILLIS);
        }
    }

    void stop() {
        over = true;
    }

    boolean isOver() {
        return over || System.nanoTime() - startedNanos > LONGEST.toNanos();
    }

    LoadProgress progress() {
        return new LoadProgress(users, writes, done.sum(), failed.sum());
    }

    private void next() {
        if (!isOver()) {
            something().whenComplete((result, failure) -> {
                done.increment();
                // Not to have enough money is an answer like any other.
                boolean serious = failure != null && !(unwrapped(failure) instanceof OverdraftException);
                if (serious) {
                    failed.increment();
                }
                pause(serious ? PAUSE_AFTER_FAILURE_MILLIS : PAUSE_MILLIS);
            });
        }
    }

    private static @Nullable Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    private void pause(long millis) {
        try {
            clock.schedule(
                    this::next,
                    TimeUnit.MILLISECONDS.toMicros(millis) / 2
                            + ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toMicros(millis)),
                    TimeUnit.MICROSECONDS);
        } catch (RejectedExecutionException e) {
            over = true;
        }
    }

    private CompletableFuture<?> something() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int from = random.nextInt(accounts.size());
        if (random.nextInt(HUNDRED) < writes) {
            int to = (from + 1 + random.nextInt(accounts.size() - 1)) % accounts.size();
            BigDecimal amount = BigDecimal.valueOf(1L + random.nextInt(LARGEST_AMOUNT_CENTS), 2);
            return ledger.transfer(
                    new NewTransfer(accounts.get(from).id(), accounts.get(to).id(), amount));
        }
        return switch (random.nextInt(4)) {
            case 0 -> ledger.accounts(null, accounts.get(from).id(), PAGE);
            case 1 -> ledger.transfers(new TransferSearch(accounts.get(from).id(), null, null, PAGE));
            default -> ledger.account(accounts.get(from).id());
        };
    }
}
