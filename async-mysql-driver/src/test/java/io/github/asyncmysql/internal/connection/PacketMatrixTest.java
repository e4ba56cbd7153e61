package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakePackets.concat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakePackets;
import io.netty.handler.codec.DecoderException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every kind of packet in every state of the client. The results are one letter each: {@code K} a protocol error, and the
 * connection is closed; {@code E} the server's error, and the connection is kept; {@code F} the server's error, and no
 * connection; {@code T} a TLS error, {@code R} a refusal, and no connection; {@code S} success, and the connection is kept;
 * {@code W} the packet is fine and more must follow, so that the deadline ends it; {@code X} closed without anybody's
 * operation being hurt. The upload of a file is a state that is never reached: the request for it closes the connection.
 * A packet of 16 MiB-1 is the first part of a larger one. A few plain bytes may be the beginning of a TLS record.
 */
class PacketMatrixTest {

    private static final int PIECE = 0xffffff;

    private enum Kind {
        OK,
        ERR,
        EOF,
        OKEOF,
        INFILE,
        AUTH_SWITCH,
        AUTH_MORE,
        COLUMN,
        TEXT_ROW,
        BINARY_ROW,
        EMPTY,
        HUGE;

        byte[] packet(int sequence) {
            return switch (this) {
                case OK -> FakePackets.ok(sequence);
                case ERR -> FakePackets.err(sequence, 1205, "HY000", "Lock wait timeout exceeded");
                case EOF -> FakePackets.eof(sequence);
                case OKEOF -> FakePackets.okEof(sequence);
                case INFILE -> FakePackets.localInfile(sequence, "/etc/passwd");
                case AUTH_SWITCH ->
                    FakePackets.authSwitch(sequence, "mysql_clear_password", FakePackets.utf8("abcdefghijklmnopqrst"));
                case AUTH_MORE -> FakePackets.authMoreData(sequence, (byte) 3);
                case COLUMN -> FakePackets.column(sequence, "value");
                case TEXT_ROW -> FakePackets.textRow(sequence, "a");
                case BINARY_ROW -> FakePackets.binaryRow(sequence, FakePackets.string("a"));
                case EMPTY -> FakePackets.packet(sequence, new byte[0]);
                case HUGE -> FakePackets.packet(sequence, new byte[PIECE]);
            };
        }
    }

    /** States of the client, each with what has come of the answer before, and what the twelve packets lead to. */
    private enum State {
        //            OK ERR EOF OKEOF INFILE SWITCH MORE COLUMN TEXT BINARY EMPTY HUGE
        GREETING(0, "K F K K K K K K K K K K"),
        TLS(2, "T T T T T T T W T T W T"),
        AUTHENTICATION(2, "S F R R K R W K K K K K"),
        IDLE(0, "X X X X X X X X X X X X"),
        FIRST(1, "S E K K K K W W W K K W"),
        COLUMNS(2, "K E K K K K K W K K K W"),
        TEXT_ROWS(3, "K E K S K K W K W K K W"),
        BINARY_ROWS(3, "K E K S K K K K K W K W"),
        PREPARE_PARAMETERS(2, "K K K K K K K W K K K W"),
        PREPARE_COLUMNS(3, "K K K K K K K S K K K W"),
        UPLOAD(3, "K K K K K K K K K K K K"),
        RESET(1, "S X X X X X X X X X X X");

        private final int sequence;
        private final List<String> expected;

        State(int sequence, String expected) {
            this.sequence = sequence;
            this.expected = Arrays.asList(expected.split(" "));
        }

        byte[] before() {
            byte[] column = concat(FakePackets.columnCount(1, 1), FakePackets.column(2, "value"));
            return switch (this) {
                case COLUMNS -> FakePackets.columnCount(1, 1);
                case TEXT_ROWS, BINARY_ROWS -> column;
                case PREPARE_PARAMETERS -> FakePackets.prepareOk(1, 1, 1, 1);
                case PREPARE_COLUMNS -> concat(FakePackets.prepareOk(1, 1, 1, 1), FakePackets.column(2, "?"));
                case UPLOAD -> FakePackets.localInfile(1, "/etc/passwd");
                default -> new byte[0];
            };
        }
    }

    /** Answers the packet under test where the state is reached. */
    private static final class Server extends VirtualServer {

        private final State state;
        private final byte[] packet;

        Server(State state, byte[] packet) {
            this.state = state;
            this.packet = packet;
        }

        @Override
        byte[] greeting() {
            return state == State.GREETING
                    ? packet
                    : new FakeGreeting().withCapability(Capability.SSL).toPacket();
        }

