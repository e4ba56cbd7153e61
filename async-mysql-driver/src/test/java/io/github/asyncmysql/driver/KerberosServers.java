package io.github.asyncmysql.driver;

import static org.junit.jupiter.api.Assumptions.abort;

import io.github.asyncmysql.testsupport.KerberosRealm;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.util.Map;
import java.util.stream.Stream;

/** MariaDB as a service of Kerberos. Stateless. */
final class KerberosServers {

    private static final String PLUGIN = "auth_gssapi.so";

    private KerberosServers() {}

    /**
     * Starts one with the accounts {@code ada} and {@code eve}, each for the user of that name, and {@code mapped} for ada. Says
     * loudly if there is none, and the test is not run.
     *
     * @param options further ones
     */
    static TestServer start(KerberosRealm realm, String... options) {
        if (!TestServers.hasMariaDbPlugin(PLUGIN)) {
            return abort("no MariaDB with " + PLUGIN);
        }
        String[] all = Stream.concat(
                        Stream.of(
                                "--plugin-load-add=" + PLUGIN,
                                "--gssapi-keytab-path=" + realm.keytab(),
                                "--gssapi-principal-name=" + KerberosRealm.SERVICE + "@" + KerberosRealm.NAME),
                        Stream.of(options))
                .toArray(String[]::new);
        Map<String, String> environment =
                Map.of("KRB5_CONFIG", realm.configuration().toString());
        TestServer server =
                TestServers.startMariaDbWithPlugins(environment, all).orElseGet(() -> abort("no MariaDB with plugins"));
        server.execute(
                "create user " + KerberosRealm.USER + " identified via gssapi",
                "create user eve identified via gssapi",
                "create user mapped identified via gssapi using '" + KerberosRealm.USER + "@" + KerberosRealm.NAME
                        + "'");
        return server;
    }
}
