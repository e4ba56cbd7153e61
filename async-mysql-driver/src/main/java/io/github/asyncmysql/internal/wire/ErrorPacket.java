package io.github.asyncmysql.internal.wire;

import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The server's error answer, whose first byte is 0xff. Immutable.
 *
 * @param code the error number, 0 to 65535
 * @param sqlState five letters and digits; {@code HY000} where the server sent none
 * @param message the server's text, escaped and bounded
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_err_packet.html">ERR_Packet</a>
 */
public record ErrorPacket(int code, String sqlState, String message) {

    public static final int HEADER = 0xff;

    private static final int MAX_MESSAGE = 2048;
    private static final String NO_STATE = "HY000";

    /** Whether this payload is an error packet. */
    public static boolean is(PacketReader in) {
        return in.firstByte() == HEADER;
    }

    public static ErrorPacket read(PacketReader in) {
        in.skip(1); // header [1 byte]
        int code = in.readInt2(); // error_code [2 bytes]
        String state = code == 1040 || code == 1053 ? "08004" : NO_STATE;
        // The marker is missing before the capabilities are agreed on.
        if (in.remaining() >= 6 && in.array()[in.position()] == '#') {
            in.skip(1); // sql_state_marker [1 byte]
            String sent = new String(in.readBytes(5), StandardCharsets.US_ASCII); // sql_state [5 bytes]
            state = isState(sent) ? sent : NO_STATE;
        }
        int length = Math.min(in.remaining(), 4 * MAX_MESSAGE);
        String text = in.readString(length); // error_message [string<EOF>]
        return new ErrorPacket(code, state, Text.sanitize(text, MAX_MESSAGE));
    }

    private static boolean isState(String text) {
        return text.chars().allMatch(c -> c < 0x80 && Character.isLetterOrDigit(c));
    }

    /** The exception for the caller of a statement. */
    public MySqlServerException toException(@Nullable String sql) {
        return toException(sql, Outcome.NOT_EXECUTED);
    }

    public MySqlServerException toException(@Nullable String sql, Outcome outcome) {
        return new MySqlServerException(code, sqlState, message, sql == null ? null : Text.shortenSql(sql), outcome);
    }
}
