package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_PREPARE;
import static io.github.asyncmysql.testsupport.FakePackets.concat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.testsupport.CollectedBytes;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection.Packet;
import io.github.asyncmysql.testsupport.FakePackets;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that are delivered while they arrive, in memory. */
class LargeValueStreamTest {

    private static final String SQL = "select id, name, content from files";
    private static final String VALUE = "0123456789".repeat(30);
    private static final byte[] END = FakePackets.okEof(6);

    /** How the row comes. */
    private enum Form {
        TEXT {
            @Override
            byte[] row(@Nullable String value) {
                return FakePackets.textRow(5, "7", null, value);
            }
        },
        PREPARED {
            @Override
            byte[] row(@Nullable String value) {
                byte[] nulls = {(byte) (value == null ? 0b11000 : 0b1000)};
                byte[] number = FakePackets.int8(7);
                return value == null
                        ? FakePackets.packet(5, new byte[1], nulls, number)
                        : FakePackets.packet(5, new byte[1], nulls, number, FakePackets.string(value));
            }
        };

        abstract byte[] row(@Nullable String value);
    }

    private static final byte[] COLUMNS = concat(
            FakePackets.columnCount(1, 3),
            FakePackets.column(2, "id", FakePackets.TYPE_LONGLONG),
            FakePackets.column(3, "name"),
            FakePackets.column(4, "content"));

    private static VirtualNetwork network(byte[] answer) {
        return network(answer, VirtualNetwork.settings());
    }

    private static VirtualNetwork network(byte[] answer, MySqlConfig.Builder settings) {
        return new VirtualNetwork(
                        number -> new VirtualServer() {
                            @Override
                            byte @Nullable [] answer(Packet packet) {
                                if (packet.sequence() > 0 || number > 0) {
                                    return null;
                                }
                                if (packet.command() == COM_STMT_PREPARE) {
                                    return FakePackets.prepareOk(1, 1, 0, 0);
                                }
                                boolean asked = packet.command() == COM_STMT_EXECUTE
                                        || packet.command() == COM_QUERY
                                                && packet.text().equals(SQL);
                                return asked ? answer : null;
                            }
                        },
                        settings,
                        ResetMode.SMART)
                .warmUp();
    }

    /** Everything comes in pieces of that size. */
    private static Fault pieces(int size) {
        return (packet, link) -> {
            for (int at = 0; at < packet.length; at += size) {
                link.toClient(Arrays.copyOfRange(packet, at, Math.min(packet.length, at + size)));
            }
        };
    }

    private static Flow.Publisher<ByteBuffer> content(VirtualNetwork network, Form form, Consumer<Row> leading) {
        return network.pool().sql(SQL).prepared(form == Form.PREPARED).largeValue(leading);
    }

