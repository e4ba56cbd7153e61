package io.github.asyncmysql.internal.command;

import static io.github.asyncmysql.fuzz.FuzzTarget.check;
import static io.github.asyncmysql.fuzz.FuzzTarget.same;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.SessionChanges;
import io.github.asyncmysql.fuzz.FuzzInput;
import io.github.asyncmysql.fuzz.FuzzTarget;
import io.github.asyncmysql.internal.connection.MemoryBound;
import io.github.asyncmysql.internal.wire.AuthSwitchRequest;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.HandshakeV10;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * One packet of each kind that is taken apart as a whole, with any payload: a record or a protocol error. What lies around
 * the packet is never read, memory follows the packet's length, and texts for messages are bounded and clean. Thread-safe.
 */
public final class PacketsFuzz implements FuzzTarget {

    private static final int GREETING = 0;
    private static final int ERROR = 1;
    private static final int OK = 2;
    private static final int OK_WITHOUT_TRACKING = 3;
    private static final int EOF = 4;
    private static final int COLUMN = 5;
    private static final int AUTH_SWITCH = 6;
    private static final int STATE_CHANGES = 7;
    private static final int KINDS = 8;

    // ErrorPacket: 2048 characters, each escaped as six at most, and the dots behind what was cut.
    private static final int MAX_MESSAGE = 6 * 2048 + 3;

    @Override
    public String name() {
        return "packets";
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        put(seeds, "greeting", GREETING, new FakeGreeting().toPacket());
        put(
                seeds,
                "greeting of MariaDB",
                GREETING,
                new FakeGreeting().version("5.5.5-11.4.5-MariaDB").toPacket());
        put(seeds, "error", ERROR, FakePackets.err(1, 1062, "23000", "Duplicate entry '1\n' for key \u202e'ü'"));
        put(seeds, "error with a state that is none", ERROR, FakePackets.err(1, 1, "\n\u0000\u001b ~", "text"));
        put(seeds, "error without state", ERROR, FakePackets.errWithoutState(0, 1040, "Too many connections"));
        put(seeds, "ok", OK, FakePackets.ok(1, 300, 70_000, 2));
        put(seeds, "ok with changes", OK, tracked());
        put(seeds, "ok without tracking", OK_WITHOUT_TRACKING, FakePackets.ok(1));
        put(seeds, "eof", EOF, FakePackets.eof(1));
        put(seeds, "column", COLUMN, FakePackets.column(1, "name"));
        put(seeds, "switch", AUTH_SWITCH, FakePackets.authSwitch(2, "mysql_native_password", new byte[21]));
        put(seeds, "old switch", AUTH_SWITCH, FakePackets.packet(2, "fe"));
        put(seeds, "changes", STATE_CHANGES, FakePackets.packet(0, changes()));
        return seeds;
    }

    private static void put(Map<String, byte[]> seeds, String name, int kind, byte[] packet) {
        byte[] input = Arrays.copyOfRange(packet, 3, packet.length);
        input[0] = (byte) kind;
        seeds.put(name, input);
    }

    private static byte[] tracked() {
        return FakePackets.packet(1, FakePackets.hex("00 01 00 02 40 00 00"), FakePackets.string("info"), changes());
    }

    private static byte[] changes() {
        byte[] all = FakePackets.concat(
                change(0, FakePackets.string("character_set_client"), FakePackets.string("latin1")),
                change(1, FakePackets.string("shop")),
                change(2, FakePackets.string("1")),
                change(3, new byte[1], FakePackets.string("3E11FA47-71CA-11E1-9E33-C80AA9429562:23")),
                change(4, FakePackets.string("START TRANSACTION READ ONLY;")),
                change(5, FakePackets.string("T_____S_")),
                change(99, FakePackets.string("later")));
        return FakePackets.concat(FakePackets.lengthEncoded(all.length), all);
    }

    private static byte[] change(int type, byte[]... data) {
        byte[] all = FakePackets.concat(data);
        return FakePackets.concat(new byte[] {(byte) type}, FakePackets.lengthEncoded(all.length), all);
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int kind = input.next(KINDS);
        byte[] packet = input.rest();
        String result = MemoryBound.within(
                (64 << 10) + 64L * packet.length,
                "packet of " + packet.length + " bytes",
                () -> read(kind, packet, 0x00));
        same(read(kind, packet, 0xff), result, "what lies around a packet is not read");
        same(read(kind, packet, 0x01), result, "what lies around a packet is not read");
    }

    private static String read(int kind, byte[] packet, int around) {
        byte[] array = new byte[packet.length + 24];
        Arrays.fill(array, (byte) around);
        System.arraycopy(packet, 0, array, 11, packet.length);
        PacketReader in = new PacketReader().reset(array, 11, 11 + packet.length);
        try {
            return read(kind, in);
        } catch (MySqlProtocolException e) {
            return "refused: " + e.getMessage();
        }
    }

    private static String read(int kind, PacketReader in) {
        return switch (kind) {
            case GREETING -> greeting(in);
            case ERROR -> error(ErrorPacket.read(in));
            case OK, OK_WITHOUT_TRACKING, EOF -> session(kind, in);
            case COLUMN -> ColumnDefinition.read(in).toString();
            case AUTH_SWITCH -> {
                AuthSwitchRequest request = AuthSwitchRequest.read(in);
                yield request.plugin() + " " + Arrays.toString(request.data());
            }
            default -> text(StateChanges.read(in));
        };
    }

    private static String greeting(PacketReader in) {
        HandshakeV10 greeting = HandshakeV10.read(in);
        check(greeting.scramble().length == HandshakeV10.SCRAMBLE_LENGTH, "a scramble has 20 bytes");
        check(greeting.connectionId() >= 0 && greeting.connectionId() <= 0xffffffffL, "an id has 32 bits");
        check(isClean(greeting.toString()), "no control characters");
        return greeting + " " + greeting.capabilities() + " " + greeting.extendedCapabilities() + " "
                + Arrays.toString(greeting.scramble()) + " " + greeting.plugin();
    }

    private static String error(ErrorPacket error) {
        check(error.code() >= 0 && error.code() <= 0xffff, "a code has 16 bits");
        check(error.message().length() <= MAX_MESSAGE, "a message is bounded");
        check(isClean(error.message()) && isClean(error.sqlState()), "no control characters");
        check(isClean(String.valueOf(error.toException("select\n1").getMessage())), "nor in the exception");
        check(error.sqlState().matches("[0-9A-Za-z]{5}"), "a state has five letters and digits");
        return error.toString();
    }

    private static boolean isClean(String text) {
        return text.chars().noneMatch(Character::isISOControl);
    }

    private static String session(int kind, PacketReader in) {
        Session session = new Session();
        session.capabilities(kind == OK ? Capabilities.SESSION_TRACK : 0);
        if (kind == EOF) {
            session.readEof(in);
        } else {
            session.readOk(in);
        }
        SessionChanges changes = session.changes();
        return session.affectedRows() + " " + session.lastInsertId() + " " + session.statusFlags() + " "
                + session.warnings() + " " + session.stateChanged() + " " + session.charsetChanged() + " "
                + (changes == null ? "" : text(changes));
    }

    private static String text(SessionChanges changes) {
        return changes.schema() + new TreeMap<>(changes.systemVariables()) + changes;
    }
}
