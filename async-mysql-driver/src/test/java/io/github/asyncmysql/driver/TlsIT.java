package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import io.netty.pkitesting.CertificateBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The TLS modes against real servers and their own certificates. */
class TlsIT {

    /** Leads to this machine, and is the name in no certificate. */
    private static final String OTHER_NAME = "0.0.0.0";

    private static DriverResources resources;

    @TempDir
    Path folder;

    @BeforeAll
    static void startEventLoop() {
        resources = DriverResources.create("tls-it", 1);
    }

    @AfterAll
    static void endEventLoop() {
        resources.close();
    }

    private static MySqlConfig.Builder settings(TestServer server, SslMode mode) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .sslMode(mode)
                .connectTimeout(Duration.ofSeconds(30));
    }

    private static Path ca(TestServer server) {
        return Objects.requireNonNull(server.caCertificate(), "certificate authority of " + server);
    }

    private static MySqlConnection connect(MySqlConfig.Builder config) {
        return AsyncMySql.connect(config.build(), resources)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static void assertEncrypted(MySqlConfig.Builder config) {
        try (MySqlConnection connection = connect(config)) {
            assertThat(connection.server().tlsVersion()).isIn("TLSv1.2", "TLSv1.3");
            assertThat(cipher(connection)).isNotEmpty();
        }
    }

    /** What the server itself says about the encryption of the session. */
    private static String cipher(MySqlConnection connection) {
        return connection
                .sql("show session status like 'Ssl_cipher'")
                .query(row -> row.getString(1))
                .single()
                .join();
    }

    private static void assertRefused(MySqlConfig.Builder config) {
        Throwable failure = catchThrowable(() -> connect(config).close());
        assertThat(failure).isNotNull();
        assertThat(failure.getCause()).isInstanceOfSatisfying(MySqlConnectionException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.TLS);
            assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
        });
    }

    @EveryServer(restartable = true)
    void staysInPlainTextWhereTlsIsDisabled(TestServer server) {
        try (MySqlConnection connection = connect(settings(server, SslMode.DISABLED))) {
            assertThat(connection.server().tlsVersion()).isNull();
            assertThat(cipher(connection)).isEmpty();
        }
    }

    @EveryServer(restartable = true)
    void encryptsWithoutVerifyingInPreferredAndRequired(TestServer server) {
        assertEncrypted(settings(server, SslMode.PREFERRED));
        assertEncrypted(settings(server, SslMode.REQUIRED));
        assertEncrypted(settings(server, SslMode.REQUIRED).host(OTHER_NAME));
    }

    @EveryServer(restartable = true)
    @Covers("guarantee:19")
    void acceptsTheServersAuthorityInVerifyCa(TestServer server) {
        assertEncrypted(settings(server, SslMode.VERIFY_CA).sslCa(ca(server)));
    }

    @EveryServer(restartable = true)
    @Covers("hostile:T41")
    void checksTheHostNameInVerifyIdentityOnly(TestServer server) {
        assertEncrypted(settings(server, SslMode.VERIFY_CA).sslCa(ca(server)).host(OTHER_NAME));
        assertRefused(
                settings(server, SslMode.VERIFY_IDENTITY).sslCa(ca(server)).host(OTHER_NAME));
    }

    @EveryServer(restartable = true)
    @Covers({"hostile:T41", "guarantee:19"})
    void acceptsHostsThatTheCertificateNames(TestServer server) {
        for (String host : new String[] {"localhost", "127.0.0.1"}) {
            MySqlConfig.Builder config =
                    settings(server, SslMode.VERIFY_IDENTITY).sslCa(ca(server)).host(host);
            // Servers in containers make certificates for themselves, which name no host at all.
            if (server.dataDirectory() == null) {
                assertRefused(config);
            } else {
                assertEncrypted(config);
            }
        }
    }

    @EveryServer(restartable = true)
    @Covers("hostile:T39")
    void refusesOtherAuthorities(TestServer server) throws Exception {
        Path other = Files.writeString(
                folder.resolve("other.pem"),
                new CertificateBuilder()
                        .rsa2048()
                        .subject("CN=somebody else")
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned()
                        .getCertificatePEM());

        assertRefused(settings(server, SslMode.VERIFY_CA).sslCa(other));
        assertRefused(settings(server, SslMode.VERIFY_IDENTITY).sslCa(other));
        assertRefused(settings(server, SslMode.VERIFY_CA));
    }

    @EveryServer(restartable = true)
    void trustsAReadyMadeContext(TestServer server) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(ca(server))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);

        assertEncrypted(settings(server, SslMode.VERIFY_CA).sslContext(context));
        assertRefused(
                settings(server, SslMode.VERIFY_IDENTITY).sslContext(context).host(OTHER_NAME));
    }

    @EveryServer
    @Covers("hostile:T50")
    void refusesAnUnreadableAuthorityBeforeConnecting(TestServer server) {
        MySqlConfig config = settings(server, SslMode.VERIFY_CA)
                .sslCa(folder.resolve("missing.pem"))
                .build();

        assertThatThrownBy(() -> AsyncMySql.connect(config, resources))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ssl-ca: ");
    }

    @EveryServer(restartable = true)
    @Covers({"hostile:T31", "hostile:T32", "guarantee:20"})
    void goesOnWithoutTlsOnlyWhereItIsPreferred(TestServer shared) {
        String[] withoutTls = shared.isMariaDb()
                ? new String[] {"--skip-ssl"}
                : new String[] {shared.versionAtLeast(8, 4) ? "--tls-version=" : "--skip-ssl"};
        try (TestServer server = TestServers.startOwn(shared, withoutTls)) {
            try (MySqlConnection connection = connect(settings(server, SslMode.PREFERRED))) {
                assertThat(connection.server().tlsVersion()).isNull();
            }
            assertRefused(settings(server, SslMode.REQUIRED));
            assertRefused(settings(server, SslMode.VERIFY_CA));
            assertRefused(settings(server, SslMode.VERIFY_IDENTITY));
        }
    }
}
