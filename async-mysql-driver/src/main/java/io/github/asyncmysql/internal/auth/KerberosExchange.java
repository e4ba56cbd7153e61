package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SubjectProvider;
import io.github.asyncmysql.internal.wire.Text;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;

/**
 * One client's side of Kerberos, by the JDK's implementation: who it is logged in as, and the tokens by which client and
 * service prove themselves to each other. Asks the KDC and reads files, so it blocks. Needs the module {@code
 * java.security.jgss}.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4121">RFC 4121</a>
 */
final class KerberosExchange {

    private static final String KERBEROS = "1.2.840.113554.1.2.2";
    private static final String PRINCIPAL_NAME = "1.2.840.113554.1.2.2.1";
    private static final int MAX_SHOWN = 300;

    private final Credentials credentials;
    private final String service;
    private final @Nullable String realm;
    private @Nullable LoginContext login;
    private @Nullable Subject subject;
    private @Nullable GSSContext context;
    private boolean complete;

    /**
     * @param service the name of the service
     * @param realm the realm that the server says it is in; {@code null} if it says none, or is not asked
     */
    KerberosExchange(Credentials credentials, String service, @Nullable String realm) {
        this.credentials = credentials;
        this.service = service;
        this.realm = realm;
    }

    /** Whether both have proven themselves. */
    boolean isComplete() {
        return complete;
    }

    /**
     * Understands a token of the service, or begins with an empty one.
     *
     * @return the next token for the service; {@code null} if there is nothing to say any more
     * @throws MySqlConnectionException if there is no ticket, or the service is not the right one
     */
    byte @Nullable [] next(byte[] token) {
        boolean begins = context == null;
        try {
            if (begins) {
                checkRealm();
                logIn();
            }
            Subject client = subject;
            byte[] answer = client == null ? step(token) : Subject.doAs(client, (Step) () -> step(token));
            if (complete) {
                close();
            }
            return answer;
        } catch (GSSException e) {
            close();
            throw begins ? noTicket(e) : unproven(e);
        } catch (PrivilegedActionException e) {
            close();
            throw begins ? noTicket(e.getException()) : unproven(e.getException());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private interface Step extends PrivilegedExceptionAction<byte @Nullable []> {}

    private byte @Nullable [] step(byte[] token) throws GSSException {
        GSSContext started = context;
        if (started == null) {
            GSSManager manager = GSSManager.getInstance();
            Oid mechanism = new Oid(KERBEROS);
            started = manager.createContext(
                    manager.createName(service, new Oid(PRINCIPAL_NAME)), mechanism, null, GSSContext.DEFAULT_LIFETIME);
            started.requestMutualAuth(true);
            started.requestCredDeleg(false);
            context = started;
        }
        byte[] answer = started.initSecContext(token, 0, token.length);
        if (started.isEstablished()) {
            if (!started.getMutualAuthState()) {
                throw new GSSException(GSSException.UNAUTHORIZED);
            }
            complete = true;
        }
        return answer == null || answer.length == 0 ? null : answer;
    }

    /** Another realm's word for who the service is counts only where the user says so. */
    private void checkRealm() {
        if (realm != null && !realm.equals(defaultRealm())) {
            throw AuthPlugin.refusal(
                    "The server says that it is in the Kerberos realm '" + Text.sanitize(realm, MAX_SHOWN)
                            + "', which is not the default one of this JVM; if it is the right one, set service-principal-name");
        }
    }

    private static @Nullable String defaultRealm() {
        try {
            return new KerberosPrincipal("any").getRealm();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void logIn() {
        SubjectProvider given = credentials.subjectProvider();
        if (given != null) {
            subject = ask(given);
        } else if (credentials.hasPassword() || KerberosLogin.isWantedWithoutPassword()) {
            try {
                LoginContext own = KerberosLogin.create(credentials);
                own.login();
                login = own;
                subject = own.getSubject();
            } catch (LoginException e) {
                throw new MySqlConnectionException(
                        Kind.CREDENTIALS,
                        "No login to Kerberos: " + text(e) + "; "
                                + (credentials.hasPassword()
                                        ? "check username, password and the JVM's krb5.conf"
                                        : "get a ticket with kinit, or set subjectProvider or password"),
                        Outcome.NOT_SENT,
                        e);
            }
        }
    }

    private static Subject ask(SubjectProvider given) {
        Subject found;
        try {
            found = given.subject();
        } catch (Exception e) {
            throw new MySqlConnectionException(
                    Kind.CREDENTIALS, "The provider of subjects has failed", Outcome.NOT_SENT, e);
        }
        if (found == null) {
            throw new MySqlConnectionException(
                    Kind.CREDENTIALS, "The provider of subjects has returned null", Outcome.NOT_SENT, null);
        }
        return found;
    }

    private MySqlConnectionException noTicket(Exception cause) {
        return new MySqlConnectionException(
                Kind.CREDENTIALS,
                "No ticket of Kerberos for the service '" + service + "': " + text(cause)
                        + "; check service-principal-name, and that the login to Kerberos has not expired",
                Outcome.NOT_SENT,
                cause);
    }

    private MySqlConnectionException unproven(Exception cause) {
        return new MySqlConnectionException(
                Kind.REFUSED,
                "The server could not prove that it is '" + service + "' in Kerberos: " + text(cause),
                Outcome.NOT_SENT,
                cause);
    }

    private static String text(Exception cause) {
        return Text.sanitize(String.valueOf(cause.getMessage()), MAX_SHOWN);
    }

    /** Everything is forgotten, but for what the application owns. */
    private void close() {
        GSSContext used = context;
        LoginContext own = login;
        login = null;
        subject = null;
        try {
            if (used != null) {
                used.dispose();
            }
            if (own != null) {
                own.logout();
            }
        } catch (GSSException | LoginException e) {
            // It is forgotten all the same.
        }
    }
}
