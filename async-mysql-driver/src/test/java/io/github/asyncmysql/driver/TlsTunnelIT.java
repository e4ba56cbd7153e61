package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.StoppedStatement;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TlsInterceptor;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Servers behind something that speaks TLS before they have said a word, and passes on what it decrypts. */
class TlsTunnelIT {

    private static X509Bundle authority;
    private static X509Bundle certificate;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void makeCertificate() throws Exception {
        CertificateBuilder builder = new CertificateBuilder().ecp256();
        authority = builder.copy()
                .subject("CN=authority of the tunnel")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        certificate = builder.copy()
                .subject("CN=end of the tunnel")
                .addSanIpAddress("127.0.0.1")
                .addExtendedKeyUsageServerAuth()
                .buildIssuedBy(authority);
        Files.writeString(authorityFile(), authority.getCertificatePEM());
    }

    private static Path authorityFile() {
        return folder.resolve("authority.pem");
    }

    private static TlsInterceptor tunnelTo(TestServer server) throws Exception {
        return TlsInterceptor.endOfTunnel(server, FakeConnection.serverContext(certificate));
    }

    private static MySqlConfig.Builder through(TlsInterceptor tunnel, TestServer server) {
        return Pools.config(server)
                .host("127.0.0.1")
                .port(tunnel.port())
                .sslTunnel(true)
                .sslCa(authorityFile());
    }

    private static String select(MySqlPool pool, String sql) {
        return pool.sql(sql).query(String.class).single().join();
    }

    @EveryServer
    void everythingPassesThroughIt(TestServer server) throws Exception {
        try (TlsInterceptor tunnel = tunnelTo(server);
                MySqlPool pool = Pools.pool(through(tunnel, server), 1)) {
            long id = StoppedStatement.connectionId(pool);
            assertThat(select(pool, "select repeat('x', 100000)")).hasSize(100_000);
            assertThat(Objects.requireNonNull(pool.server()).tlsVersion()).startsWith("TLSv1.");
            assertThat(pool.sql("show session status like 'Ssl_version'")
                            .query(row -> row.getString(1))
                            .single()
                            .join())
                    .as("the server itself speaks no TLS")
                    .isEmpty();

            StoppedStatement.assertKeepsItsConnection(pool, id);
        }
    }

    /** They take the connection for one without TLS. */
    @EveryServer(flavors = Flavor.MYSQL)
    void serversGetThePasswordItselfUnderTheirKey(TestServer server) throws Exception {
        try (TlsInterceptor tunnel = tunnelTo(server)) {
            for (String method : new String[] {"caching_sha2_password", "sha256_password"}) {
                String account = "tunnel_" + Long.toString(System.nanoTime(), 36);
                server.execute("create user " + account + " identified with " + method + " by 'first time'");
                MySqlConfig.Builder config = through(tunnel, server)
                        .username(account)
                        .password("first time")
                        .database(null)
                        .allowPublicKeyRetrieval(false);
                try (MySqlPool pool = Pools.pool(config, 1)) {
                    assertThat(select(pool, "select current_user()")).startsWith(account + "@");
                }
            }
            assertThat(tunnel.heard()).contains("tunnel_").doesNotContain("first time");
        }
    }

    @EveryServer
    void itsCertificateIsVerifiedAsTheModeSays(TestServer server, @TempDir Path other) throws Exception {
        try (TlsInterceptor tunnel = tunnelTo(server)) {
            MySqlConfig.Builder config = through(tunnel, server).host("localhost");
            assertRefused(config.sslMode(SslMode.VERIFY_IDENTITY), "localhost");
            assertRefused(config.sslMode(null), "localhost");
            Path another = another(other);
            assertRefused(config.sslMode(SslMode.VERIFY_CA).sslCa(another), "check ssl-mode and ssl-ca");
            assertThat(tunnel.heard()).as("nobody has said anything").isEmpty();

            assertConnects(config.sslMode(SslMode.REQUIRED));
            assertConnects(config.sslMode(SslMode.VERIFY_CA).sslCa(authorityFile()));
            assertConnects(config.sslMode(SslMode.VERIFY_IDENTITY).host("127.0.0.1"));
        }
    }

    private static Path another(Path folder) throws Exception {
        X509Bundle another = new CertificateBuilder()
                .ecp256()
                .subject("CN=another authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        return Files.writeString(folder.resolve("another.pem"), another.getCertificatePEM());
    }

    @EveryServer
    void aServerWithoutATunnelIsNotSpokenTo(TestServer server) throws IOException {
        assertRefused(
                Pools.config(server).sslTunnel(true).sslMode(SslMode.REQUIRED),
                "what has answered does not speak TLS; check port, ssl-tunnel");
    }

    private static void assertConnects(MySqlConfig.Builder config) {
        try (MySqlConnection connection = AsyncMySql.connect(config.build()).join()) {
            assertThat(connection.server().tlsVersion()).startsWith("TLSv1.");
        }
    }

    private static void assertRefused(MySqlConfig.Builder config, String words) {
        assertThatThrownBy(() -> assertConnects(config))
                .cause()
                .isInstanceOfSatisfying(MySqlConnectionException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(Kind.TLS);
                    assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageContaining(words);
    }
}
