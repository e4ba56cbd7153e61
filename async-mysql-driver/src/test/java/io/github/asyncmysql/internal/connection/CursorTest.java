package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_RESET_CONNECTION;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_CLOSE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_FETCH;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_PREPARE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.MySqlUnsupportedException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakePackets;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cursors on servers in memory: what is sent when, and what happens on servers and behind proxies that know none. */
class CursorTest {

    private static final int UNKNOWN_COMMAND = 1047;

    /** Opens a cursor over so many rows for each execution. Confined to one thread. */
    private static class Cursors {

        private final boolean oldEnds;
        private int left;

        Cursors(boolean oldEnds, int rows) {
            this.oldEnds = oldEnds;
            this.left = rows;
        }

        /** The server that has them. */
        VirtualServer server() {
            return oldEnds
                    ? new OldEndServer(this::answer)
                    : new VirtualServer() {
                        @Override
                        byte @Nullable [] answer(Packet packet) {
                            return packet.sequence() == 0 ? Cursors.this.answer(packet) : null;
                        }
                    };
        }

        private byte @Nullable [] answer(Packet packet) {
            return switch (packet.command()) {
                case COM_STMT_PREPARE -> FakePackets.prepareOk(1, 1, 0, 0);
                case COM_STMT_EXECUTE -> opened(packet.payload()[5]);
                case COM_STMT_FETCH -> fetched(packet.payload()[5]);
                default -> null;
            };
        }

        byte[] opened(int flags) {
            assertThat(flags).isEqualTo(1);
            return FakePackets.concat(
                    FakePackets.columnCount(1, 1),
                    FakePackets.column(2, "value"),
                    end(3, FakePackets.STATUS_CURSOR_EXISTS));
        }

        byte[] fetched(int count) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            int sequence = 1;
            for (int i = 0; i < count && left > 0; i++) {
                answer.writeBytes(FakePackets.binaryRow(sequence++, FakePackets.string("row " + left--)));
            }
            // As real ones do, it finds out about the end only when it looks beyond the last row.
            boolean end = sequence <= count;
            answer.writeBytes(end(sequence, end ? FakePackets.STATUS_LAST_ROW_SENT : FakePackets.STATUS_CURSOR_EXISTS));
            return answer.toByteArray();
        }

