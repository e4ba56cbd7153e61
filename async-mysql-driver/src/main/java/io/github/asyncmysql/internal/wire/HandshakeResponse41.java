package io.github.asyncmysql.internal.wire;

import org.jspecify.annotations.Nullable;

/**
 * The client's answer to the greeting: who logs in, and how. Immutable, as long as nobody writes into its arrays.
 *
 * @param head capabilities, packet size and collation
 * @param username the account's name, without NUL
 * @param authResponse what the authentication method answers to the scramble
 * @param database the database to start in, without NUL; {@code null} for none
 * @param plugin the authentication method that made {@code authResponse}
 * @param attributes the connection attributes: name and value by turns, each a string&lt;lenenc&gt;
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_response.html">HandshakeResponse41</a>
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy on each access would only hide that
public record HandshakeResponse41(
        SslRequest head,
        String username,
        byte[] authResponse,
        @Nullable String database,
        String plugin,
        byte[] attributes) {

    /** Writes the payload. */
    public void write(PacketWriter out) {
        head.write(out); // client_flag, max_packet_size, character_set, filler [32 bytes]
        out.writeNulTerminatedString(username); // username [string<NUL>]
        if (has(Capabilities.PLUGIN_AUTH_LENENC_CLIENT_DATA)) {
            out.writeLengthEncodedBytes(authResponse); // auth_response [string<lenenc>]
        } else {
            // Scrambles have 32 bytes at most, so that one byte is enough.
            out.writeByte(authResponse.length); // auth_response_length [1 byte]
            out.writeBytes(authResponse); // auth_response [$length]
        }
        if (database != null) {
            out.writeNulTerminatedString(database); // database [string<NUL>]
        }
        out.writeNulTerminatedString(plugin); // client_plugin_name [string<NUL>]
        if (has(Capabilities.CONNECT_ATTRS)) {
            out.writeLengthEncodedBytes(attributes); // length of all key-values [lenenc], key-values
        }
    }

    private boolean has(int capability) {
        return (head.capabilities() & capability) != 0;
    }

    /** Without the answer to the scramble, with which a password could be guessed. */
    @Override
    public String toString() {
        return "HandshakeResponse41[" + username + ", " + plugin + "]";
    }
}
