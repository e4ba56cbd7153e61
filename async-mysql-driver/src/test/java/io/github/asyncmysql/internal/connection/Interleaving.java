package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Several callers of one pool, whose doings, the bytes in both directions and time itself take turns as a seed says. Each
 * question holds a number of its own, which has to come back. Confined to one thread.
 */
final class Interleaving {

    private static final int STEPS = 120;
    private static final int ROWS = 3;

    private final SplittableRandom random;
    private final VirtualNetwork network;
    private final List<Wire> wires = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();
    private final int callers;
    private int answered;

    Interleaving(long seed) {
        random = new SplittableRandom(seed);
        callers = random.nextInt(2, 9);
        network = new VirtualNetwork(
                number -> new Server(),
                VirtualNetwork.settings(),
                VirtualNetwork.poolSettings().maxSize(random.nextInt(1, 4)));
    }

    /** Answers {@code rows n} with some rows of that number. */
    private static final class Server extends VirtualServer {
        @Override
        byte @Nullable [] answer(Packet packet) {
            return packet.text().startsWith("rows ")
                    ? FakePackets.resultSet("nonce", rows(packet.text().substring(5)))
                    : null;
        }
    }

    private static String[] rows(String nonce) {
        return IntStream.range(0, ROWS).mapToObj(row -> nonce + "-" + row).toArray(String[]::new);
    }

    /** Runs it to its end, where everything has ended once and nothing is left. Returns how many questions were answered. */
    int run() {
        for (int step = 0; step < STEPS; step++) {
            step();
        }
        calls.forEach(call -> call.request(ROWS + 1));
        wires.forEach(Wire::open);
        network.pass(VirtualNetwork.LONG);
        calls.forEach(call -> call.request(ROWS + 1));
        network.pass(VirtualNetwork.LONG);
        calls.forEach(Call::check);
        assertThat(network.ask("last")).isEqualTo("last");
        network.close();
        return answered;
    }

    private void step() {
        switch (random.nextInt(12)) {
            case 0, 1 -> begin();
            case 2 -> call().cancel();
            case 3 -> call().request(random.nextInt(1, ROWS + 2));
            case 4 -> network.elapse(Duration.ofMillis(random.nextInt(1, 400)));
            case 5 -> accident();
            default -> move();
        }
        for (int number = wires.size(); number < network.links().size(); number++) {
            wires.add(new Wire(network.link(number)));
        }
    }

    private void begin() {
        if (calls.stream().filter(call -> !call.isDone()).count() < callers) {
            Call call = new Call(Integer.toString(calls.size()));
            calls.add(call);
            call.begin(random.nextInt(5));
        }
    }

    private Call call() {
        return calls.isEmpty() ? new Call("nobody") : calls.get(random.nextInt(calls.size()));
    }

    private void move() {
        if (!wires.isEmpty()) {
            wires.get(random.nextInt(wires.size())).move();
        }
    }

    private void accident() {
        switch (random.nextInt(8)) {
            case 0 -> network.pool().clear();
            case 1 -> {
                if (!wires.isEmpty()) {
                    wires.get(random.nextInt(wires.size())).link.rst();
                }
            }
            default -> move();
        }
    }

    /** Carries the packets of one server in pieces, one at a time. */
    private final class Wire implements Fault {

        private final VirtualLink link;
        private final Deque<byte[]> pieces = new ArrayDeque<>();
        private boolean open;

        Wire(VirtualLink link) {
            this.link = link;
            link.fault(this);
        }

        @Override
        public void deliver(byte[] packet, VirtualLink to) {
            if (open) {
                to.toClient(packet);
                return;
            }
            int cut = random.nextInt(packet.length + 1);
            pieces.add(Arrays.copyOf(packet, cut));
            pieces.add(Arrays.copyOfRange(packet, cut, packet.length));
        }

        void move() {
            byte[] piece = pieces.poll();
            if (piece != null) {
                link.toClient(piece);
            } else {
                link.turn();
            }
        }

        void open() {
            open = true;
            pieces.forEach(link::toClient);
            pieces.clear();
        }
    }

    /** One question, which is answered with its own number, or fails, once. */
    private final class Call implements Flow.Subscriber<String> {

        private final String nonce;
        private final List<String> received = new ArrayList<>();
        private @Nullable CompletableFuture<?> future;
        private Flow.@Nullable Subscription subscription;
        private boolean cancelled;
        private int ends;
        private @Nullable Throwable failure;
        private List<String> expected = List.of();

        Call(String nonce) {
            this.nonce = nonce;
        }

        void begin(int kind) {
            SqlStatement one = network.pool().sql("select '" + nonce + "'");
            SqlStatement rows = network.pool().sql("rows " + nonce);
            expected = kind < 2 ? List.of(nonce) : List.of(rows(nonce));
            switch (kind) {
                case 0 -> observe(one.query(String.class).single().thenApply(List::of));
                case 1 -> {
                    SqlStatement hurried = one.timeout(Duration.ofMillis(random.nextInt(1, 300)));
                    observe(hurried.query(String.class).single().thenApply(List::of));
                }
                case 2 -> observe(rows.query(String.class).list());
                case 3 -> rows.query(String.class).stream().subscribe(this);
                default -> {
                    expected = List.of(nonce + "a", nonce + "b");
                    observe(network.pool().withTransaction(transaction -> transaction
                            .sql("select '" + nonce + "a'")
                            .query(String.class)
                            .single()
                            .thenCompose(first -> transaction
                                    .sql("select '" + nonce + "b'")
                                    .query(String.class)
                                    .single()
                                    .thenApply(second -> List.of(first, second)))));
                }
            }
        }

        private void observe(CompletableFuture<List<String>> result) {
            future = result;
            result.whenComplete((value, thrown) -> {
                ends++;
                failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
                if (value != null) {
                    received.addAll(value);
                }
            });
        }

        boolean isDone() {
            return ends > 0 || cancelled;
        }

        void cancel() {
            cancelled |= future != null || subscription != null;
            if (future != null) {
                future.cancel(true);
            } else if (subscription != null) {
                subscription.cancel();
            }
        }

        void request(int rows) {
            if (subscription != null && !cancelled) {
                subscription.request(rows);
            }
        }

        void check() {
            boolean silent = future == null && cancelled && ends == 0;
            assertThat(silent || ends == 1).as("end of call " + nonce).isTrue();
            if (ends == 1 && failure == null) {
                assertThat(received).as("answer to " + nonce).isEqualTo(expected);
                answered++;
            } else {
                assertThat(received)
                        .as("rows for " + nonce)
                        .isEqualTo(expected.subList(0, Math.min(received.size(), expected.size())));
                assertThat(silent || failure instanceof MySqlException || failure instanceof CancellationException)
                        .as(String.valueOf(failure))
                        .isTrue();
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription theirs) {
            subscription = Objects.requireNonNull(theirs);
        }

        @Override
        public void onNext(String row) {
            received.add(row);
        }

        @Override
        public void onError(Throwable thrown) {
            ends++;
            failure = thrown;
        }

        @Override
        public void onComplete() {
            ends++;
        }
    }
}
