package io.github.asyncmysql.testsupport;

import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import javax.security.auth.Subject;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;

/** A service's side of one login with Kerberos, by the JDK. Confined to one thread at a time. */
public final class KerberosService {

    private final Subject keys;
    private final GSSContext context;

    /** @param keys those of the service, see {@link KerberosRealm#acceptor()} */
    public KerberosService(Subject keys) throws PrivilegedActionException {
        this.keys = keys;
        this.context = Subject.doAs(keys, (PrivilegedExceptionAction<GSSContext>)
                () -> GSSManager.getInstance().createContext((GSSCredential) null));
    }

    /** What the client's token is answered with. */
    public byte[] accept(byte[] token) throws PrivilegedActionException {
        return Subject.doAs(
                keys, (PrivilegedExceptionAction<byte[]>) () -> context.acceptSecContext(token, 0, token.length));
    }

    public boolean isEstablished() {
        return context.isEstablished();
    }

    /** Who the client has proven to be. */
    public String client() throws GSSException {
        return context.getSrcName().toString();
    }

    /** Whether the client has asked the service for a proof. */
    public boolean provesItself() {
        return context.getMutualAuthState();
    }
}
