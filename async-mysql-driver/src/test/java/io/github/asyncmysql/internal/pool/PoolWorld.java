package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The pure core with a clock and a network made of lists. Confined to the test's thread. */
final class PoolWorld {

    final PoolConfig config;
    final PoolState<FakeResource> state;
    final Effects<FakeResource> effects = new Effects<>();
    final List<ConnectAttempt> connecting = new ArrayList<>();
    final List<ConnectAttempt> givenUp = new ArrayList<>();
    final List<FakeResource> validating = new ArrayList<>();
    final List<FakeResource> closing = new ArrayList<>();
    final List<FakeResource> aborted = new ArrayList<>();
    final List<FakeResource> opened = new ArrayList<>();
    final List<CloseReason> reasons = new ArrayList<>();
    final List<Throwable> leaks = new ArrayList<>();
    final List<Long> slow = new ArrayList<>();
    int leaksReturned;
    int collected;
    int nested;
    final Deque<FakeBorrower> queue = new ArrayDeque<>();
    long now;
    long timer = PoolState.NEVER;
    int attempts;
    int finished;

    PoolWorld(PoolConfig.Builder config) {
        this(config, new SplittableRandom(1));
    }

    PoolWorld(PoolConfig.Builder config, RandomGenerator random) {
        this.config = config.build();
        this.state = new PoolState<>(this.config, random, () -> finished++);
    }

    PoolWorld start() {
        state.start(now, effects);
        return drain();
    }

    /** Started, with its minimal size connected. */
    PoolWorld filled() {
        start();
        connectAll();
        return this;
    }

    FakeBorrower acquire() {
        FakeBorrower borrower = new FakeBorrower();
        acquire(borrower);
        return borrower;
    }

    void acquire(FakeBorrower borrower) {
        FakeResource resource = state.acquire(borrower, now, effects);
        if (resource != null) {
            borrower.acquired(resource);
        } else if (borrower.state == Borrower.State.WAITING) {
            queue.add(borrower);
        }
        drain();
    }

    /** Acquires what must be there at once. */
    FakeResource take() {
        FakeBorrower borrower = acquire();
        return Objects.requireNonNull(borrower.resource, "nothing was idle");
    }

    void release(FakeResource resource) {
        release(resource, Cleanliness.CLEAN);
    }

    void release(FakeResource resource, Cleanliness cleanliness) {
        if (resource.endLease(resource.lease())) {
            state.release(resource, cleanliness, now, effects);
            drain();
        }
    }

    void detach(FakeResource resource) {
        if (resource.endLease(resource.lease())) {
            state.detach(resource, now, effects);
            drain();
        }
    }

    /** Nobody can give it back any more. */
    void collected(FakeResource resource) {
        if (resource.endLease(resource.lease())) {
            state.collected(resource, now, effects);
            drain();
        }
    }

    void recycled(FakeResource resource, boolean clean) {
        state.recycled(resource, clean, now, effects);
        drain();
    }

    void validated(FakeResource resource, boolean alive) {
        validating.remove(resource);
        state.validated(resource, alive, now, effects);
        drain();
    }

    FakeResource connect() {
        FakeResource resource = new FakeResource();
        opened.add(resource);
        state.connected(connecting.remove(0), resource, now, effects);
        drain();
        return resource;
    }

    void connectAll() {
        while (!connecting.isEmpty()) {
            connect();
        }
    }

    void failConnect(Throwable failure, boolean permanent) {
        state.connectFailed(connecting.remove(0), failure, permanent, now, effects);
        drain();
    }

    boolean cancel(FakeBorrower borrower) {
        queue.remove(borrower);
        return state.cancel(borrower);
    }

    void lose(FakeResource resource) {
        resource.open = false;
        validating.remove(resource);
        closing.remove(resource);
        state.lost(resource, now, effects);
        drain();
    }

    /** All that were asked to close do so. */
    void endClosing() {
        while (!closing.isEmpty()) {
            lose(closing.get(0));
        }
    }

    void suspend(boolean refuse) {
        state.administration.suspend(refuse);
        drain();
    }

    void resume() {
        state.administration.resume(now, effects);
        drain();
    }

