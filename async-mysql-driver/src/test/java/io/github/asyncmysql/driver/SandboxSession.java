package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.LoginCommand;
import io.github.asyncmysql.internal.command.LoginListener;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A session of an account whose device is not registered yet, in which servers run nothing but {@code ALTER USER}: not even what a
 * connection of the driver begins with. Confined to one thread.
 */
final class SandboxSession implements AutoCloseable {

    private static final int COM_QUERY = 3;
    private static final int OK = 0;
    private static final int NEXT_FACTOR = 2;

    private final Socket socket;
    private final DataInputStream in;
    private final PacketWriter out = new PacketWriter();

    /** Logs in without TLS. */
    SandboxSession(MySqlConfig config) throws IOException {
        socket = new Socket(config.host(), config.port());
        in = new DataInputStream(socket.getInputStream());
        Session session = new Session();
        LoginCommand login = new LoginCommand(config, false, new LoginListener() {
            @Override
            public void loggedIn(Session opened) {}

            @Override
            public void loginFailed(MySqlException failure) {
                throw failure;
            }
        });
        Command.Step step = Command.Step.MORE;
        while (step != Command.Step.DONE) {
            PacketReader packet = read(session);
            if (packet.firstByte() == NEXT_FACTOR) {
                // The device's, of which there is nothing to say yet: the server goes on by itself.
                continue;
            }
            step = login.onPacket(packet, out, session);
            send();
        }
        login.done(session);
    }

    /** Runs a statement. Returns the only field of its only row; empty if it returns no rows. */
    String execute(String sql) throws IOException {
        Session session = new Session();
        // No parameters, in one set.
        out.startPacket(0).writeByte(COM_QUERY).writeByte(0).writeByte(1).writeString(sql);
        out.endPacket();
        send();
        PacketReader first = read(session);
        if (first.firstByte() == OK) {
            return "";
        }
        for (long columns = first.readLengthEncoded(); columns > 0; columns--) {
            read(session);
        }
        PacketReader row = read(session);
        String field = row.readLengthEncodedString();
        read(session); // the end
        return field;
    }

    private void send() throws IOException {
        socket.getOutputStream().write(out.array(), 0, out.size());
        out.clear();
    }

    private PacketReader read(Session session) throws IOException {
        int length = in.readUnsignedByte() | in.readUnsignedByte() << 8 | in.readUnsignedByte() << 16;
        session.sequenceId(in.readUnsignedByte() + 1);
        byte[] payload = in.readNBytes(length);
        PacketReader packet = new PacketReader().reset(payload, 0, payload.length);
        if (ErrorPacket.is(packet)) {
            throw ErrorPacket.read(packet).toException(new String(payload, StandardCharsets.UTF_8));
        }
        return packet;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
