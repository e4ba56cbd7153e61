package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakePackets;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS handshakes between the driver's side and a server's side, without a network in between. */
class TlsContextsTest {

    private static final String HOST = "db.example.com";
    private static final UnaryOperator<CertificateBuilder> RIGHT_HOST = builder -> builder.addSanDnsName(HOST);
    private static final UnaryOperator<CertificateBuilder> WRONG_HOST =
            builder -> builder.addSanDnsName("other.example.com");

    @TempDir
    static Path folder;

    private static X509Bundle authority;
    private static Path ca;
    private static Path otherCa;

    @BeforeAll
    static void makeAuthorities() throws Exception {
        authority = makeAuthority("CN=authority");
        ca = write("ca.pem", authority.getCertificatePEM());
        otherCa = write("other.pem", makeAuthority("CN=other authority").getCertificatePEM());
    }

    private static X509Bundle makeAuthority(String subject) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject(subject)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static MySqlConfig config(SslMode mode, @Nullable Path trusted) {
        return config(HOST, mode, trusted);
    }

    private static MySqlConfig config(String host, SslMode mode, @Nullable Path trusted) {
        return MySqlConfig.builder().host(host).sslMode(mode).sslCa(trusted).build();
    }

    private static X509Bundle certificate(UnaryOperator<CertificateBuilder> change) throws Exception {
        return change.apply(new CertificateBuilder().ecp256().subject("CN=server"))
                .buildIssuedBy(authority);
    }

