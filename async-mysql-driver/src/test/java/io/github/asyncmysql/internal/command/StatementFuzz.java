package io.github.asyncmysql.internal.command;

import static io.github.asyncmysql.fuzz.FuzzTarget.check;
import static io.github.asyncmysql.fuzz.FuzzTarget.same;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.fuzz.FuzzInput;
import io.github.asyncmysql.fuzz.FuzzTarget;
import io.github.asyncmysql.internal.connection.MemoryBound;
import io.github.asyncmysql.internal.value.RowDescriptor;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Text queries, preparing and executing, answered with any packets: each dialogue ends with one signal, failures are the
 * driver's own, no row comes uninvited, and a statement that has been executed before reads its rows as if it had not.
 * Thread-safe.
 */
public final class StatementFuzz implements FuzzTarget {

    // Bits of the first byte.
    private static final int PREPARED = 1;
    private static final int OLD_EOF = 2;
    private static final int TRACKING = 4;
    private static final int LOCAL_DATA = 8;
    private static final int ALL_RESULTS = 16;
    private static final int ROW_BY_ROW = 32;
    private static final int REFUSES_ROWS = 64;
    private static final int OPTIONAL_COLUMNS = 128;

    @Override
    public String name() {
        return "statement";
    }

    @Override
    public Map<String, byte[]> seeds() {
        byte[] rows = FakePackets.resultSet("name", "a", "b".repeat(300));
        byte[] more = FakePackets.okEof(4, FakePackets.STATUS_AUTOCOMMIT | FakePackets.STATUS_MORE_RESULTS);
        byte[] two = FakePackets.concat(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "first"),
                FakePackets.textRow(3, "a"),
                more,
                FakePackets.resultSet("second", "b"),
                FakePackets.ok(9));
        byte[] old = FakePackets.concat(
                FakePackets.columnCount(1, 2),
                FakePackets.column(2, "id", FakePackets.TYPE_LONGLONG),
                FakePackets.column(3, "name"),
                FakePackets.eof(4),
                FakePackets.textRow(5, "1", null),
                FakePackets.eof(6));
        byte[] file = FakePackets.concat(FakePackets.localInfile(1, "x"), FakePackets.ok(3));
        byte[] prepare = FakePackets.concat(
                FakePackets.prepareOk(1, 7, 1, 1), FakePackets.column(2, "?"), FakePackets.column(3, "value"));
        byte[] executed = FakePackets.concat(
                FakePackets.columnCount(1, 2),
                FakePackets.column(2, "value"),
                FakePackets.column(3, "id", FakePackets.TYPE_LONGLONG),
                FakePackets.binaryRow(4, FakePackets.string("x"), FakePackets.int8(5)),
                FakePackets.packet(5, "00 0c"),
                FakePackets.okEof(6));
        byte[] altered = FakePackets.concat(
                FakePackets.columnCount(1, 2),
                FakePackets.column(2, "value"),
                FakePackets.column(3, "name"),
                FakePackets.binaryRow(4, FakePackets.string("x"), FakePackets.string("y")),
                FakePackets.okEof(5));
        Map<String, byte[]> seeds = new TreeMap<>();
        seeds.put("rows", input(0, rows));
        seeds.put("rows one by one", input(ROW_BY_ROW | TRACKING, rows));
        seeds.put("rows refused", input(REFUSES_ROWS, rows));
        seeds.put("update", input(TRACKING, FakePackets.ok(1, 3, 300, 2)));
        seeds.put("error", input(0, FakePackets.err(1, 1062, "23000", "Duplicate entry")));
        seeds.put("two results", input(ALL_RESULTS, two));
        seeds.put("first of two results", input(0, two));
        seeds.put("old servers", input(OLD_EOF, old));
        seeds.put("file", input(LOCAL_DATA, file));
        seeds.put("file refused", input(0, file));
        seeds.put("executed twice", input(PREPARED, prepare, executed, executed));
        seeds.put("altered in between", input(PREPARED | ALL_RESULTS, prepare, executed, altered));
        seeds.put("columns left out unasked", input(OPTIONAL_COLUMNS, FakePackets.packet(1, "01 00")));
        seeds.put("not prepared", input(PREPARED, FakePackets.err(1, 1064, "42000", "syntax")));
        return seeds;
    }

    private static byte[] input(int flags, byte[]... answers) {
        byte[] script = {(byte) flags};
        for (byte[] answer : answers) {
            for (int at = 0; at < answer.length; ) {
                int length = answer[at] & 0xff | (answer[at + 1] & 0xff) << 8;
                byte[] payload = Arrays.copyOfRange(answer, at + 4, at + 4 + length);
                script = FakePackets.concat(script, FakePackets.int2(length), payload);
                at += 4 + length;
            }
        }
        return script;
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int flags = input.nextByte();
        List<byte[]> packets = new ArrayList<>();
        while (!input.isEmpty()) {
            packets.add(input.nextBlock());
        }
        MemoryBound.within((256 << 10) + 1024L * bytes.length, "dialogue of " + bytes.length + " bytes", () -> {
            if ((flags & PREPARED) == 0) {
                query(flags, packets);
            } else {
                prepared(flags, packets);
            }
            return packets;
        });
    }

    private static void query(int flags, List<byte[]> packets) {
        Receiver receiver = new Receiver(flags);
        QueryCommand query = new QueryCommand("select 1", receiver, ZoneOffset.UTC);
        if ((flags & LOCAL_DATA) != 0) {
            query.localData(() -> {});
        }
        new Dialogue(flags, packets).play(query, receiver);
    }

    private static void prepared(int flags, List<byte[]> packets) {
        Dialogue dialogue = new Dialogue(flags, packets);
        PreparedStatement statement = prepare(dialogue);
        if (statement == null) {
            return;
        }
        execute(dialogue, flags, statement);
        // The same again for a statement that has never seen a row.
        Dialogue fresh = new Dialogue(flags, dialogue.rest());
        PreparedStatement unused = new PreparedStatement(statement.sql(), ZoneOffset.UTC);
        unused.ready(statement.id(), statement.parameterCount(), 1);
        Receiver expected = execute(fresh, flags, unused);
        same(execute(dialogue, flags, statement).events, expected.events, "what was remembered changes nothing");
    }

    private static @Nullable PreparedStatement prepare(Dialogue dialogue) {
        PreparedStatement statement = new PreparedStatement("select ?", ZoneOffset.UTC);
        int[] told = {0};
        PrepareCommand prepare = new PrepareCommand(statement, id -> true, () -> told[0]++);
        boolean done = dialogue.play(prepare, null);
        check(told[0] == 1, "whoever waits for a statement is told once");
        boolean ready = statement.state() == PreparedStatement.State.READY;
        check(ready || statement.state() == PreparedStatement.State.FAILED, "ready or failed");
        return done && ready ? statement : null;
    }

    private static Receiver execute(Dialogue dialogue, int flags, PreparedStatement statement) {
        Receiver receiver = new Receiver(flags);
        ExecuteCommand execute = new ExecuteCommand(
                statement.sql(), new @Nullable Object[statement.parameterCount()], receiver, ZoneOffset.UTC);
        execute.statement(statement);
        dialogue.play(execute, receiver);
        check(!statement.isUsed(), "the statement is given back");
        return receiver;
    }

    /** Plays the part of the connection. */
    private static final class Dialogue {

        private final Session session = new Session();
        private final PacketWriter out = new PacketWriter();
        private final List<byte[]> packets;
        private int position;

        Dialogue(int flags, List<byte[]> packets) {
            this.packets = packets;
            session.capabilities(((flags & OLD_EOF) == 0 ? Capabilities.DEPRECATE_EOF : 0)
                    | ((flags & TRACKING) != 0 ? Capabilities.SESSION_TRACK : 0)
                    | ((flags & OPTIONAL_COLUMNS) != 0 ? Capabilities.OPTIONAL_RESULTSET_METADATA : 0)
                    | ((flags & LOCAL_DATA) != 0 ? Capabilities.LOCAL_FILES : 0));
        }

        List<byte[]> rest() {
            return packets.subList(position, packets.size());
        }

        /** Whether the command was done, and the connection could go on. */
        boolean play(Command command, @Nullable Receiver receiver) {
            command.encode(out, session);
            boolean done = false;
            try {
                while (!done && position < packets.size()) {
                    byte[] packet = packets.get(position++);
                    done = step(command, receiver, packet) == Command.Step.DONE;
                }
                if (!done) {
                    throw new MySqlProtocolException("the server has gone");
                }
                command.done(session);
            } catch (MySqlException e) {
                command.fail(e);
            }
            check(receiver == null || receiver.ends == 1, "there is one end");
            return done;
        }

        private Command.Step step(Command command, @Nullable Receiver receiver, byte[] packet) {
            if (receiver != null && packet.length > 0) {
                receiver.demand = 0;
                if (!command.accepts(new PacketReader().reset(packet, 0, packet.length))) {
                    receiver.demand = 1;
                }
                check(command.accepts(new PacketReader().reset(packet, 0, packet.length)), "who has asked is served");
            }
            Command.Step step = command.onPacket(new PacketReader().reset(packet, 0, packet.length), out, session);
            if (step == Command.Step.UPLOAD) {
                check(command instanceof QueryCommand query && query.localData() != null, "no file unasked");
                ((QueryCommand) command).uploadEnded(null);
            }
            return step;
        }
    }

    /** Notes what it is told. */
    private static final class Receiver implements ResultConsumer {

        private final int flags;
        private final List<String> events = new ArrayList<>();
        private int demand;
        private int results;
        private int ends;

        Receiver(int flags) {
            this.flags = flags;
        }

        @Override
        public boolean wantsRow() {
            return (flags & ROW_BY_ROW) == 0 || demand > 0;
        }

        @Override
        public boolean wantsAllResults() {
            return (flags & ALL_RESULTS) != 0;
        }

        @Override
        public void onRow(WireRow row) {
            check(ends == 0, "no row behind the end");
            check(wantsRow() || results > 0, "no row uninvited");
            demand--;
            if ((flags & REFUSES_ROWS) != 0) {
                throw new IllegalArgumentException("refused");
            }
            StringBuilder text = new StringBuilder("row");
            for (int i = 0; i < row.size(); i++) {
                text.append(' ').append(row.columns().get(i)).append('=').append(value(row, i));
            }
            events.add(text.toString());
        }

        private static String value(WireRow row, int index) {
            try {
                Object value = row.get(index);
                return value instanceof byte[] bytes
                        ? Arrays.toString(bytes)
                        : value instanceof float[] floats ? Arrays.toString(floats) : String.valueOf(value);
            } catch (MySqlMappingException e) {
                return String.valueOf(e.getMessage());
            }
        }

        @Override
        public void onResult(Session session, @Nullable RowDescriptor rows, boolean outParams) {
            check(ends == 0 && wantsAllResults(), "results are for those who want them");
            results++;
            events.add("result " + (rows == null ? "" : rows.size()) + outParams + session.affectedRows());
        }

        @Override
        public void onComplete(Session session) {
            ends++;
            events.add("complete");
        }

        @Override
        public void onFailure(Throwable failure) {
            ends++;
            boolean own = (flags & REFUSES_ROWS) != 0 && failure instanceof IllegalArgumentException;
            check(own || failure instanceof MySqlException, "failures are the driver's own, not " + failure);
            events.add(failure.toString());
        }
    }
}
