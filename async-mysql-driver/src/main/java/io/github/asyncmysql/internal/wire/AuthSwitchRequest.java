package io.github.asyncmysql.internal.wire;

/**
 * The server's wish to authenticate with another method, whose first byte is 0xfe. Immutable, as long as nobody writes
 * into {@code data}.
 *
 * @param plugin the authentication method; {@link #OLD_PASSWORD} where the server only sent the first byte
 * @param data what the method starts with
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_auth_switch_request.html">AuthSwitchRequest</a>
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy on each access would only hide that
public record AuthSwitchRequest(String plugin, byte[] data) {

    public static final int HEADER = 0xfe;

    /** The method of servers before 4.1, which a request of one byte asks for. */
    public static final String OLD_PASSWORD = "mysql_old_password";

    public static AuthSwitchRequest read(PacketReader in) {
        in.skip(1); // status tag [1 byte]
        if (in.remaining() == 0) {
            return new AuthSwitchRequest(OLD_PASSWORD, new byte[0]);
        }
        String plugin = in.readNulTerminatedString(); // plugin name [string<NUL>]
        return new AuthSwitchRequest(plugin, in.readRemainingBytes()); // plugin provided data [string<EOF>]
    }
}