    void reconfigure(Consumer<PoolConfig.Builder> change) {
        PoolConfig.Builder builder = state.config().toBuilder();
        change.accept(builder);
        state.administration.reconfigure(builder.build(), now, effects);
        drain();
    }

    void evictAll(Runnable whenDone) {
        state.administration.evictAll(CloseReason.EVICTED, whenDone, now, effects);
        drain();
    }

    void rotate() {
        state.administration.evictAll(CloseReason.CREDENTIALS, () -> {}, now, effects);
        drain();
    }

    /** What became of warming up: empty while it is under way, else the failure, or {@code null} for none. */
    List<@Nullable Throwable> warmUp() {
        List<@Nullable Throwable> result = new ArrayList<>();
        state.administration.warmUp(result::add, now, effects);
        drain();
        return result;
    }

    @Nullable
    FakeResource tryAcquire() {
        FakeResource resource = state.tryAcquire(false, null, now, effects);
        drain();
        return resource;
    }

    void serverReachable() {
        state.serverReachable(now, effects);
        drain();
    }

    void evict(FakeResource resource, CloseReason reason) {
        state.administration.evict(resource, reason, now, effects);
        drain();
    }

    void readOnly(FakeResource resource) {
        state.readOnly(resource, now);
        drain();
    }

    void close() {
        state.close(now, effects);
        drain();
    }

    void terminate() {
        state.terminate(now, effects);
        drain();
    }

    void clear(Runnable whenDone) {
        state.administration.clear(whenDone, now, effects);
        drain();
    }

    /** Lets time pass, with every tick that was asked for. */
    void pass(Duration duration) {
        long until = now + duration.toNanos();
        while (timer <= until) {
            now = Math.max(now, timer);
            timer = PoolState.NEVER;
            state.tick(now, effects);
            drain();
        }
        now = until;
    }

    PoolWorld drain() {
        for (Effects.Effect<FakeResource> effect = effects.poll(); effect != null; effect = effects.poll()) {
            perform(effect);
            effects.reuse(effect);
        }
        return this;
    }

    private void perform(Effects.Effect<FakeResource> effect) {
        switch (effect.kind) {
            case DELIVER -> {
                queue.remove(Objects.requireNonNull((FakeBorrower) effect.borrower));
                effect.borrower.acquired(Objects.requireNonNull(effect.resource));
            }
            case REFUSE -> {
                queue.remove(Objects.requireNonNull((FakeBorrower) effect.borrower));
                effect.borrower.acquireFailed(
                        Objects.requireNonNull((Refusal) effect.detail).toException(state.config(), effect.nanos));
            }
            case FAIL -> {
                queue.remove(Objects.requireNonNull((FakeBorrower) effect.borrower));
                effect.borrower.acquireFailed(Objects.requireNonNull((MySqlException) effect.detail));
            }
            case CONNECT -> {
                attempts++;
                connecting.add(Objects.requireNonNull((ConnectAttempt) effect.detail));
            }
            case GIVE_UP -> {
                ConnectAttempt attempt = Objects.requireNonNull((ConnectAttempt) effect.detail);
                attempt.giveUp();
                givenUp.add(attempt);
            }
            case VALIDATE -> validating.add(effect.resource);
            case CLOSE -> {
                validating.remove(effect.resource);
                closing.add(effect.resource);
            }
            case ABORT -> {
                closing.remove(effect.resource);
                validating.remove(effect.resource);
                aborted.add(effect.resource);
                if (Objects.requireNonNull(effect.resource).state == PooledResource.State.CLOSING) {
                    closing.add(effect.resource);
                }
            }
            case CLOSED -> reasons.add(Objects.requireNonNull((CloseReason) effect.detail));
            case LEAKED -> leaks.add(Objects.requireNonNull((Throwable) effect.detail));
            case COLLECTED -> {
                Effects.Collected borrower = Objects.requireNonNull((Effects.Collected) effect.detail);
                collected++;
                if (!borrower.reported()) {
                    leaks.add(borrower.borrowedAt());
                }
            }
            case LEAK_RETURNED -> leaksReturned++;
            case SLOW -> slow.add(effect.nanos);
            case NESTED -> nested++;
            case ARM -> timer = effect.nanos;
            case RUN -> Objects.requireNonNull((Runnable) effect.detail).run();
            case CREATED, CREATE_FAILED -> {}
        }
    }
}
