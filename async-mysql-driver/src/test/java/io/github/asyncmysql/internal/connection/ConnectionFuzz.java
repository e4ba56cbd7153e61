package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.fuzz.FuzzTarget.check;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUIT;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_CLOSE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_PREPARE;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.fuzz.FuzzInput;
import io.github.asyncmysql.fuzz.FuzzTarget;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The whole driver, pool included, against a server that answers with any bytes, cut into any pieces, and then ends, resets
 * or falls silent. Whoever asked hears once, within the limits, with a result or the driver's own error; the next borrower
 * is served; memory follows what has come; and no buffer, timer or connection is left. Thread-safe.
 */
public final class ConnectionFuzz implements FuzzTarget {

    // Bits of the second byte.
    private static final int RESET = 1;
    private static final int SILENCE = 2;
    private static final int RAW = 4;
    private static final int BULK = 8;

    /** Ends the answer to what the client has sent so far; the rest comes after its next packet. */
    private static final int TURN = 0x8000;

    private static final int BASE_MEMORY = 8 << 20;
    private static final int MEMORY_PER_BYTE = 4096;

    @Override
    public String name() {
        return "connection";
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (Dialogue dialogue : Dialogue.values()) {
            byte[] script = script(recorded(dialogue, false));
            seeds.put(dialogue + " in one piece", input(dialogue, 0, 0, script));
            seeds.put(dialogue + " in pieces", input(dialogue, SILENCE, 5, script));
        }
        seeds.put("BATCH in bulk", input(Dialogue.BATCH, BULK, 0, script(recorded(Dialogue.BATCH, true))));
        seeds.put("raw", input(Dialogue.TEXT, RAW | RESET, 0, FakePackets.resultSet("name", "a", "b")));
        return seeds;
    }

    private static byte[] input(Dialogue dialogue, int flags, int piece, byte[] script) {
        return FakePackets.concat(new byte[] {(byte) dialogue.ordinal(), (byte) flags, (byte) piece}, script);
    }

    /** What the client and the server have to say to each other. */
    private enum Dialogue {
        LOGIN(Scenario.LOGIN::run),
        TEXT(Scenario.TEXT::run),
        PREPARED(Scenario.PREPARED::run),
        UPDATE(Scenario.UPDATE::run),
        MULTI(Scenario.MULTI::run),
        PING(Scenario.PING::run),
        RESET(Scenario.RESET::run),
        TRANSACTION(Scenario.TRANSACTION::run),
        ALL_RESULTS(network -> network.pool().sql("call two_results()").results()),
        STREAM(Subscription::start),
        UPLOAD(network ->
                network.pool().sql("load data").localInfile(new Source()).update()),
        BATCH(network -> network.pool()
                .sql("insert into users values (?)")
                .batch(List.of(List.of(1), List.of("x"), List.of(2.5)))),
        LARGE_READ(Scenario.LARGE_READ::run),
        LARGE_WRITE(Scenario.LARGE_WRITE::run);

        private final Function<VirtualNetwork, CompletableFuture<?>> start;

        Dialogue(Function<VirtualNetwork, CompletableFuture<?>> start) {
            this.start = start;
        }
    }

    /** One that knows the statements of the dialogues, or answers whatever is asked with something to be spoilt. */
    private static final class Server extends VirtualServer {

        private static final int COM_STMT_BULK_EXECUTE = 0xfa;

        private final boolean bulk;
        private boolean spoilt;
        private boolean inserts;
        private int statements;

        Server(boolean bulk, boolean spoilt) {
            this.bulk = bulk;
            this.spoilt = spoilt;
        }

        @Override
        byte[] greeting() {
            FakeGreeting greeting = new FakeGreeting().withCapability(Capability.LOCAL_FILES);
            if (!bulk) {
                return greeting.toPacket();
            }
            byte[] packet = greeting.version("5.5.5-11.4.5-MariaDB")
                    .withoutCapability(Capability.LONG_PASSWORD)
                    .toPacket();
            // MariaDB's flags are the last four of the reserved bytes; behind them come the scramble's second part and
            // the plugin's name.
            int behind = 13 + "caching_sha2_password".length() + 1;
            packet[packet.length - behind - 4] = 4;
            return packet;
        }