        final byte[] end(int sequence, int status) {
            int all = status | FakePackets.STATUS_AUTOCOMMIT;
            return oldEnds ? FakePackets.eof(sequence, all) : FakePackets.okEof(sequence, all);
        }
    }

    /** Keeps what comes. Confined to one thread. */
    private static final class Rows implements Flow.Subscriber<String> {

        private final List<String> received = new ArrayList<>();
        private Flow.@Nullable Subscription subscription;
        private @Nullable Throwable failure;
        private int ends;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(String row) {
            received.add(row);
        }

        @Override
        public void onError(Throwable cause) {
            failure = cause;
            ends++;
        }

        @Override
        public void onComplete() {
            ends++;
        }

        Flow.Subscription subscription() {
            assertThat(subscription).isNotNull();
            return subscription;
        }
    }

    private static VirtualNetwork network(VirtualServer server) {
        return new VirtualNetwork(number -> number == 0 ? server : new VirtualServer());
    }

    private static Rows subscribe(VirtualNetwork network, int fetchSize) {
        Rows rows = new Rows();
        network.pool().sql("select value").query(String.class).stream(fetchSize).subscribe(rows);
        return rows;
    }

    private static Rows request(VirtualNetwork network, Rows rows, long count) {
        rows.subscription().request(count);
        network.pump();
        return rows;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowsAreFetchedWhenThoseBeforeAreTaken(boolean oldEnds) {
        VirtualServer server = new Cursors(oldEnds, 8).server();
        VirtualNetwork network = network(server);
        Rows rows = subscribe(network, 3);
        network.pump();
        assertThat(server.count(COM_STMT_EXECUTE)).isEqualTo(1);
        assertThat(server.count(COM_STMT_FETCH)).as("fetched without demand").isZero();
        for (int asked = 1; asked <= 8; asked++) {
            request(network, rows, 1);
            assertThat(rows.received).hasSize(asked);
            assertThat(server.count(COM_STMT_FETCH)).isEqualTo((asked + 2) / 3);
        }
        assertThat(rows.received)
                .isEqualTo(IntStream.rangeClosed(1, 8)
                        .mapToObj(i -> "row " + (9 - i))
                        .toList());
        assertThat(rows.ends).isEqualTo(1);
        assertThat(rows.failure).isNull();
        assertThat(server.count(COM_STMT_CLOSE)).isEqualTo(1);
        assertThat(server.count(COM_RESET_CONNECTION)).isZero();
        assertThat(network.ask("next")).isEqualTo("next");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    void aNumberOfRowsThatIsAMultipleEndsToo() {
        VirtualServer server = new Cursors(false, 6).server();
        VirtualNetwork network = network(server);
        Rows rows = request(network, subscribe(network, 3), Long.MAX_VALUE);
        assertThat(rows.received).hasSize(6);
        assertThat(rows.ends).isEqualTo(1);
        assertThat(server.count(COM_STMT_FETCH)).isEqualTo(3);
        network.close();
    }

    @Test
    void theConnectionIsFreeOnceTheLastRowsAreFetched() {
        VirtualServer server = new Cursors(false, 5).server();
        VirtualNetwork network = network(server);
        Rows rows = request(network, subscribe(network, 10), 1);
        assertThat(rows.received).hasSize(1);
        assertThat(network.pool().stats().inUse()).isZero();
        assertThat(network.ask("meanwhile")).isEqualTo("meanwhile");
        assertThat(rows.ends).isZero();
        assertThat(request(network, rows, 4).ends).isEqualTo(1);
        assertThat(rows.received).hasSize(5);
        network.close();
    }

    @Test
    void cancellingClosesTheCursorAndKeepsTheConnection() {
        VirtualServer server = new Cursors(false, 100).server();
        VirtualNetwork network = network(server);
        Rows rows = request(network, subscribe(network, 3), 4);
        rows.subscription().cancel();
        network.pump();
        assertThat(server.count(COM_STMT_CLOSE)).isEqualTo(1);
        assertThat(network.ask("next")).isEqualTo("next");
        request(network, rows, 1);
        assertThat(rows.received).hasSize(4);
        assertThat(rows.ends).isZero();
        assertThat(server.count(COM_STMT_FETCH)).isEqualTo(2);
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    void cancellingWhileRowsAreOnTheirWayClosesTheCursorBehindThem() {
        VirtualServer server = new Cursors(false, 100).server();
        VirtualNetwork network = network(server);
        Rows rows = request(network, subscribe(network, 3), 3);
        rows.subscription().request(1);
        rows.subscription().cancel();
        network.pump();
        assertThat(rows.received).hasSize(3);
        assertThat(server.count(COM_STMT_CLOSE)).isEqualTo(1);
        assertThat(server.received().get(server.received().size() - 1).command())
                .isEqualTo(COM_STMT_CLOSE);
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
    }

    @Test
    void givingTheConnectionBackClosesTheCursor() {
        VirtualServer server = new Cursors(false, 100).server();
        VirtualNetwork network = network(server);
        Rows rows = new Rows();
        MySqlConnection connection = connection(network);
        connection.sql("select value").query(String.class).stream(2).subscribe(rows);
        request(network, rows, 2);
        connection.close();
        network.pump();
        assertThat(server.count(COM_STMT_CLOSE)).isEqualTo(1);
        assertThat(network.ask("next")).isEqualTo("next");
        request(network, rows, 1);
        assertThat(rows.failure).isInstanceOfSatisfying(MySqlConnectionException.class, failure -> {
            assertThat(failure.kind()).isEqualTo(MySqlConnectionException.Kind.CLOSED);
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
        });
        assertThat(rows.ends).isEqualTo(1);
        assertThat(server.count(COM_STMT_FETCH)).isEqualTo(1);
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    private static MySqlConnection connection(VirtualNetwork network) {
        var borrowed = network.pool().acquire();
        network.pump();
        assertThat(borrowed).isCompleted();
        return borrowed.join();
    }

    @Test
    void aProxyThatOpensNoCursorIsNamed() {
        VirtualServer server = new Cursors(false, 0) {
            @Override
            byte[] opened(int flags) {
                return Scenario.binaryRows();
            }
        }.server();
        VirtualNetwork network = network(server);
        Rows rows = request(network, subscribe(network, 3), 1);
        assertThat(rows.received).isEmpty();
        assertThat(rows.ends).isEqualTo(1);
        assertThat(rows.failure)
                .isInstanceOfSatisfying(MySqlUnsupportedException.class, failure -> assertThat(failure.outcome())
                        .isEqualTo(Outcome.UNKNOWN))
                .hasMessageContaining("No cursor was opened");
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
    }

    @Test
    void aProxyThatDoesNotKnowTheCommandIsNamed() {
        VirtualServer server = new Cursors(false, 9) {
            @Override
            byte[] fetched(int count) {
                return FakePackets.err(1, UNKNOWN_COMMAND, "08S01", "Unknown command");
            }
        }.server();
        VirtualNetwork network = network(server);
        Rows rows = request(network, subscribe(network, 3), 1);
        assertThat(rows.ends).isEqualTo(1);
        assertThat(rows.failure)
                .isInstanceOfSatisfying(MySqlUnsupportedException.class, failure -> assertThat(failure.outcome())
                        .isEqualTo(Outcome.NOT_EXECUTED))
                .hasMessageContaining("COM_STMT_FETCH");
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
    }

    @Test
    void aFetchThatIsNotAnsweredEndsAtItsTimeLimit() {
        VirtualServer server = new Cursors(false, 9) {
            @Override
            byte[] fetched(int count) {
                return new byte[0];
            }
        }.server();
        VirtualNetwork network = network(server);
        Rows rows = subscribe(network, 3);
        network.pass(VirtualNetwork.QUERY_TIMEOUT.multipliedBy(3));
        assertThat(rows.ends).as("time between fetches is the reader's").isZero();
        rows.subscription().request(1);
        network.pass(VirtualNetwork.LONG);
        assertThat(rows.ends).isEqualTo(1);
        assertThat(rows.failure).isInstanceOf(MySqlTimeoutException.class);
        assertThat(network.ask("next")).isEqualTo("next");
        network.close();
    }

    @Test
    void aMapperThatFailsEndsTheStreamAndNothingElse() {
        VirtualServer server = new Cursors(false, 9).server();
        VirtualNetwork network = network(server);
        Rows rows = new Rows();
        network
                .pool()
                .sql("select value")
                .<String>query(row -> {
                    throw new IllegalStateException("mapper");
                })
                .stream(3)
                .subscribe(rows);
        request(network, rows, 1);
        assertThat(rows.failure).hasMessage("mapper");
        assertThat(rows.ends).isEqualTo(1);
        assertThat(server.count(COM_STMT_CLOSE)).isEqualTo(1);
        assertThat(network.ask("next")).isEqualTo("next");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_001})
    void sizesOutOfRangeAreRefused(int fetchSize) {
        VirtualNetwork network = network(new Cursors(false, 1).server());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subscribe(network, fetchSize))
                .withMessageStartingWith("fetchSize");
        network.close();
    }
}
