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
        int end = in.position() + Math.max(length, 0);
        while (in.position() < end) {
            int type = in.readByte(); // type [1 byte]
            int dataLength = in.readLengthEncodedLength(); // data [string<lenenc>]
            int dataEnd = in.position() + Math.max(dataLength, 0);
            if (dataEnd > end) {
                throw in.malformed();
            }
            changes.readChange(type, in, dataEnd);
            in.position(dataEnd);
        }
        return new SessionChanges(
                changes.schema,
                changes.variables,
                changes.transactionState,
                changes.transactionCharacteristics,
                changes.gtids,
                changes.stateChanged);
    }

    private void readChange(int type, PacketReader in, int end) {
        switch (type) {
            case SYSTEM_VARIABLES -> {
                while (in.position() < end) {
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
