package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.internal.connection.SpoiltAnswers.answering;
import static io.github.asyncmysql.internal.connection.SpoiltAnswers.failure;
import static io.github.asyncmysql.internal.connection.SpoiltAnswers.query;
import static io.github.asyncmysql.testsupport.FakePackets.concat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.testsupport.CollectedBytes;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets of the largest size that do not go on as they should, and answers that come too slowly, in memory. */
class HostilePacketTest {

    private static final int CHUNK = 0xffffff;
    private static final byte[] COLUMN = concat(FakePackets.columnCount(1, 1), FakePackets.column(2, "content"));
    private static final byte[] FULL_CHUNK = fullChunk();

    /** The first packet of a row whose one value has 2^24 bytes more than fit into it. */
    private static byte[] fullChunk() {
        byte[] length = FakePackets.lengthEncoded(2L * CHUNK + 1 - 9);
        byte[] payload = Arrays.copyOf(length, CHUNK);
        return concat(FakePackets.int3(CHUNK), new byte[] {3}, payload);
    }

    /** Asks as an ordinary query, or for the value while it arrives; answers with the failure. */
    private static Throwable failureOf(byte[] answer, boolean streamed, boolean endsThen) {
        VirtualNetwork network = answering(Map.of("q", answer));
        int[] left = {answer.length};
        network.link(0).fault((packet, link) -> {
            link.toClient(packet);
            left[0] -= packet.length;
            if (left[0] == 0 && endsThen) {
                link.fin();
            }
        });
        CompletableFuture<?> result;
        if (streamed) {
            CollectedBytes collected =
                    CollectedBytes.greedy(network.pool().sql("q").largeValue());
            result = collected.end();
        } else {
            result = query(network, "q");
        }
        network.pump();
        Throwable failure = failure(result);
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
        return failure;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"hostile:T80", "guarantee:3"})
    void endBehindAFullChunkLosesTheStatement(boolean streamed) {
        assertThat(failureOf(concat(COLUMN, FULL_CHUNK), streamed, true))
                .isInstanceOfSatisfying(MySqlConnectionException.class, lost -> assertThat(lost.kind())
                        .isEqualTo(Kind.LOST));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers("hostile:T81")
    void continuationOutOfSequenceEndsTheConnection(boolean streamed) {
        // An error packet would be believed out of sequence; bytes of a value that look like one must not be.
        byte[] continuation = FakePackets.packet(5, new byte[] {(byte) 0xff, 1, 2, 3});
        assertThat(failureOf(concat(COLUMN, FULL_CHUNK, continuation), streamed, false))
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining("packet 5 where packet 4 was due");
    }

    @Test
    void chunkThatCameInOnePieceIsDeliveredAllTheSame() {
        byte[] rest = FakePackets.packet(5, new byte[] {1});
        byte[] second = concat(FakePackets.int3(CHUNK), new byte[] {4}, new byte[CHUNK]);
        VirtualNetwork network = answering(Map.of("q", concat(COLUMN, FULL_CHUNK, second, rest, FakePackets.okEof(6))));
        CollectedBytes collected = CollectedBytes.greedy(network.pool().sql("q").largeValue());
        network.pump();
        assertThat(catchThrowable(() -> collected.end().getNow(null))).isNull();
        assertThat(collected.end()).isCompleted();
        assertThat(collected.size()).isEqualTo(2 * CHUNK + 1 - 9);
        assertThat(network.ask("after")).isEqualTo("after");
        assertThat(network.links()).hasSize(1);
        network.close();
    }

    @Test
    @Covers("hostile:T194")
    void answerThatDripsIsLimitedThoughTheServerIsNeverSilent() {
        VirtualNetwork network = new VirtualNetwork().warmUp();
        byte[] answer = FakePackets.resultSet("a", "x");
        network.link(0).fault((packet, link) -> link.takeAll());
        CompletableFuture<?> result = network.pool()
                .sql("select 'x'")
                .timeout(Duration.ofSeconds(30))
                .query(String.class)
                .single();
        network.pump();
        for (int i = 0; i < 5; i++) {
            network.pass(Duration.ofSeconds(5));
            network.link(0).toClient(new byte[] {answer[i]});
            assertThat(result).isNotDone();
        }
        network.pass(Duration.ofSeconds(5));
        assertThat(failure(result)).isInstanceOf(MySqlTimeoutException.class);
        assertThat(network.ask("after")).isEqualTo("after");
        network.close();
    }
}