    private static Throwable failure(CollectedBytes collected) {
        assertThat(collected.end()).isCompletedExceptionally();
        return catchThrowable(() -> collected.end().join()).getCause();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void valueComesAsItArrivesBehindItsLeadingColumns(Form form) {
        for (int size : new int[] {1, 2, 7, 100, 10_000}) {
            VirtualNetwork network = network(concat(COLUMNS, form.row(VALUE), END));
            network.link(0).fault(pieces(size));
            List<String> leading = new ArrayList<>();
            CollectedBytes collected = CollectedBytes.greedy(content(network, form, row -> {
                leading.add(row.getLong("id") + " " + row.getString(1) + " " + row.isNull(2) + " "
                        + row.detach().getInt(0));
            }));
            network.pump();
            assertThat(collected.end()).isCompleted();
            assertThat(collected.text()).isEqualTo(VALUE);
            assertThat(leading).containsExactly("7 null true 7");
            assertThat(network.ask("after")).isEqualTo("after");
            assertThat(network.links()).hasSize(1);
            network.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void emptyIsOneEmptyBufferAndNullIsNone(Form form) {
        for (int size : new int[] {1, 10_000}) {
            for (String value : new String[] {"", null}) {
                VirtualNetwork network = network(concat(COLUMNS, form.row(value), END));
                network.link(0).fault(pieces(size));
                CollectedBytes collected = CollectedBytes.greedy(content(network, form, row -> {}));
                network.pump();
                assertThat(collected.end()).isCompleted();
                assertThat(collected.size()).isZero();
                assertThat(collected.buffers()).isEqualTo(value == null ? 0 : 1);
                network.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void withoutDemandNothingIsRead(Form form) {
        VirtualNetwork network = network(concat(COLUMNS, form.row(VALUE), END));
        network.link(0).fault(pieces(100));
        CollectedBytes collected = CollectedBytes.patient(content(network, form, row -> {}));
        network.pump();
        assertThat(network.link(0).channel().config().isAutoRead()).isFalse();
        assertThat(collected.buffers()).isZero();
        for (int i = 1; !collected.end().isDone(); i++) {
            // Time that the subscriber takes does not count.
            network.pass(VirtualNetwork.QUERY_TIMEOUT.multipliedBy(2));
            collected.request(1);
            network.pump();
            assertThat(collected.buffers()).isLessThanOrEqualTo(i);
        }
        assertThat(collected.end()).isCompleted();
        assertThat(collected.text()).isEqualTo(VALUE);
        network.close();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    @Covers("guarantee:3")
    void valueThatIsCutNeverEndsNormally(Form form) {
        byte[] answer = concat(COLUMNS, form.row(VALUE), END);
        for (int length = 0; length < answer.length; length++) {
            int[] left = {length};
            VirtualNetwork network = network(answer);
            network.link(0).fault((packet, link) -> {
                int count = Math.min(left[0], packet.length);
                left[0] -= count;
                link.toClient(Arrays.copyOf(packet, count));
                if (count < packet.length) {
                    link.fin();
                }
            });
            CollectedBytes collected = CollectedBytes.greedy(content(network, form, row -> {}));
            network.pass(VirtualNetwork.LONG);
            assertThat(failure(collected)).as("after " + length).isInstanceOf(MySqlException.class);
            assertThat(network.ask("after")).isEqualTo("after");
            network.close();
        }
    }

    @Test
    void noRowAndSeveralRowsAreErrors() {
        for (int size : new int[] {1, 10_000}) {
            VirtualNetwork none = network(concat(COLUMNS, FakePackets.okEof(5)));
            none.link(0).fault(pieces(size));
            CollectedBytes nothing = CollectedBytes.greedy(content(none, Form.TEXT, row -> {}));
            none.pump();
            assertThat(failure(nothing))
                    .isInstanceOf(MySqlMappingException.class)
                    .hasMessageContaining("No row");
            none.close();

            byte[] second = FakePackets.textRow(6, "8", "b", "second");
            VirtualNetwork two = network(concat(COLUMNS, Form.TEXT.row(VALUE), second, FakePackets.okEof(7)));
            two.link(0).fault(pieces(size));
            CollectedBytes first = CollectedBytes.greedy(content(two, Form.TEXT, row -> {}));
            two.pump();
            assertThat(failure(first)).isInstanceOf(MySqlMappingException.class).hasMessageContaining("More than one");
            assertThat(first.text()).isEqualTo(VALUE);
            assertThat(two.ask("after")).isEqualTo("after");
            two.close();
        }
    }

    @Test
    void onlyTextAndBytesCanBeLarge() {
        byte[] columns = concat(FakePackets.columnCount(1, 1), FakePackets.column(2, "n", FakePackets.TYPE_LONGLONG));
        VirtualNetwork network = network(concat(columns, FakePackets.textRow(3, "12"), FakePackets.okEof(4)));
        CollectedBytes collected = CollectedBytes.greedy(content(network, Form.TEXT, row -> {}));
        network.pump();
        assertThat(failure(collected)).isInstanceOf(MySqlMappingException.class).hasMessageContaining("BIGINT");
        assertThat(collected.buffers()).isZero();
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }

    @Test
    void codeOfTheCallerThatThrowsEndsTheStream() {
        for (int size : new int[] {1, 10_000}) {
            VirtualNetwork network = network(concat(COLUMNS, Form.TEXT.row(VALUE), END));
            network.link(0).fault(pieces(size));
            CollectedBytes collected = CollectedBytes.greedy(content(network, Form.TEXT, row -> {
                throw new IllegalStateException("on purpose");
            }));
            network.pump();
            assertThat(failure(collected)).hasMessage("on purpose");
            assertThat(network.ask("after")).isEqualTo("after");
            assertThat(network.links()).hasSize(1);
            network.close();
        }
    }

    @Test
    void cancellingInTheMiddleKeepsTheConnectionIfLittleIsLeft() {
        VirtualNetwork network = network(concat(COLUMNS, Form.TEXT.row(VALUE), END));
        network.link(0).fault(pieces(10));
        CollectedBytes collected = CollectedBytes.patient(content(network, Form.TEXT, row -> {}));
        collected.request(3);
        network.pump();
        collected.cancel();
        network.pump();
        assertThat(collected.buffers()).isEqualTo(3);
        assertThat(collected.end()).isNotDone();
        assertThat(network.ask("after")).isEqualTo("after");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    void cancellingInTheMiddleClosesTheConnectionIfMuchIsLeft() {
        byte[] row = Form.TEXT.row("x".repeat(100_000));
        VirtualNetwork network = network(concat(COLUMNS, row, END));
        network.link(0)
                .fault((packet, link) -> link.toClient(packet.length < 1000 ? packet : Arrays.copyOf(packet, 1000)));
        CollectedBytes collected = CollectedBytes.greedy(content(network, Form.TEXT, x -> {}));
        network.pump();
        collected.cancel();
        network.pump();
        assertThat(network.link(0).isOpen()).isTrue();
        network.link(0).toClient(Arrays.copyOfRange(row, 1000, row.length));
        network.pump();
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(collected.end()).isNotDone();
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }

    @Test
    @Covers("hostile:T137")
    void largestPacketDoesNotLimitTheValueButEverythingElse() {
        String large = "x".repeat(3 << 20);
        byte[] answer = concat(COLUMNS, Form.TEXT.row(large), END);
        int limit = 1 << 20;
        VirtualNetwork network = network(answer, VirtualNetwork.settings().maxPacketSize(limit));
        network.link(0).fault(pieces(10_000));
        CollectedBytes collected = CollectedBytes.greedy(content(network, Form.TEXT, row -> {}));
        network.pump();
        assertThat(collected.end()).isCompleted();
        assertThat(collected.size()).isEqualTo(large.length());
        network.close();

        byte[] leading = concat(COLUMNS, FakePackets.textRow(5, "7", large, "x"), END);
        VirtualNetwork other = network(leading, VirtualNetwork.settings().maxPacketSize(limit));
        other.link(0).fault(pieces(10_000));
        CollectedBytes refused = CollectedBytes.greedy(content(other, Form.TEXT, row -> {}));
        other.pump();
        assertThat(failure(refused)).isInstanceOf(MySqlProtocolException.class).hasMessageContaining("1048576");
        other.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1})
    void rowThatDoesNotEndWithItsValueEndsTheConnection(int difference) {
        byte[] row = Form.TEXT.row(VALUE);
        byte[] payload = Arrays.copyOfRange(row, 4, row.length + difference);
        VirtualNetwork network = network(concat(COLUMNS, FakePackets.packet(5, payload), END));
        network.link(0).fault(pieces(10));
        CollectedBytes collected = CollectedBytes.greedy(content(network, Form.TEXT, row2 -> {}));
        network.pump();
        assertThat(failure(collected)).isInstanceOf(MySqlProtocolException.class);
        assertThat(network.link(0).isOpen()).isFalse();
        network.close();
    }

    @Test
    void serverThatFallsSilentInTheMiddleIsLimited() {
        VirtualNetwork network = network(concat(COLUMNS, Form.TEXT.row(VALUE), END));
        int[] left = {COLUMNS.length + 100};
        network.link(0).fault((packet, link) -> {
            int count = Math.min(left[0], packet.length);
            left[0] -= count;
            link.toClient(Arrays.copyOf(packet, count));
        });
        CollectedBytes collected = CollectedBytes.greedy(content(network, Form.TEXT, row -> {}));
        network.pass(VirtualNetwork.QUERY_TIMEOUT.plus(Duration.ofMillis(100)));
        assertThat(failure(collected)).isInstanceOf(MySqlTimeoutException.class);
        assertThat(collected.size()).isPositive();
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }
}
