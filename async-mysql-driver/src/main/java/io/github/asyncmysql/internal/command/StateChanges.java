package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.SessionChanges;
import io.github.asyncmysql.internal.wire.PacketReader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects what one OK packet says about changes of the session.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_ok_packet.html#sect_protocol_basic_ok_packet_sessinfo">Session
 *     State Information</a>
 */
final class StateChanges {

    private static final int MAX_BYTES = 64 << 10;
    private static final int SYSTEM_VARIABLES = 0;
    private static final int SCHEMA = 1;
    private static final int STATE_CHANGE = 2;
    private static final int GTIDS = 3;
    private static final int TRANSACTION_CHARACTERISTICS = 4;
    private static final int TRANSACTION_STATE = 5;

    private final Map<String, String> variables = new HashMap<>();
    private @Nullable String schema;
    private @Nullable String transactionState;
    private @Nullable String transactionCharacteristics;
    private @Nullable String gtids;
    private boolean stateChanged;

    private StateChanges() {}

    /** Reads session state info [string<lenenc>]. */
    static SessionChanges read(PacketReader in) {
        int length = in.readLengthEncodedLength();
        if (length > MAX_BYTES) {
            throw new MySqlProtocolException("The server reported " + length + " bytes of session state changes");
        }
        StateChanges changes = new StateChanges();
        if (length > 0) {
            changes.readBlock(new PacketReader().reset(in.array(), in.position(), in.position() + length));
            in.skip(length);
        }
        return new SessionChanges(
                changes.schema,
                changes.variables,
                changes.transactionState,
                changes.transactionCharacteristics,
                changes.gtids,
                changes.stateChanged);
    }

    // Each change has a reader of its own bytes: what a length in it says cannot reach beyond.
    private void readBlock(PacketReader block) {
        PacketReader data = new PacketReader();
        while (block.remaining() > 0) {
            int type = block.readByte(); // type [1 byte]
            int length = Math.max(block.readLengthEncodedLength(), 0); // data [string<lenenc>]
            readChange(type, data.reset(block.array(), block.position(), block.position() + length));
            block.skip(length);
        }
    }

    private void readChange(int type, PacketReader in) {
        switch (type) {
            case SYSTEM_VARIABLES -> {
                while (in.remaining() > 0) {
                    String name = in.readLengthEncodedString();
                    variables.put(name, in.readLengthEncodedString());
                }
            }
            case SCHEMA -> schema = in.readLengthEncodedString();
            case STATE_CHANGE -> stateChanged = true;
            case GTIDS -> {
                in.skip(1); // encoding [1 byte]
                gtids = in.readLengthEncodedString();
            }
            case TRANSACTION_CHARACTERISTICS -> transactionCharacteristics = in.readLengthEncodedString();
            case TRANSACTION_STATE -> transactionState = in.readLengthEncodedString();
            default -> {
                // Types of later servers are nobody's concern here.
            }
        }
    }
}
