package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.apache.kerby.kerberos.kerb.KrbException;
import org.apache.kerby.kerberos.kerb.client.KrbClient;
import org.apache.kerby.kerberos.kerb.server.SimpleKdcServer;
import org.apache.kerby.kerberos.kerb.type.ticket.TgtTicket;
import org.jspecify.annotations.Nullable;

/**
 * A realm of Kerberos with a KDC of its own in this JVM, which is the JVM's default realm for as long as it is open. It has a
 * user, a service, and a keytab with the keys of both. Confined to one test class at a time.
 */
public final class KerberosRealm implements AutoCloseable {

    public static final String NAME = "ASYNC.TEST";
    public static final String USER = "ada";
    public static final String PASSWORD = "kerberos-canary";
    /** A database on the host that test servers have. */
    public static final String SERVICE = "mariadb/127.0.0.1";

    private static final String CONFIGURATION = "java.security.krb5.conf";

    private final SimpleKdcServer kdc;
    private final Path configuration;
    private final Path keytab;
    private final @Nullable String configuredBefore = System.getProperty(CONFIGURATION);

    private KerberosRealm(SimpleKdcServer kdc, Path folder) {
        this.kdc = kdc;
        this.configuration = folder.resolve("krb5.conf");
        this.keytab = folder.resolve("krb5.keytab");
    }

    /** @param folder where its files go */
    public static KerberosRealm start(Path folder) throws Exception {
        SimpleKdcServer kdc = new SimpleKdcServer();
        kdc.setKdcRealm(NAME);
        kdc.setKdcHost("127.0.0.1");
        kdc.setAllowUdp(false);
        kdc.setWorkDir(Files.createDirectories(folder.resolve("kdc")).toFile());
        kdc.init();
        kdc.start();
        KerberosRealm realm = new KerberosRealm(kdc, folder);
        kdc.createPrincipal(USER, PASSWORD);
        kdc.createPrincipals(SERVICE);
        kdc.exportPrincipal(USER, realm.keytab.toFile());
        kdc.exportPrincipal(SERVICE, realm.keytab.toFile());
        realm.useKdcAt(kdc.getKdcSetting().getKdcTcpPort());
        return realm;
    }

    /** The JVM asks another port for tickets from now on. */
    public void useKdcAt(int port) throws IOException, LoginException {
        Files.writeString(configuration, """
                [libdefaults]
                default_realm = %1$s
                dns_lookup_kdc = false
                dns_lookup_realm = false
                rdns = false
                udp_preference_limit = 1
                kdc_timeout = 3000
                max_retries = 1
                default_keytab_name = FILE:%3$s
                [realms]
                %1$s = {
                kdc = 127.0.0.1:%2$d
                }
                """.formatted(NAME, port, keytab));
        System.setProperty(CONFIGURATION, configuration.toString());
        acceptor();
    }

    /** The file that says where the KDC is. */
    public Path configuration() {
        return configuration;
    }

    public Path keytab() {
        return keytab;
    }

    /** Writes a ticket of the user, as {@code kinit} does. */
    public Path writeTicketCache(Path file) throws KrbException {
        KrbClient client = kdc.getKrbClient();
        client.setKdcHost("127.0.0.1");
        client.setKdcTcpPort(kdc.getKdcSetting().getKdcTcpPort());
        client.setAllowUdp(false);
        client.init();
        TgtTicket ticket = client.requestTgt(USER, PASSWORD);
        client.storeTicket(ticket, file.toFile());
        return file;
    }

    /** What the service decrypts tickets with. Has the JVM read its configuration anew, and asks no KDC. */
    public Subject acceptor() throws LoginException {
        return logIn(Map.of("isInitiator", "false", "storeKey", "true", "principal", SERVICE));
    }

    /** The user, logged in with the keytab. */
    public Subject user() throws LoginException {
        return logIn(Map.of("principal", USER));
    }

    private Subject logIn(Map<String, String> options) throws LoginException {
        LoginContext login = new LoginContext("test", null, null, new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                Map<String, String> all = new HashMap<>(options);
                all.putAll(Map.of(
                        "refreshKrb5Config", "true",
                        "useKeyTab", "true",
                        "doNotPrompt", "true",
                        "keyTab", keytab.toString()));
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(
                            "com.sun.security.auth.module.Krb5LoginModule", LoginModuleControlFlag.REQUIRED, all)
                };
            }
        });
        login.login();
        return login.getSubject();
    }

    @Override
    public void close() throws KrbException {
        if (configuredBefore == null) {
            System.clearProperty(CONFIGURATION);
        } else {
            System.setProperty(CONFIGURATION, configuredBefore);
        }
        kdc.stop();
    }
}
