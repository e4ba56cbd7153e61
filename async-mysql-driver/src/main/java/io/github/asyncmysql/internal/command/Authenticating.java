package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.WebAuthnAuthenticator;
import java.util.List;

/**
 * A command in which the server may want a person's device to sign, see {@link Command.Step#ASK}.
 *
 * <p>Confined to the event loop.
 */
public interface Authenticating {

    /** Who is to be asked. */
    WebAuthnAuthenticator authenticator();

    /** What is to be asked. */
    WebAuthnAuthenticator.Request question();

    /**
     * What the server is to be sent, in a packet of its own.
     *
     * @throws io.github.asyncmysql.MySqlConnectionException if there are too many, or none
     */
    byte[] answer(List<WebAuthnAuthenticator.Assertion> assertions);
}