        @Override
        byte @Nullable [] answer(Packet packet) {
            boolean command = packet.sequence() == 0;
            if (command && (packet.command() == COM_QUIT || packet.command() == COM_STMT_CLOSE)) {
                return null;
            }
            if (spoilt) {
                return FakePackets.ok(packet.sequence() + 1);
            }
            if (!command) {
                return packet.sequence() < 2 ? null : file(packet);
            }
            inserts |= packet.text().startsWith("insert into users values (?");
            return switch (packet.command()) {
                case COM_QUERY -> packet.text().startsWith("load data") ? FakePackets.localInfile(1, "x") : null;
                case COM_STMT_PREPARE -> inserts ? prepare(packet.text()) : null;
                case COM_STMT_EXECUTE, COM_STMT_BULK_EXECUTE -> inserts ? FakePackets.ok(1, 3, 0, 2) : null;
                default -> null;
            };
        }

        private static byte[] file(Packet packet) {
            return packet.payload().length == 0 ? FakePackets.ok(packet.sequence() + 1) : new byte[0];
        }

        private byte[] prepare(String sql) {
            int parameters = (int) sql.chars().filter(c -> c == '?').count();
            byte[] answer = FakePackets.prepareOk(1, ++statements, 0, parameters);
            for (int i = 0; i < parameters; i++) {
                answer = FakePackets.concat(answer, FakePackets.column(2 + i, "?"));
            }
            return answer;
        }
    }

    @Override
    public void run(byte[] bytes) {
        long allowed = BASE_MEMORY + (long) MEMORY_PER_BYTE * bytes.length;
        MemoryBound.measured(allowed, "dialogue of " + bytes.length + " bytes", () -> {
            FuzzInput input = new FuzzInput(bytes);
            Dialogue dialogue = Dialogue.values()[input.next(Dialogue.values().length)];
            int flags = input.nextByte();
            int piece = input.nextByte();
            return play(dialogue, (flags & BULK) != 0, new Spoilt(flags, piece, input));
        });
    }

    private static VirtualNetwork network(Dialogue dialogue, boolean bulk, boolean spoilt) {
        boolean login = dialogue == Dialogue.LOGIN;
        VirtualNetwork network = new VirtualNetwork(
                number -> new Server(bulk, spoilt && login && number == 0),
                VirtualNetwork.settings().allowLocalInfile(true),
                ResetMode.SMART);
        if (!login) {
            network.warmUp();
            ((Server) network.link(0).server()).spoilt = spoilt;
        }
        return network;
    }

    private static CompletableFuture<?> start(Dialogue dialogue, VirtualNetwork network, Fault fault) {
        if (dialogue == Dialogue.LOGIN) {
            network.loginFault(fault);
        } else {
            network.link(0).fault(fault);
        }
        CompletableFuture<?> result = dialogue.start.apply(network);
        network.pump();
        return result;
    }

    /** Returns what it has allocated. */
    private static long play(Dialogue dialogue, boolean bulk, Spoilt fault) {
        VirtualNetwork network = network(dialogue, bulk, true);
        MemoryBound memory = MemoryBound.start();
        CompletableFuture<?> result = start(dialogue, network, fault);
        fault.finish(network.link(0));
        network.pass(VirtualNetwork.LONG);
        long allocated = memory.allocated();
        check(result.isDone(), "whoever asked hears within the limits");
        Throwable failure = result.handle(
                        (done, cause) -> cause instanceof CompletionException ? cause.getCause() : cause)
                .getNow(null);
        if (failure != null && !(failure instanceof MySqlException) && !Scenario.isOfMapper(failure)) {
            throw new AssertionError("not the driver's own error", failure);
        }
        // What this server would say to the next borrower is its own choice.
        network.link(0).fin();
        check(network.ask("next").equals("next"), "the next borrower is served");
        check(!(result instanceof Subscription stream && stream.broken), "no row uninvited, and one end");
        network.close();
        return allocated;
    }

