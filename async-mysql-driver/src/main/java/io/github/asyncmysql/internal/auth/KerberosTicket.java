package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.Text;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Kerberos, in the two ways that servers have of it: {@code auth_gssapi_client} of MariaDB and {@code
 * authentication_kerberos_client} of MySQL. The server says what it is called there. From then on both exchange bare tokens of
 * GSSAPI, until each has proven itself to the other.
 *
 * <p>A ticket for another service could be used there by whoever gets it, so the name that a server says is believed
 * only if it is one of a database on the host that was connected to, or the settings name the service.
 *
 * <p>Thread rules as for {@link AuthPlugin}.
 *
 * @see <a href="https://mariadb.com/kb/en/authentication-plugin-gssapi/">Authentication plugin GSSAPI</a>
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/kerberos-pluggable-authentication.html">Kerberos pluggable
 *     authentication</a>
 */
final class KerberosTicket extends AuthPlugin {

    static final String OF_MARIADB = "auth_gssapi_client";
    static final String OF_MYSQL = "authentication_kerberos_client";

    private static final Pattern DATABASE = Pattern.compile("(?:mariadb|mysql)/([^/@]+)(?:@([^/@]+))?");
    private static final String MODULE = "java.security.jgss";
    private static final int MAX_SHOWN = 200;

    private @Nullable KerberosExchange exchange;
    private byte @Nullable [] received;

    KerberosTicket(String name, Credentials credentials) {
        super(name, credentials);
    }

    @Override
    public int scrambleLength() {
        return ANY_LENGTH;
    }

    /** MariaDB's tokens have no header of their own. */
    @Override
    public boolean expectsBareData() {
        return true;
    }

    /** Not before the server has proven itself. */
    @Override
    public boolean mayEnd() {
        return exchange != null && exchange.isComplete();
    }

    @Override
    public byte @Nullable [] respond(byte[] names) {
        // It may be left out of an image of the JDK that somebody has put together.
        Optional<Module> kerberos = ModuleLayer.boot().findModule(MODULE);
        if (kerberos.filter(KerberosTicket.class.getModule()::canRead).isEmpty()) {
            throw refusal("The server asks for a ticket of Kerberos, for which this JVM lacks the module " + MODULE
                    + "; add it, or give the account another method");
        }
        exchange = exchange(name().equals(OF_MARIADB) ? terminated(names) : counted(names));
        received = new byte[0];
        return null;
    }

    private KerberosExchange exchange(String named) {
        String configured = credentials.servicePrincipalName();
        if (configured != null) {
            return new KerberosExchange(credentials, configured, null);
        }
        Matcher database = DATABASE.matcher(named);
        if (database.matches() && database.group(1).equalsIgnoreCase(credentials.host())) {
            return new KerberosExchange(credentials, named, database.group(2));
        }
        throw refusal(
                "The server calls itself '" + Text.sanitize(named, MAX_SHOWN) + "' in Kerberos, which is not mariadb/"
                        + credentials.host() + " or mysql/" + credentials.host()
                        + "; if it is the right one, set service-principal-name");
    }

    /** MariaDB: the name and a mechanism, each with a zero behind it. Those there are for Kerberos, or begin with it. */
    private static String terminated(byte[] names) {
        String text = new String(names, StandardCharsets.UTF_8);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    /** MySQL: the name and the realm of its accounts, each behind its length in two bytes. */
    private static String counted(byte[] names) {
        PacketReader in = new PacketReader().reset(names, 0, names.length);
        byte[] name = in.readBytes(in.readInt2()); // service principal name [2 bytes, string]
        in.skip(in.readInt2()); // realm of the accounts [2 bytes, string]
        return new String(name, StandardCharsets.UTF_8);
    }

    @Override
    public byte @Nullable [] onMoreData(PacketReader in) {
        if (exchange == null || exchange.isComplete() || in.remaining() == 0) {
            throw in.malformed();
        }
        received = in.readRemainingBytes();
        return null;
    }

    @Override
    public boolean hasToFindAnswer() {
        return received != null;
    }

    @Override
    public byte @Nullable [] findAnswer() {
        byte[] token = received;
        if (exchange == null || token == null) {
            return super.findAnswer();
        }
        received = null;
        return exchange.next(token);
    }
}
