package io.github.asyncmysql.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A login without a network: packets of the server go in, the command's answers come out, and exceptions are treated as a
 * connection treats them. Confined to one thread.
 */
final class LoginDialogue implements LoginListener {

    private static final int HEADER = 4;
    /** What the server shows of itself. */
    static final byte[] CERTIFICATE = {1, 2, 3};

    private final Session session = new Session();
    private final PacketWriter out = new PacketWriter();
    private final LoginCommand command;
    private Command.@Nullable Step step;
    private @Nullable MySqlException failure;
    private boolean loggedIn;
    private int reports;

    LoginDialogue(MySqlConfig.Builder config) {
        this(config.build());
    }

    LoginDialogue(MySqlConfig config) {
        this(LoginSettings.of(config));
    }

    LoginDialogue(LoginSettings settings) {
        command = new LoginCommand(settings, settings.config().sslMode() != SslMode.DISABLED, this);
        command.encode(out, session);
        assertThat(out.isEmpty()).as("the server speaks first").isTrue();
    }

    /** The server sends a packet, given with its header. */
    LoginDialogue server(byte[] packet) {
        out.clear();
        session.sequenceId((packet[3] & 0xff) + 1);
        // In the middle of an array, so that reading beyond either end would show.
        byte[] array = new byte[packet.length + 8];
        Arrays.fill(array, (byte) 0x55);
        System.arraycopy(packet, 0, array, 4, packet.length);
        try {
            step = command.onPacket(new PacketReader().reset(array, 4 + HEADER, 4 + packet.length), out, session);
            if (step == Command.Step.FIND_ANSWER) {
                send(command.findAnswer());
            }
            if (step == Command.Step.DONE) {
                command.done(session);
            }
        } catch (MySqlException e) {
            step = null;
            command.fail(e);
        }
        return this;
    }

    private void send(byte @Nullable [] answer) {
        if (answer != null) {
            out.startPacket(session.sequenceId()).writeBytes(answer);
            session.sequenceId(out.endPacket());
        }
    }

    LoginDialogue tlsEstablished() {
        assertThat(step).isEqualTo(Command.Step.UPGRADE_TLS);
        out.clear();
        command.onTlsEstablished("TLSv1.3", CERTIFICATE, out, session);
        return this;
    }

    /** TLS has begun before the server has said anything. */
    LoginDialogue tunnelEstablished() {
        command.onTlsEstablished("TLSv1.3", CERTIFICATE, out, session);
        assertThat(out.isEmpty()).as("the server speaks first").isTrue();
        return this;
    }

    /** The payload of the only packet that was written since the server's last one. */
    byte[] written(int sequenceId) {
        assertThat(out.size()).isGreaterThanOrEqualTo(HEADER);
        int length = out.getByte(0) | out.getByte(1) << 8 | out.getByte(2) << 16;
        assertThat(out.size()).as("one packet").isEqualTo(HEADER + length);
        assertThat(out.getByte(3)).as("sequence id").isEqualTo(sequenceId);
        assertThat(session.sequenceId()).isEqualTo(sequenceId + 1);
        return Arrays.copyOfRange(out.array(), HEADER, out.size());
    }

    boolean wroteNothing() {
        return out.isEmpty();
    }

    Command.@Nullable Step step() {
        return step;
    }

    Session session() {
        return session;
    }

    LoginCommand command() {
        return command;
    }

    boolean isLoggedIn() {
        assertThat(reports).isLessThanOrEqualTo(1);
        return loggedIn;
    }

    /** How the login failed; it must have. */
    MySqlException failure() {
        assertThat(reports).as("reported once").isEqualTo(1);
        assertThat(loggedIn).isFalse();
        assertThat(failure).isNotNull();
        return failure;
    }

    @Override
    public void loggedIn(Session opened) {
        assertThat(opened).isSameAs(session);
        reports++;
        loggedIn = true;
    }

    @Override
    public void loginFailed(MySqlException cause) {
        reports++;
        failure = cause;
    }

    /** Asserts that the driver would not go on, and has sent nothing of it. */
    static void assertRefused(LoginDialogue login, String words) {
        assertThat(login.failure())
                .isInstanceOfSatisfying(MySqlConnectionException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
                    assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageContaining(words);
        assertThat(login.wroteNothing()).isTrue();
    }
}
