package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.SessionChanges;
import io.github.asyncmysql.internal.connection.MemoryBound;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.StatusFlags;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a session learns from OK packets. */
class SessionTest {

    private final Session session = new Session();

    private static byte[] entry(int type, byte[]... data) {
        byte[] all = FakePackets.concat(data);
        return FakePackets.concat(new byte[] {(byte) type}, FakePackets.lengthEncoded(all.length), all);
    }

    private void readOk(byte[]... entries) {
        byte[] changes = FakePackets.concat(entries);
        byte[] payload = FakePackets.concat(
                new byte[] {0, 0, 0},
                FakePackets.int2(StatusFlags.AUTOCOMMIT | StatusFlags.SESSION_STATE_CHANGED),
                FakePackets.int2(0),
                FakePackets.string(""),
                FakePackets.lengthEncoded(changes.length),
                changes);
        session.capabilities(Capabilities.SESSION_TRACK);
        session.readOk(new PacketReader().reset(payload, 0, payload.length));
    }

    @Test
    void readsEveryKindOfChange() {
        readOk(
                entry(0, FakePackets.string("autocommit"), FakePackets.string("OFF")),
                entry(0, FakePackets.string("time_zone"), FakePackets.string("SYSTEM")),
                entry(1, FakePackets.string("shop")),
                entry(2, FakePackets.string("1")),
                entry(3, new byte[] {0}, FakePackets.string("3e11fa47-71ca-11e1-9e33-c80aa9429562:23")),
                entry(4, FakePackets.string("START TRANSACTION;")),
                entry(5, FakePackets.string("T_______")),
                entry(99, FakePackets.string("of a later server")));

        assertThat(session.changes())
                .isEqualTo(new SessionChanges(
                        "shop",
                        Map.of("autocommit", "OFF", "time_zone", "SYSTEM"),
                        "T_______",
                        "START TRANSACTION;",
                        "3e11fa47-71ca-11e1-9e33-c80aa9429562:23",
                        true));
        assertThat(session.stateChanged()).isTrue();
        assertThat(session.charsetChanged()).isFalse();
    }

    @Test
    void changesBelongToOneAnswerOnly() {
        readOk(entry(1, FakePackets.string("shop")));
        byte[] plain = {0, 0, 0, 2, 0, 0, 0};
        session.readOk(new PacketReader().reset(plain, 0, plain.length));

        assertThat(session.changes()).isNull();
        assertThat(session.stateChanged()).as("until it is cleared").isTrue();
    }

    @Test
    void noticesAnotherCharacterSet() {
        readOk(entry(0, FakePackets.string("character_set_results"), FakePackets.string("latin1")));

        assertThat(session.charsetChanged()).isTrue();
        assertThat(session.stateChanged()).isFalse();
    }

    @Test
    void refusesChangesThatReachBeyondTheirEnd() {
        assertThatThrownBy(() -> readOk(new byte[] {1, 50, 1})).isInstanceOf(MySqlProtocolException.class);
    }

    @Test
    void refusesTextsThatReachIntoTheNextChange() {
        byte[] schema = {1, 1, 3};
        byte[] variables = {0, 4, 1, 'a', 3, 'b'};
        byte[] gtids = {3, 2, 0, 3};
        for (byte[] change :
                List.of(schema, variables, gtids, new byte[] {3, 0}, new byte[] {4, 0}, new byte[] {5, 0})) {
            assertThatThrownBy(() -> readOk(change, entry(99, new byte[10])))
                    .as(Arrays.toString(change))
                    .isInstanceOf(MySqlProtocolException.class);
        }
    }

    @Test
    void readsHowLongTheChangesAreAndNoFurther() {
        readOk();
        assertThat(session.changes()).isEqualTo(new SessionChanges(null, Map.of(), null, null, null, false));
        // Texts of 64 KiB each, 20,000 times, if lengths could reach beyond the change they belong to.
        byte[][] changes = new byte[9_000][];
        Arrays.fill(changes, FakePackets.hex("01 00 fc 00 f0"));
        MemoryBound memory = MemoryBound.start();
        assertThatThrownBy(() -> readOk(changes)).isInstanceOf(MySqlProtocolException.class);
        memory.check("changes", 4 << 20);
    }

    @Test
    void limitsTheChangesOfOneAnswer() {
        int most = 64 << 10;
        readOk(entry(99, new byte[most - 4]));
        assertThat(session.changes()).isNotNull();
        assertThatThrownBy(() -> readOk(entry(99, new byte[most - 3])))
                .isInstanceOf(MySqlProtocolException.class)
                .hasMessageContaining((most + 1) + " bytes");
    }
}
