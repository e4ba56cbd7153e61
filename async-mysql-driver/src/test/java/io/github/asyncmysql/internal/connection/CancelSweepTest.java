package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.testsupport.Covers;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whoever waits for a dialogue gives up after each byte of the server, and before and after each write of the client. The
 * next borrower gets the answer to his own question all the same, whether he asks before or after the rest has come.
 */
class CancelSweepTest {

    /** How a dialogue ends early. */
    private enum End {
        CANCEL(sweep -> sweep.result().cancel(true)),
        TIME_OUT_BY_CALLER(sweep -> sweep.result().completeExceptionally(new TimeoutException())),
        TIME_OUT(sweep -> sweep.network().pass(VirtualNetwork.LONG)),
        CLOSE(sweep -> sweep.network().link(0).rst()),
        CLEAR(sweep -> sweep.network().pool().clear());

        private final Consumer<Sweep> effect;

        End(Consumer<Sweep> effect) {
            this.effect = effect;
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    @Covers({"hostile:S6", "hostile:T180", "hostile:T198", "hostile:T199", "hostile:T204"})
    void dialogueIsGivenUpAfterEveryByte(Scenario scenario) {
        Sweep.Clean clean = Sweep.clean(scenario);
        int steps = 0;
        for (End end : End.values()) {
            for (int length = 0; length <= clean.length(); length++) {
                for (boolean askFirst : new boolean[] {false, true}) {
                    giveUp(scenario, end, length, askFirst);
                    steps++;
                }
            }
        }
        System.out.println("S6 " + scenario + ": " + steps + " ends");
    }

    private static void giveUp(Scenario scenario, End end, int length, boolean askFirst) {
        Sweep sweep = new Sweep(scenario);
        // The action runs between two bytes, and outside of the scenario's own start.
        Gate gate = new Gate(length);
        sweep.start(gate);
        end.effect.accept(sweep);
        @Nullable
        CompletableFuture<String> early = askFirst
                ? sweep.network()
                        .pool()
                        .sql("select 'early'")
                        .query(String.class)
                        .single()
                : null;
        gate.open();
        sweep.network().pump();
        if (!sweep.result().isDone()) {
            sweep.network().pass(VirtualNetwork.LONG);
        }
        String step = scenario + " " + end + " after " + length;
        assertThat(sweep.result()).as(step).isDone();
        Throwable failure = sweep.failure();
        if (failure != null) {
            assertThat(failure)
                    .as(step)
                    .isInstanceOfAny(MySqlException.class, CancellationException.class, TimeoutException.class);
        }
        if (early != null) {
            sweep.network().pass(VirtualNetwork.LONG);
            assertThat(early).as(step).isCompletedWithValue("early");
        }
        sweep.finish("after " + end);
    }

    /** Lets so many bytes through, and the rest when it is opened. */
    private static final class Gate implements Fault {

        private int left;
        private byte[] held = {};
        private @Nullable VirtualLink link;
        private boolean open;

        Gate(int left) {
            this.left = left;
        }

        @Override
        public void deliver(byte[] packet, VirtualLink to) {
            link = to;
            if (open) {
                to.toClient(packet);
                return;
            }
            int count = Math.min(left, packet.length);
            left -= count;
            to.toClient(Arrays.copyOf(packet, count));
            byte[] rest = Arrays.copyOf(held, held.length + packet.length - count);
            System.arraycopy(packet, count, rest, held.length, packet.length - count);
            held = rest;
        }

        void open() {
            open = true;
            VirtualLink target = link;
            if (target != null) {
                target.toClient(held);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    @Covers({"hostile:S6", "hostile:T197", "hostile:T200"})
    void dialogueIsGivenUpBeforeAndAfterEveryWrite(Scenario scenario) {
        int steps = 0;
        for (End end : new End[] {End.CANCEL, End.TIME_OUT_BY_CALLER, End.CLEAR}) {
            // Before anything of it was moved, then one turn of the event loop later, and so on.
            for (int turns = 0; turns < 8; turns++) {
                Sweep sweep = new Sweep(scenario);
                sweep.prepare();
                sweep.startOnly();
                for (int turn = 0; turn < turns; turn++) {
                    sweep.network().links().forEach(link -> link.turn());
                }
                end.effect.accept(sweep);
                end.effect.accept(sweep);
                sweep.end(Throwable.class);
                sweep.finish("after " + end + " in turn " + turns);
                steps++;
            }
        }
        System.out.println("S6 " + scenario + ": " + steps + " ends around writes");
    }
}
