package io.github.asyncmysql.testsupport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The first packet of a server, valid unless told otherwise. Confined to one thread.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html">Protocol::HandshakeV10</a>
 */
public final class FakeGreeting {

    private static final int FIRST_SCRAMBLE_PART = 8;
    private static final int RESERVED = 10;

    private int sequence;
    private int protocol = 10;
    private String version = "8.4.0-fake";
    private int connectionId = 42;
    private byte[] scramble = "abcdefghijklmnopqrst".getBytes(StandardCharsets.US_ASCII);
    private int capabilities = Capability.USUAL;
    private int collation = 255;
    private int status = 2;
    private String plugin = "caching_sha2_password";
    private boolean pluginEndsWithNul = true;

    public FakeGreeting sequence(int newSequence) {
        sequence = newSequence;
        return this;
    }

    public FakeGreeting protocol(int newProtocol) {
        protocol = newProtocol;
        return this;
    }

    public FakeGreeting version(String newVersion) {
        version = newVersion;
        return this;
    }

    public FakeGreeting connectionId(int newConnectionId) {
        connectionId = newConnectionId;
        return this;
    }

    /** The 20 bytes of the scramble. */
    public FakeGreeting scramble(byte[] newScramble) {
        scramble = newScramble.clone();
        return this;
    }

    /** Flags of {@link Capability}; the usual ones when not called. */
    public FakeGreeting capabilities(int newCapabilities) {
        capabilities = newCapabilities;
        return this;
    }

    public FakeGreeting withCapability(int flag) {
        capabilities |= flag;
        return this;
    }

    public FakeGreeting withoutCapability(int flag) {
        capabilities &= ~flag;
        return this;
    }

    public FakeGreeting collation(int newCollation) {
        collation = newCollation;
        return this;
    }

    public FakeGreeting status(int newStatus) {
        status = newStatus;
        return this;
    }

    public FakeGreeting plugin(String newPlugin) {
        plugin = newPlugin;
        return this;
    }

    public FakeGreeting pluginWithoutNul() {
        pluginEndsWithNul = false;
        return this;
    }

    /** The packet with its header. */
    public byte[] toPacket() {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.write(protocol);
        payload.writeBytes(version.getBytes(StandardCharsets.UTF_8));
        payload.write(0);
        payload.writeBytes(FakePackets.int4(connectionId));
        payload.write(scramble, 0, FIRST_SCRAMBLE_PART);
        payload.write(0);
        payload.writeBytes(FakePackets.int2(capabilities));
        payload.write(collation);
        payload.writeBytes(FakePackets.int2(status));
        payload.writeBytes(FakePackets.int2(capabilities >>> 16));
        payload.write(scramble.length + 1);
        payload.writeBytes(new byte[RESERVED]);
        payload.write(scramble, FIRST_SCRAMBLE_PART, scramble.length - FIRST_SCRAMBLE_PART);
        payload.write(0);
        if ((capabilities & Capability.PLUGIN_AUTH) != 0) {
            payload.writeBytes(plugin.getBytes(StandardCharsets.UTF_8));
            if (pluginEndsWithNul) {
                payload.write(0);
            }
        }
        return FakePackets.packet(sequence, payload.toByteArray());
    }
}
