package io.github.asyncmysql.benchmark.client;

import io.github.asyncmysql.benchmark.load.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * Logs in and prepares one statement with blocking reads and writes, as little of the protocol as that takes. The account
 * must be in the server's password cache, which it is since the table was filled. Used by one thread.
 */
final class FloorLogin {

    private static final int CAPABILITIES = 0x1 // long password
            | 0x8 // connect with database
            | 0x200 // protocol 4.1
            | 0x2000 // transactions
            | 0x8000 // secure connection
            | 0x80000 // authentication plugins
            | 0x1000000; // no EOF packets
    private static final int UTF8MB4 = 45;
    private static final int MAX_PACKET = 1 << 24;
    private static final int SALT_LENGTH = 20;
    private static final int COM_STMT_PREPARE = 0x16;

    private final SocketChannel channel;
    private int sequence;

    private FloorLogin(SocketChannel channel) {
        this.channel = channel;
    }

    /** A connection that is logged in and non-blocking, and the statement prepared on it. Immutable. */
    record Session(SocketChannel channel, int statementId) {}

    static Session open(Target target, String sql) throws IOException, GeneralSecurityException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(target.host(), target.port()));
        FloorLogin login = new FloorLogin(channel);
        login.authenticate(target);
        int statementId = login.prepare(sql);
        channel.configureBlocking(false);
        return new Session(channel, statementId);
    }

    private void authenticate(Target target) throws IOException, GeneralSecurityException {
        ByteBuffer greeting = read();
        greeting.get(); // protocol version
        readText(greeting); // server version
        greeting.getInt(); // connection id
        byte[] salt = new byte[SALT_LENGTH];
        greeting.get(salt, 0, 8);
        greeting.position(greeting.position() + 1 + 2 + 1 + 2 + 2 + 1 + 10);
        greeting.get(salt, 8, SALT_LENGTH - 8);
        greeting.get(); // end of the salt
        String plugin = readText(greeting);
        byte[] scramble = scramble(plugin, target.password(), salt);

        ByteBuffer response = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        response.putInt(CAPABILITIES).putInt(MAX_PACKET).put((byte) UTF8MB4).put(new byte[23]);
        putText(response, target.username());
        response.put((byte) scramble.length).put(scramble);
        putText(response, target.database());
        putText(response, plugin);
        write(response.flip());
        awaitOk(target.password());
    }

    private void awaitOk(String password) throws IOException, GeneralSecurityException {
        while (true) {
            ByteBuffer answer = read();
            int kind = answer.get() & 0xFF;
            if (kind == 0x00) {
                return;
            } else if (kind == 0xFE) {
                String plugin = readText(answer);
                byte[] salt = new byte[SALT_LENGTH];
                answer.get(salt);
                write(ByteBuffer.wrap(scramble(plugin, password, salt)));
            } else if (kind != 0x01 || answer.get() != 0x03) {
                throw new IOException("the server wants more than the scrambled password");
            }
        }
    }

    private int prepare(String sql) throws IOException {
        byte[] text = sql.getBytes(StandardCharsets.UTF_8);
        sequence = 0;
        write(ByteBuffer.allocate(1 + text.length)
                .put((byte) COM_STMT_PREPARE)
                .put(text)
                .flip());
        ByteBuffer answer = read();
        if (answer.get() != 0) {
            throw new IOException("the server did not prepare: " + sql);
        }
        int statementId = answer.getInt();
        int definitions = answer.getShort() + answer.getShort();
        for (int index = 0; index < definitions; index++) {
            read();
        }
        return statementId;
    }

    private static byte[] scramble(String plugin, String password, byte[] salt) throws GeneralSecurityException {
        boolean sha1 = plugin.equals("mysql_native_password");
        MessageDigest digest = MessageDigest.getInstance(sha1 ? "SHA-1" : "SHA-256");
        byte[] once = digest.digest(password.getBytes(StandardCharsets.UTF_8));
        byte[] twice = digest.digest(once);
        digest.update(sha1 ? salt : twice);
        byte[] mask = digest.digest(sha1 ? twice : salt);
        for (int index = 0; index < mask.length; index++) {
            mask[index] ^= once[index];
        }
        return mask;
    }

    private ByteBuffer read() throws IOException {
        ByteBuffer header = readExactly(4);
        int lengthAndSequence = header.getInt();
        sequence = (lengthAndSequence >>> 24) + 1;
        return readExactly(lengthAndSequence & 0xFFFFFF);
    }

    private ByteBuffer readExactly(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new IOException("the server closed the connection");
            }
        }
        return bytes.flip();
    }

    private void write(ByteBuffer payload) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(4 + payload.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        packet.putInt(payload.remaining() | sequence << 24).put(payload).flip();
        while (packet.hasRemaining()) {
            channel.write(packet);
        }
    }

    private static String readText(ByteBuffer bytes) {
        var text = new ByteArrayOutputStream();
        for (int next = bytes.get(); next != 0; next = bytes.get()) {
            text.write(next);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static void putText(ByteBuffer bytes, String text) {
        bytes.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    }
}