    /** What the server says in a dialogue that nothing goes wrong in, turn by turn. */
    private static List<List<byte[]>> recorded(Dialogue dialogue, boolean bulk) {
        VirtualNetwork network = network(dialogue, bulk, false);
        List<List<byte[]>> turns = new ArrayList<>();
        CompletableFuture<?> result = start(dialogue, network, (packet, link) -> {
            List<byte[]> turn = new ArrayList<>(List.of(packet));
            turn.addAll(link.takeAll());
            turns.add(turn);
            turn.forEach(link::toClient);
        });
        network.pass(VirtualNetwork.LONG);
        // Fails if it did.
        result.join();
        network.link(0).fault(Fault.NONE);
        network.close();
        return turns;
    }

    private static byte[] script(List<List<byte[]>> turns) {
        byte[] script = {};
        for (List<byte[]> turn : turns) {
            for (int i = 0; i < turn.size(); i++) {
                byte[] payload = Arrays.copyOfRange(turn.get(i), 4, turn.get(i).length);
                int header = payload.length | (i == turn.size() - 1 ? TURN : 0);
                script = FakePackets.concat(script, FakePackets.int2(header), payload);
            }
        }
        return script;
    }

    /** Replaces all that a server sends by what the input says. Confined to one thread. */
    private static final class Spoilt implements Fault {

        private final int flags;
        private final int piece;
        private final FuzzInput input;
        private int sequence;

        Spoilt(int flags, int piece, FuzzInput input) {
            this.flags = flags;
            this.piece = piece;
            this.input = input;
        }

        @Override
        public void deliver(byte[] packet, VirtualLink link) {
            link.takeAll();
            sequence = packet[3] & 0xff;
            turn(link);
        }

        /** What is left comes although nobody has asked. */
        void finish(VirtualLink link) {
            while (!input.isEmpty() && link.isOpen()) {
                turn(link);
            }
            end(link);
        }

        private void turn(VirtualLink link) {
            if (input.isEmpty()) {
                end(link);
            } else if ((flags & RAW) != 0) {
                send(link, input.rest());
            } else {
                packets(link);
            }
        }

        private void packets(VirtualLink link) {
            byte[] sent = {};
            boolean last = false;
            while (!last && !input.isEmpty()) {
                int header = input.nextShort();
                last = (header & TURN) != 0;
                byte[] payload = input.nextBytes(header & ~TURN);
                sent = FakePackets.concat(sent, FakePackets.packet(sequence++, payload));
            }
            send(link, sent);
        }

        private void send(VirtualLink link, byte[] bytes) {
            int size = piece == 0 ? bytes.length : piece;
            for (int at = 0; at < bytes.length; at += size) {
                link.toClient(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
            }
        }

        private void end(VirtualLink link) {
            if ((flags & RESET) != 0) {
                link.rst();
            } else if ((flags & SILENCE) != 0) {
                link.mute();
            } else {
                link.fin();
            }
        }
    }

    /** Takes rows one by one, and is complete at their end. Confined to one thread. */
    private static final class Subscription extends CompletableFuture<Integer> implements Flow.Subscriber<String> {

        private Flow.@Nullable Subscription subscription;
        private int asked;
        private int rows;
        private int ends;
        // The driver would take what is thrown here for a mistake of its user.
        private boolean broken;

        static Subscription start(VirtualNetwork network) {
            Subscription subscriber = new Subscription();
            network.pool().sql("select id, name from users").query(row -> String.valueOf(row.getString(0))).stream()
                    .subscribe(subscriber);
            return subscriber;
        }

        @Override
        public void onSubscribe(Flow.Subscription granted) {
            broken |= subscription != null;
            subscription = granted;
            asked++;
            granted.request(1);
        }

        @Override
        public void onNext(String row) {
            broken |= ++rows > asked || ends > 0;
            Flow.Subscription granted = subscription;
            if (granted != null) {
                asked++;
                granted.request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            broken |= ++ends > 1;
            completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            broken |= ++ends > 1;
            complete(rows);
        }
    }

    /** A file of two pieces. Confined to one thread. */
    private static final class Source implements Flow.Publisher<ByteBuffer> {

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {

                private int left = 2;

                @Override
                public void request(long count) {
                    if (left > 0) {
                        left--;
                        subscriber.onNext(ByteBuffer.wrap(new byte[10]));
                        if (left == 0) {
                            subscriber.onComplete();
                        }
                    }
                }

                @Override
                public void cancel() {
                    left = 0;
                }
            });
        }
    }
}
