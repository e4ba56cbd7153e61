package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.asyncmysql.testsupport.ChildJvm;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakeProxy;
import io.github.asyncmysql.testsupport.KerberosRealm;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import io.github.asyncmysql.testsupport.TlsInterceptor;
import io.netty.pkitesting.CertificateBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that the driver does on its event loops blocks them, watched by BlockHound in a JVM of its own. */
class BlockHoundIT {

    private static String watch(Path folder, List<String> urls) throws Exception {
        return watch(folder, Map.of(), "-ea", urls);
    }

    private static String watch(Path folder, Map<String, String> environment, String option, List<String> urls)
            throws Exception {
        return ChildJvm.run(
                folder,
                environment,
                List.of(
                        option,
                        "-cp",
                        ChildJvm.CLASS_PATH,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+EnableDynamicAgentLoading",
                        // BlockHound cannot see into native methods of newer JVMs without it.
                        "-XX:+AllowRedefinitionToAddDeleteMethods",
                        "-Djdk.attach.allowAttachSelf=true"),
                WatchedLoops.class.getName(),
                urls);
    }

    private static String url(TestServer server, String username, String options) {
        return "mysql://" + username + ":" + server.password() + "@" + server.host() + ":" + server.port() + "/"
                + options;
    }

    /** All ways to connect that this server has; by the first one, all sorts of work are done. */
    private static List<String> urls(TestServer server) {
        List<String> urls = new ArrayList<>();
        String database = server.database();
        urls.add(url(server, server.username(), database));
        urls.add(url(server, server.username(), database + "?compression=zlib"));
        urls.add("mysql://" + server.username() + ":" + server.password() + "@" + server.host() + ":" + server.port()
                + ",127.0.0.1:1/" + database);
        if (server.caCertificate() != null) {
            urls.add(url(
                    server,
                    server.username(),
                    database + "?ssl-mode=verify-identity&ssl-ca=" + server.caCertificate()));
        }
        if (server.unixSocket() != null) {
            urls.add(url(server, server.username(), database + "?socket=" + server.unixSocket()));
        }
        if (server.isMySql()) {
            // Nobody has logged in with it, so the server wants the password itself, under its key.
            server.execute(
                    "drop user if exists fresh",
                    "create user fresh identified with caching_sha2_password by '" + server.password() + "'");
            urls.add(url(server, "fresh", "?ssl-mode=disabled"));
            if (server.versionAtLeast(8, 0, 18)) {
                urls.add(url(server, server.username(), database + "?compression=zstd"));
            }
        }
        return urls;
    }

    @EveryServer
    @Covers("guarantee:16")
    void noEventLoopIsBlocked(TestServer server, @TempDir Path folder) throws Exception {
        try (FakeProxy proxy = FakeProxy.to(server, null);
                TlsInterceptor tunnel = TlsInterceptor.endOfTunnel(
                        server,
                        FakeConnection.serverContext(new CertificateBuilder()
                                .ecp256()
                                .subject("CN=tunnel")
                                .setIsCertificateAuthority(true)
                                .buildSelfSigned()));
                FakeMySqlServer ldap = FakeMySqlServer.start(FakeSessions::openByScram)) {
            List<String> urls = urls(server);
            urls.add(url(
                    server,
                    server.username(),
                    server.database() + "?ssl-mode=required&proxy=socks5://127.0.0.1:" + proxy.port()));
            urls.add("mysql://" + server.username() + ":" + server.password() + "@127.0.0.1:" + tunnel.port()
                    + "/?ssl-tunnel=true&ssl-mode=required");
            urls.add("mysql://ada:pencil@" + ldap.host() + ":" + ldap.port()
                    + "/?ssl-mode=disabled&authentication-plugins=authentication_ldap_sasl_client");
            assertThat(watch(folder, urls)).contains(WatchedLoops.NOTHING, WatchedLoops.FOUND);
        }
    }

    @Test
    @Covers("guarantee:16")
    void methodsOfMariaDbBlockNoneEither(@TempDir Path folder) throws Exception {
        try (TestServer server = TestServers.startMariaDbWithPlugins(
                        "--plugin-load-add=auth_ed25519", "--plugin-load-add=auth_parsec")
                .orElseGet(() -> abort("no MariaDB with plugins"))) {
            List<String> urls = new ArrayList<>();
            for (String method : List.of("parsec", "ed25519")) {
                server.execute("create user " + method + " identified via " + method + " using password('"
                        + server.password() + "')");
                urls.add(url(server, method, "?ssl-mode=disabled"));
            }
            assertThat(watch(folder, urls)).contains(WatchedLoops.NOTHING, WatchedLoops.FOUND);
        }
    }

    /** With a ticket that is there already, as {@code kinit} leaves it. Of the account's name there are no keys. */
    @Test
    @Covers("guarantee:16")
    void kerberosBlocksNoneEither(@TempDir Path folder) throws Exception {
        try (KerberosRealm realm = KerberosRealm.start(folder);
                TestServer server = KerberosServers.start(realm)) {
            String tickets = realm.writeTicketCache(folder.resolve("tickets")).toString();
            String url = "mysql://mapped@" + server.host() + ":" + server.port()
                    + "/?ssl-mode=disabled&authentication-plugins=auth_gssapi_client";
            assertThat(watch(
                            folder,
                            Map.of("KRB5CCNAME", tickets),
                            "-Djava.security.krb5.conf=" + realm.configuration(),
                            List.of(url)))
                    .contains(WatchedLoops.NOTHING, WatchedLoops.FOUND);
        }
    }
}
