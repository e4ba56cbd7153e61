package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.PoolScheduler;
import io.github.asyncmysql.testsupport.Covers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A name's addresses change. */
class AddressWatchTest implements PoolScheduler {

    private static final InetAddress OLD = address(1);
    private static final InetAddress NEW = address(2);

    private final Deque<Runnable> timers = new ArrayDeque<>();
    private final List<Predicate<InetAddress>> answers = new ArrayList<>();
    private InetAddress[] addresses = {OLD};
    private boolean unknown;

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress("db", new byte[] {10, 0, 0, (byte) last});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
        timers.add(task);
        return () -> timers.remove(task);
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    private AddressWatch watch(long interval) {
        AddressWatch watch = new AddressWatch(
                "db", new NameLookup(Runnable::run, this::lookUp, name -> List.of()), this, interval, answers::add);
        watch.start();
        return watch;
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        if (unknown) {
            throw new UnknownHostException(host);
        }
        return addresses;
    }

    private boolean isLost(InetAddress address) {
        timers.remove().run();
        return !answers.isEmpty() && answers.remove(answers.size() - 1).test(address);
    }

    @Test
    @Covers("pool:E11")
    void anAddressIsLostWhenTwoAnswersRunningHaveLeftItOut() {
        watch(1);
        assertThat(isLost(OLD)).isFalse();
        assertThat(isLost(OLD)).isFalse();
        addresses = new InetAddress[] {NEW};
        assertThat(isLost(OLD)).as("the first time").isFalse();
        assertThat(isLost(OLD)).isTrue();
        assertThat(isLost(NEW)).isFalse();
    }

    @Test
    void noAnswerSaysNothing() {
        watch(1);
        assertThat(isLost(OLD)).isFalse();
        unknown = true;
        assertThat(isLost(OLD)).isFalse();
        assertThat(isLost(OLD)).isFalse();
        unknown = false;
        assertThat(isLost(OLD)).isFalse();
    }

    @Test
    void itEndsWhenItIsStoppedAndNeverBeginsWithoutAnInterval() {
        watch(1).stop();
        assertThat(timers).isEmpty();
        watch(0);
        assertThat(timers).isEmpty();
    }
}
