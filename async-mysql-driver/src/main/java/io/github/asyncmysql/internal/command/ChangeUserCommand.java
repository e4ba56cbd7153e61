package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.internal.auth.AuthPlugin;
import io.github.asyncmysql.internal.auth.Credentials;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands the session to another account, as if the connection had been opened anew: the server forgets everything in it. It has
 * the connection to itself.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_change_user.html">COM_CHANGE_USER</a>
 */
public final class ChangeUserCommand extends Command implements Authenticating {

    private static final int COM_CHANGE_USER = 0x11;

    private final LoginSettings settings;
    private final SimpleCommand.Listener listener;
    private @Nullable Authentication authentication;

    /** @param settings of the new account */
    public ChangeUserCommand(LoginSettings settings, SimpleCommand.Listener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    @Override
    public boolean isExclusive() {
        return true;
    }

    @Override
    public boolean isAlone() {
        return true;
    }

    @Override
    public void encode(PacketWriter out, Session session) {
        MySqlConfig config = settings.config();
        Credentials credentials = settings.credentials(session.server().tlsVersion() != null);
        // There is no scramble to answer to yet: the server asks for a method, and sends one.
        authentication = new Authentication(credentials, null);
        String database = config.database();
        session.omitsColumns(false);
        out.startPacket(0).writeByte(COM_CHANGE_USER); // command [1 byte]
        out.writeNulTerminatedString(config.username()); // user [string<NUL>]
        out.writeByte(0); // auth plugin data length [1 byte]
        out.writeNulTerminatedString(database == null ? "" : database); // database [string<NUL>]
        out.writeInt2(LoginCommand.collation(session.server())); // character set [2 bytes]
        out.writeNulTerminatedString(AuthPlugin.usual(session.server().mariaDb())); // client plugin name [string<NUL>]
        if (session.has(Capabilities.CONNECT_ATTRS)) {
            out.writeLengthEncodedBytes(settings.attributes()); // length of all key-values [lenenc], key-values
        }
        out.endPacket();
    }

    @Override
    public Step onPacket(PacketReader in, PacketWriter out, Session session) {
        Authentication dialogue = authentication;
        if (dialogue == null) {
            throw in.malformed();
        }
        return dialogue.onPacket(in, out, session);
    }

    @Override
    public WebAuthnAuthenticator authenticator() {
        return Objects.requireNonNull(authentication).authenticator();
    }

    @Override
    public WebAuthnAuthenticator.Request question() {
        return Objects.requireNonNull(authentication).question();
    }

    @Override
    public byte[] answer(List<WebAuthnAuthenticator.Assertion> assertions) {
        return Objects.requireNonNull(authentication).answer(assertions);
    }

    @Override
    public byte @Nullable [] findAnswer() {
        return authentication == null ? super.findAnswer() : authentication.findAnswer();
    }

    @Override
    public void done(Session session) {
        listener.ended(authentication == null ? null : authentication.refusal());
    }

    @Override
    public void fail(MySqlException failure) {
        listener.ended(failure);
    }
}
