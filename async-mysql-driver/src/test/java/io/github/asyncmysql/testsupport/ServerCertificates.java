package io.github.asyncmysql.testsupport;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Certificates for test servers, valid for {@code localhost} and {@code 127.0.0.1}. The ones that servers make for
 * themselves name no host, and MariaDB spends up to twenty seconds on them at every start. Thread-safe.
 */
final class ServerCertificates {

    static final String CA = "ca.pem";

    private static final String CERTIFICATE = "server-cert.pem";
    private static final String KEY = "server-key.pem";
    private static final String CLIENT_CERTIFICATE = "client-cert.pem";
    private static final String CLIENT_KEY = "client-key.pem";

    private ServerCertificates() {}

    /** Writes a certificate authority, and certificates and keys of a server and a client under the names that MySQL looks for. */
    static void writeTo(Path folder) throws IOException {
        try {
            // Written once per machine and used for as long as that cache lives, so valid for long.
            CertificateBuilder lasting =
                    new CertificateBuilder().rsa2048().notAfter(Instant.now().plus(Duration.ofDays(3650)));
            X509Bundle authority = lasting.copy()
                    .subject("CN=async-mysql test authority")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            X509Bundle server = lasting.copy()
                    .subject("CN=async-mysql test server")
                    .addSanDnsName("localhost")
                    .addSanIpAddress("127.0.0.1")
                    .addExtendedKeyUsageServerAuth()
                    .buildIssuedBy(authority);
            X509Bundle client =
                    lasting.copy().subject("CN=async-mysql test client").buildIssuedBy(authority);
            Files.writeString(folder.resolve(CA), authority.getCertificatePEM());
            Files.writeString(folder.resolve(CERTIFICATE), server.getCertificatePEM());
            Files.writeString(folder.resolve(KEY), server.getPrivateKeyPEM());
            Files.writeString(folder.resolve(CLIENT_CERTIFICATE), client.getCertificatePEM());
            Files.writeString(folder.resolve(CLIENT_KEY), client.getPrivateKeyPEM());
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot make certificates", e);
        }
    }

    /** The options that name the files to a server which does not look for them by itself. */
    static List<String> options(String folder) {
        return List.of(
                "--ssl-ca=" + folder + "/" + CA,
                "--ssl-cert=" + folder + "/" + CERTIFICATE,
                "--ssl-key=" + folder + "/" + KEY);
    }
}