    private static X509Bundle selfSigned() throws Exception {
        return RIGHT_HOST
                .apply(new CertificateBuilder().ecp256().subject("CN=server"))
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    /** A DNS name that the certificate builder would not take. */
    private static CertificateBuilder withName(CertificateBuilder builder, String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        byte[] names =
                FakePackets.concat(new byte[] {0x30, (byte) (text.length + 2), (byte) 0x82, (byte) text.length}, text);
        return builder.addExtensionOctetString("2.5.29.17", false, names);
    }

    /** How a handshake ended on the driver's side; {@code failure} is null if it succeeded. */
    private record Handshake(
            SslHandler client, SslHandler server, @Nullable Throwable failure) {

        boolean succeeded() {
            return failure == null;
        }
    }

    private static Handshake shake(MySqlConfig config, UnaryOperator<CertificateBuilder> change) throws Exception {
        return shake(config, certificate(change));
    }

    private static Handshake shake(MySqlConfig config, X509Bundle certificate) throws Exception {
        SslContext serverContext =
                SslContextBuilder.forServer(certificate.toKeyManagerFactory()).build();
        SslContext clientContext = TlsContexts.create(config);
        assertThat(clientContext).isNotNull();
        SslHandler server = serverContext.newHandler(UnpooledByteBufAllocator.DEFAULT);
        SslHandler client = TlsContexts.newHandler(clientContext, config, UnpooledByteBufAllocator.DEFAULT);
        EmbeddedChannel serverChannel = new EmbeddedChannel(server);
        EmbeddedChannel clientChannel = new EmbeddedChannel(client);
        boolean moved = true;
        while (moved) {
            moved = move(clientChannel, serverChannel) | move(serverChannel, clientChannel);
        }
        assertThat(client.handshakeFuture().isDone()).isTrue();
        Throwable failure = client.handshakeFuture().cause();
        close(clientChannel);
        close(serverChannel);
        return new Handshake(client, server, failure);
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
        boolean moved = false;
        for (Object bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            moved = true;
            if (!to.isOpen()) {
                ReferenceCountUtil.release(bytes);
                continue;
            }
            try {
                to.writeInbound(bytes);
            } catch (DecoderException refusedByEitherSide) {
                assertThat(refusedByEitherSide).hasCauseInstanceOf(SSLException.class);
            } catch (Exception refusedByEitherSide) {
                assertThat(refusedByEitherSide).isInstanceOf(SSLException.class);
            }
        }
        return moved;
    }

    private static void close(EmbeddedChannel channel) {
        try {
            channel.finishAndReleaseAll();
        } catch (Exception afterAFailedHandshake) {
            assertThat(afterAFailedHandshake).hasRootCauseInstanceOf(SSLException.class);
        }
    }

    private static void assertRefused(Handshake handshake) {
        assertThat(handshake.failure()).isInstanceOf(SSLException.class);
    }

    @Test
    void thereIsNoContextWhereTlsIsDisabled() {
        assertThat(TlsContexts.create(config(SslMode.DISABLED, null))).isNull();
    }

    @Test
    void acceptsTheRightHostOfATrustedAuthority() throws Exception {
        Handshake handshake = shake(config(SslMode.VERIFY_IDENTITY, ca), RIGHT_HOST);

        assertThat(handshake.succeeded()).isTrue();
        assertThat(handshake.client().engine().getSession().getProtocol()).isEqualTo("TLSv1.3");
    }

    @Test
    @Covers("hostile:T41")
    void checksTheHostNameInVerifyIdentityOnly() throws Exception {
        assertRefused(shake(config(SslMode.VERIFY_IDENTITY, ca), WRONG_HOST));
        assertThat(shake(config(SslMode.VERIFY_CA, ca), WRONG_HOST).succeeded()).isTrue();
        assertThat(shake(config(SslMode.REQUIRED, null), WRONG_HOST).succeeded())
                .isTrue();
        assertThat(shake(config(SslMode.PREFERRED, null), WRONG_HOST).succeeded())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"VERIFY_CA", "VERIFY_IDENTITY"})
    @Covers({"hostile:T39", "guarantee:19"})
    void refusesUnknownAuthorities(SslMode mode) throws Exception {
        assertRefused(shake(config(mode, otherCa), RIGHT_HOST));
        assertRefused(shake(config(mode, null), RIGHT_HOST));
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"VERIFY_CA", "VERIFY_IDENTITY"})
    @Covers("hostile:T39")
    void refusesSelfSignedCertificates(SslMode mode) throws Exception {
        X509Bundle selfSigned = selfSigned();

        assertRefused(shake(config(mode, ca), selfSigned));
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"PREFERRED", "REQUIRED"})
    void acceptsAnyCertificateWhereOnlyEncryptionIsAskedFor(SslMode mode) throws Exception {
        assertThat(shake(config(mode, null), selfSigned()).succeeded()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"VERIFY_CA", "VERIFY_IDENTITY"})
    @Covers("hostile:T40")
    void refusesCertificatesThatAreNotValidNowOrNotForServers(SslMode mode) throws Exception {
        Instant now = Instant.now();
        Duration day = Duration.ofDays(1);

        assertRefused(shake(config(mode, ca), builder -> RIGHT_HOST
                .apply(builder)
                .notBefore(now.minus(day.multipliedBy(2)))
                .notAfter(now.minus(day))));
        assertRefused(shake(
                config(mode, ca),
                builder -> RIGHT_HOST.apply(builder).notBefore(now.plus(day)).notAfter(now.plus(day.multipliedBy(2)))));
        assertRefused(
                shake(config(mode, ca), builder -> RIGHT_HOST.apply(builder).addExtendedKeyUsageClientAuth()));
    }

    @ParameterizedTest
    @CsvSource({
        "db.example.com, db.example.com, true",
        "DB.Example.COM, db.example.com, true",
        "db.example.com, DB.EXAMPLE.COM, true",
        "db.example.com, *.example.com, true",
        "db.example.com., db.example.com, true",
        "db.example.com, example.com, false",
        "db.example.com, db.example.com.evil.org, false",
        "a.db.example.com, *.example.com, false",
        "example.com, *.example.com, false",
        "example.com, *.com, false",
        "db.example.com, d*.example.com, false",
        "db.example.com, *b.example.com, false",
        "db.example.com, *.*.com, false",
        "db.example.com, db.*.com, false",
        "127.0.0.1, 127.0.0.1, false",
    })
    @Covers("hostile:T41")
    void comparesHostNamesWithAlternativeNames(String host, String name, boolean accepted) throws Exception {
        Handshake handshake = shake(config(host, SslMode.VERIFY_IDENTITY, ca), builder -> withName(builder, name));

        assertThat(handshake.succeeded()).isEqualTo(accepted);
    }

    @Test
    @Covers("hostile:T41")
    void doesNotTakeTheCommonNameForAHostName() throws Exception {
        assertRefused(shake(config(SslMode.VERIFY_IDENTITY, ca), builder -> builder.subject("CN=" + HOST)));
        assertRefused(shake(config(SslMode.VERIFY_IDENTITY, ca), builder -> builder.subject("CN=" + HOST)
                .addSanIpAddress("127.0.0.1")));
    }

    @Test
    @Covers("hostile:T42")
    void comparesIpAddressesWithIpAddressesOnly() throws Exception {
        MySqlConfig byAddress = config("127.0.0.1", SslMode.VERIFY_IDENTITY, ca);
        MySqlConfig byAddress6 = config("::1", SslMode.VERIFY_IDENTITY, ca);

        assertThat(shake(byAddress, builder -> builder.addSanIpAddress("127.0.0.1"))
                        .succeeded())
                .isTrue();
        assertThat(shake(byAddress6, builder -> builder.addSanIpAddress("::1")).succeeded())
                .isTrue();
        assertRefused(shake(byAddress, builder -> builder.addSanIpAddress("127.0.0.2")));
        assertRefused(shake(byAddress, builder -> builder.addSanDnsName("localhost")));
        assertRefused(shake(byAddress, builder -> builder.subject("CN=127.0.0.1")));
    }

    @Test
    void readyMadeContextDecidesWhomToTrust() throws Exception {
        SSLContext ready = SSLContext.getInstance("TLS");
        ready.init(null, authority.toTrustManagerFactory().getTrustManagers(), null);
        MySqlConfig identity = MySqlConfig.builder()
                .host(HOST)
                .sslMode(SslMode.VERIFY_IDENTITY)
                .sslContext(ready)
                .build();
        MySqlConfig chain = identity.toBuilder().sslMode(SslMode.VERIFY_CA).build();
        X509Bundle stranger = selfSigned();

        assertThat(shake(identity, RIGHT_HOST).succeeded()).isTrue();
        assertRefused(shake(identity, WRONG_HOST));
        assertThat(shake(chain, WRONG_HOST).succeeded()).isTrue();
        assertRefused(shake(identity, stranger));
        assertRefused(shake(chain, stranger));
    }

    @Test
    void tellsTheServerWhichHostIsMeant() throws Exception {
        Handshake handshake = shake(config(SslMode.REQUIRED, null), RIGHT_HOST);

        ExtendedSSLSession session =
                (ExtendedSSLSession) handshake.server().engine().getSession();
        assertThat(session.getRequestedServerNames()).containsExactly(new SNIHostName(HOST));
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
    void setsProtocolsIdentificationAndTimeoutItself(SslMode mode) {
        MySqlConfig config = config(mode, ca);
        SslContext context = TlsContexts.create(config);
        assertThat(context).isNotNull();

        SslHandler handler = TlsContexts.newHandler(context, config, UnpooledByteBufAllocator.DEFAULT);

        assertThat(handler.engine().getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        assertThat(handler.engine().getSSLParameters().getEndpointIdentificationAlgorithm())
                .isEqualTo(mode == SslMode.VERIFY_IDENTITY ? "HTTPS" : "");
        assertThat(handler.getHandshakeTimeoutMillis()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = SslMode.class,
            names = {"PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"})
    @Covers("hostile:T50")
    void refusesAuthoritiesThatCannotBeRead(SslMode mode) throws IOException {
        Path missing = folder.resolve("missing.pem");
        Path empty = write("empty.pem", "");

        assertThatThrownBy(() -> TlsContexts.create(config(mode, missing)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ssl-ca: the file " + missing + " cannot be read");
        assertThatThrownBy(() -> TlsContexts.create(config(mode, folder)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ssl-ca: the file " + folder);
        assertThatThrownBy(() -> TlsContexts.create(config(mode, empty)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ssl-ca: the file " + empty + " holds no certificate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})
    @Covers("hostile:T50")
    void refusesAuthoritiesThatAreNone(String text) throws IOException {
        Path file = write("garbage.pem", text);

        assertThatThrownBy(() -> TlsContexts.create(config(SslMode.VERIFY_CA, file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ssl-ca: the file " + file + " holds no");
    }

    @Test
    void refusesClientCertificatesThatCannotBeUsed() throws Exception {
        X509Bundle own = certificate(UnaryOperator.identity());
        Path certificate = write("client.pem", own.getCertificatePEM());
        Path key = write("client-key.pem", own.getPrivateKeyPEM());
        MySqlConfig.Builder settings =
                MySqlConfig.builder().host(HOST).sslCa(ca).sslCert(certificate);
        assertThat(TlsContexts.create(settings.sslKey(key).build())).isNotNull();
        assertThatThrownBy(() -> TlsContexts.create(
                        settings.sslKey(folder.resolve("missing.pem")).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ssl-cert: ")
                .hasMessageEndingWith("missing.pem cannot be read");
        Path old = write("pkcs1.pem", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertThatThrownBy(() -> TlsContexts.create(settings.sslKey(old).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ssl-cert: ")
                .hasMessageContaining("PKCS#8");
    }

    @Test
    void readsSeveralAuthoritiesFromOneFile() throws Exception {
        Path both = write("both.pem", Files.readString(otherCa) + Files.readString(ca));

        assertThat(shake(config(SslMode.VERIFY_IDENTITY, both), RIGHT_HOST).succeeded())
                .isTrue();
    }
}