        @Override
        byte[] answer(FakeConnection.Packet request) {
            boolean here =
                    switch (state) {
                        case TLS, AUTHENTICATION -> received().size() == 1;
                        case FIRST, COLUMNS, TEXT_ROWS, UPLOAD -> request.text().equals("select id, name from users");
                        case PREPARE_PARAMETERS, PREPARE_COLUMNS ->
                            request.command() == FakeConnection.COM_STMT_PREPARE;
                        case BINARY_ROWS -> request.command() == FakeConnection.COM_STMT_EXECUTE;
                        case RESET -> received().size() > 1 && request.command() == FakeConnection.COM_RESET_CONNECTION;
                        default -> false;
                    };
            return here ? concat(state.before(), packet) : null;
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    @Covers({"hostile:S5", "hostile:T106", "hostile:T147", "hostile:T151"})
    void everyPacketLeadsToTheWrittenResult(State state) {
        List<String> found =
                Stream.of(Kind.values()).map(kind -> letter(state, kind)).toList();
        assertThat(found).as(state + " " + Arrays.toString(Kind.values())).isEqualTo(state.expected);
        System.out.println("S5 " + state + ": " + found.size() + " packets");
    }

    private static String letter(State state, Kind kind) {
        byte[] packet = kind.packet(state.sequence);
        VirtualNetwork network = new VirtualNetwork(
                number -> number == 0 ? new Server(state, packet) : new VirtualServer(),
                VirtualNetwork.settings().sslMode(state == State.TLS ? SslMode.REQUIRED : SslMode.DISABLED),
                ResetMode.SMART);
        String letter =
                switch (state) {
                    case GREETING, TLS, AUTHENTICATION -> login(network, state);
                    case IDLE -> idle(network, packet);
                    case RESET -> reset(network);
                    default -> statement(network, state);
                };
        if (state != State.TLS) {
            assertThat(network.ask("own answer")).isEqualTo("own answer");
        }
        network.close();
        return letter;
    }

    private static String login(VirtualNetwork network, State state) {
        CompletableFuture<MySqlConnection> opened = network.open();
        // Netty tells whoever feeds it what it thinks of plain bytes in place of TLS.
        Throwable thrown = catchThrowable(network::pump);
        assertThat(thrown instanceof DecoderException).isEqualTo(state == State.TLS && thrown != null);
        network.pass(VirtualNetwork.LONG);
        String letter = letter(opened.thenApply(connection -> {
            connection.close();
            return "";
        }));
        network.pump();
        return letter.equals("E") ? "F" : letter;
    }

    private static String idle(VirtualNetwork network, byte[] packet) {
        network.warmUp().link(0).toClient(packet);
        network.pump();
        return network.link(0).isOpen() ? "S" : "X";
    }

    private static String reset(VirtualNetwork network) {
        CompletableFuture<String> result = Scenario.RESET.run(network);
        network.pass(VirtualNetwork.LONG);
        assertThat(result).isCompleted();
        return network.link(0).isOpen() ? "S" : "X";
    }

    private static String statement(VirtualNetwork network, State state) {
        network.warmUp();
        boolean prepared =
                state == State.BINARY_ROWS || state == State.PREPARE_PARAMETERS || state == State.PREPARE_COLUMNS;
        CompletableFuture<String> result = prepared
                ? Scenario.PREPARED.run(network)
                : network.pool()
                        .sql("select id, name from users")
                        .query(row -> String.valueOf(row.getString(0)))
                        .list()
                        .thenApply(Object::toString);
        network.pass(VirtualNetwork.LONG);
        String letter = letter(result);
        boolean kept = letter.equals("E") || letter.equals("S");
        assertThat(network.link(0).isOpen()).as(state + " " + letter).isEqualTo(kept);
        return letter;
    }

    private static String letter(CompletableFuture<String> result) {
        assertThat(result).isDone();
        Throwable failure = result.handle(
                        (done, thrown) -> thrown instanceof CompletionException ? thrown.getCause() : thrown)
                .join();
        if (failure instanceof MySqlConnectionException lost) {
            return lost.kind() == MySqlConnectionException.Kind.TLS
                    ? "T"
                    : lost.kind() == MySqlConnectionException.Kind.REFUSED ? "R" : "L";
        }
        if (failure instanceof MySqlServerException) {
            return "E";
        }
        if (failure instanceof MySqlTimeoutException) {
            return "W";
        }
        return failure == null ? "S" : failure instanceof MySqlProtocolException ? "K" : failure.toString();
    }
}
