package io.github.asyncmysql.internal.wire;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import java.util.Arrays;

/**
 * The server's greeting, the first packet of a connection. Fields that later servers append are ignored. Immutable, as
 * long as nobody writes into {@code scramble}.
 *
 * @param version what the version string says
 * @param connectionId the server's id of this session, unsigned 32 bits
 * @param capabilities what the server is able to do, see {@link Capabilities}
 * @param extendedCapabilities MariaDB's further flags; 0 from other servers
 * @param scramble the 20 random bytes that the password is mixed with
 * @param plugin the authentication method that the server suggests; empty for none
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html">HandshakeV10</a>
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy on each access would only hide that
public record HandshakeV10(
        ServerVersion version,
        long connectionId,
        int capabilities,
        int extendedCapabilities,
        byte[] scramble,
        String plugin) {

    /** A greeting's largest payload that is accepted. */
    public static final int MAX_LENGTH = 16 << 10;

    /** The number of bytes in a scramble, its final NUL not counted. */
    public static final int SCRAMBLE_LENGTH = 20;

    private static final int PROTOCOL_VERSION = 10;
    private static final int FIRST_PART = 8;
    private static final int REQUIRED =
            Capabilities.PROTOCOL_41 | Capabilities.SECURE_CONNECTION | Capabilities.PLUGIN_AUTH;

    /**
     * Reads a greeting.
     *
     * @throws MySqlProtocolException if it is none, or comes from a server too old to talk to
     */
    public static HandshakeV10 read(PacketReader in) {
        if (in.length() > MAX_LENGTH) {
            throw new MySqlProtocolException(
                    "The server's greeting is longer than " + MAX_LENGTH + " bytes", Outcome.NOT_SENT, null);
        }
        int protocol = in.readByte(); // protocol version [1 byte]
        if (protocol != PROTOCOL_VERSION) {
            throw new MySqlProtocolException(
                    "The server speaks the unsupported protocol version " + protocol + ", or is no MySQL server",
                    Outcome.NOT_SENT,
                    null);
        }
        ServerVersion version = ServerVersion.parse(in.readNulTerminatedString()); // server version [string<NUL>]
        long connectionId = in.readInt4() & 0xffffffffL; // thread id [4 bytes]
        byte[] firstPart = in.readBytes(FIRST_PART); // auth-plugin-data-part-1 [8 bytes]
        in.skip(1); // filler [1 byte]
        int capabilities = in.readInt2(); // capability_flags_1 [2 bytes]
        // Servers before 4.1 may end here; they are told from newer ones by their flags.
        if (in.remaining() > 0) {
            in.skip(1 + 2); // character_set [1 byte], status_flags [2 bytes]
            capabilities |= in.readInt2() << 16; // capability_flags_2 [2 bytes]
        }
        if ((capabilities & REQUIRED) != REQUIRED) {
            throw new MySqlProtocolException(
                    "The server " + version.text()
                            + " is too old: it lacks the 4.1 protocol or pluggable authentication",
                    Outcome.NOT_SENT,
                    null);
        }
        int scrambleLength = in.readByte(); // auth_plugin_data_len [1 byte]
        in.skip(6); // reserved [6 bytes]
        int extended = in.readInt4(); // MariaDB: extended capabilities; others: reserved [4 bytes]
        if ((capabilities & Capabilities.LONG_PASSWORD) != 0) {
            // The flag that MariaDB does without, to say that the others follow.
            extended = 0;
        }
        // The second part has at least 12 bytes and a NUL, whatever length was announced.
        int rest = Math.max(SCRAMBLE_LENGTH + 1, scrambleLength) - SCRAMBLE_LENGTH;
        byte[] scramble = Arrays.copyOf(firstPart, SCRAMBLE_LENGTH);
        byte[] secondPart = in.readBytes(SCRAMBLE_LENGTH - FIRST_PART); // auth-plugin-data-part-2 [$length]
        System.arraycopy(secondPart, 0, scramble, FIRST_PART, secondPart.length);
        in.skip(rest);
        String plugin = in.readNulTerminatedString(); // auth_plugin_name [string<NUL>]
        return new HandshakeV10(version, connectionId, capabilities, extended, scramble, plugin);
    }

    /** Whether the server has a capability. */
    public boolean has(int capability) {
        return (capabilities & capability) != 0;
    }

    /** Without the scramble, which is of use to nobody who reads a text. */
    @Override
    public String toString() {
        return "HandshakeV10[" + version.text() + ", connection " + connectionId + "]";
    }
}
