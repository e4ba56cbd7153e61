package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code dialog}: questions that PAM asks on the server, one after the other, each of them answered as it is. The passwords
 * of the settings are the answers, in their order, whether a question is one for a password or one whose answer may be
 * seen. Only for those who ask for it by name, and only where {@code mysql_clear_password} is taken part in.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://mariadb.com/kb/en/authentication-plugin-pam/">Authentication plugin PAM</a>
 */
final class DialogPassword extends AuthPlugin {

    static final String NAME = "dialog";

    /** The kinds of questions: for something that may be seen, and for a password. */
    private static final int ORDINARY = 2;

    private static final int PASSWORD = 4;
    /** Added to the kind of the last question. */
    private static final int LAST = 1;

    private static final int MAX_SHOWN = 100;

    private int answered;
    private boolean ended;

    DialogPassword(Credentials credentials) {
        super(NAME, credentials);
    }

    @Override
    public int scrambleLength() {
        return ANY_LENGTH;
    }

    /** Questions have no header of their own where MariaDB asks them, and one where MySQL does. */
    @Override
    public boolean expectsBareData() {
        return !ended;
    }

    /** The first question comes with the request. */
    @Override
    public byte[] respond(byte[] question) {
        return answer(question.length == 0 ? new byte[] {PASSWORD} : question);
    }

    @Override
    public byte @Nullable [] onMoreData(PacketReader in) {
        if (ended || in.remaining() == 0) {
            throw in.malformed();
        }
        return answer(in.readRemainingBytes());
    }

    private byte[] answer(byte[] question) {
        int kind = question[0] & ~LAST;
        if (kind != ORDINARY && kind != PASSWORD) {
            throw new MySqlProtocolException(
                    "The server asked a question of the unknown kind " + (question[0] & 0xff), Outcome.NOT_SENT, null);
        }
        checkSecrecy("the password in a dialogue");
        ended = (question[0] & LAST) != 0;
        byte[] text = Arrays.copyOfRange(question, 1, question.length);
        String shown = Text.sanitize(new String(text, StandardCharsets.UTF_8).strip(), MAX_SHOWN);
        return credentials.terminatedAnswer(answered++, shown);
    }
}
