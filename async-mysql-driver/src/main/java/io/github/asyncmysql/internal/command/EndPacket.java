package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.internal.wire.PacketReader;

/**
 * Recognises the packet behind columns or rows, which begins like a row with a very long first value.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_eof_packet.html">EOF_Packet</a>
 */
final class EndPacket {

    static final int HEADER = 0xfe;

    private static final int MAX_OLD_EOF = 8;
    private static final int MAX_OK_AS_EOF = 0xfffffe;

    private EndPacket() {}

    /** @param okAsEof whether it may be an OK packet */
    static boolean is(PacketReader in, boolean okAsEof) {
        return in.length() > 0 && in.firstByte() == HEADER && in.length() <= (okAsEof ? MAX_OK_AS_EOF : MAX_OLD_EOF);
    }
}
