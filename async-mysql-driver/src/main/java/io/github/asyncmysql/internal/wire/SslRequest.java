package io.github.asyncmysql.internal.wire;

/**
 * The request to go on with TLS: the first 32 bytes of a {@link HandshakeResponse41} and nothing more, since whoever
 * listens must learn neither user nor database. Immutable.
 *
 * @param capabilities the {@link Capabilities} that the client asks for
 * @param maxPacketSize the largest packet that the client accepts, in bytes
 * @param collation the id of the session's collation, which also names its character set
 * @param extendedCapabilities MariaDB's further flags, 0 for other servers
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_ssl_request.html">SSLRequest</a>
 */
public record SslRequest(int capabilities, int maxPacketSize, int collation, int extendedCapabilities) {

    /** Without extended capabilities. */
    public SslRequest(int capabilities, int maxPacketSize, int collation) {
        this(capabilities, maxPacketSize, collation, 0);
    }

    /** The payload's length. */
    public static final int LENGTH = 32;

    /** Writes the payload. */
    public void write(PacketWriter out) {
        out.writeInt4(capabilities); // client_flag [4 bytes]
        out.writeInt4(maxPacketSize); // max_packet_size [4 bytes]
        out.writeByte(collation); // character_set [1 byte]
        out.writeZeros(19); // filler [19 bytes]
        out.writeInt4(extendedCapabilities); // MariaDB: extended capabilities; others: filler [4 bytes]
    }
}
