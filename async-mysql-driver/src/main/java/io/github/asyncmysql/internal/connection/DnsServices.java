package io.github.asyncmysql.internal.connection;

import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.spi.NamingManager;

/**
 * Asks DNS for SRV records, through the JDK's own client. The modules {@code java.naming} and {@code jdk.naming.dns} are not
 * needed by anything else, and may be absent then.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc2782">RFC 2782</a>
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/api/jdk.naming.dns/module-summary.html">jdk.naming.dns</a>
 */
public final class DnsServices implements NameLookup.Services {

    private static final String TYPE = "SRV";
    private static final String FIRST_TIMEOUT_MILLIS = "1000";
    /** How often each server is asked; each time it has twice as long. */
    private static final String ATTEMPTS = "3";

    private final String servers;
    private final String firstTimeoutMillis;

    private DnsServices(String servers, String firstTimeoutMillis) {
        this.servers = servers;
        this.firstTimeoutMillis = firstTimeoutMillis;
    }

    /** Asks the name servers of the operating system. */
    public static DnsServices ofSystem() {
        return new DnsServices("dns:", FIRST_TIMEOUT_MILLIS);
    }

    /**
     * Asks one name server.
     *
     * @param firstTimeoutMillis how long it has for its first answer; twice as long for the second, and so on
     */
    public static DnsServices of(String host, int port, int firstTimeoutMillis) {
        return new DnsServices("dns://" + host + ":" + port, Integer.toString(firstTimeoutMillis));
    }

    /** Whether the JVM has what this takes, and this module sees it. */
    public static boolean isPossible() {
        Module own = DnsServices.class.getModule();
        ModuleLayer boot = ModuleLayer.boot();
        return boot.findModule("jdk.naming.dns").isPresent()
                && boot.findModule("java.naming").filter(own::canRead).isPresent();
    }

    // The provider of DNS makes texts of records, and no objects; it wants a Hashtable.
    @SuppressWarnings({"BanJNDI", "JdkObsolete"})
    @Override
    public List<String> records(String name) throws IOException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, servers);
        environment.put("com.sun.jndi.dns.timeout.initial", firstTimeoutMillis);
        environment.put("com.sun.jndi.dns.timeout.retries", ATTEMPTS);
        try {
            // Not InitialDirContext, which would take a name that looks like a URL somewhere else.
            Context dns = NamingManager.getInitialContext(environment);
            try {
                return texts(((DirContext) dns)
                        .getAttributes(name, new String[] {TYPE})
                        .get(TYPE));
            } finally {
                dns.close();
            }
        } catch (NameNotFoundException e) {
            UnknownHostException unknown = new UnknownHostException(name);
            unknown.initCause(e);
            throw unknown;
        } catch (NamingException | RuntimeException e) {
            // What the JDK cannot make sense of, it reports in both ways.
            Throwable root =
                    e instanceof NamingException naming && naming.getRootCause() != null ? naming.getRootCause() : e;
            throw new IOException("DNS: " + root.getMessage(), e);
        }
    }

    private static List<String> texts(Attribute attribute) throws NamingException {
        List<String> texts = new ArrayList<>();
        if (attribute != null) {
            NamingEnumeration<?> values = attribute.getAll();
            while (values.hasMore()) {
                texts.add(String.valueOf(values.next()));
            }
        }
        return texts;
    }
}
