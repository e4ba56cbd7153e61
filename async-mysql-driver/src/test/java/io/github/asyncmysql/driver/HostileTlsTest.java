package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that misbehave inside TLS, over loopback. */
@Timeout(120)
class HostileTlsTest {

    private static final String QUERY = "select a";

    private static SSLContext serverTls;
    private static SSLContext clientTls;

    // One address for every name, so that one server can be reached by several.
    @RegisterExtension
    final HostileCase hostile =
            new HostileCase(host -> new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})});

    @BeforeAll
    static void makeCertificates() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        serverTls = FakeConnection.serverContext(new CertificateBuilder()
                .ecp256()
                .subject("CN=server")
                .addSanDnsName("db.example.com")
                .buildIssuedBy(authority));
        clientTls = FakeConnection.clientContext(authority);
    }

    private CompletableFuture<MySqlConnection> connect(FakeMySqlServer server, String host) {
        MySqlConfig config = FakeSessions.config(server)
                .host(host)
                .sslMode(SslMode.VERIFY_IDENTITY)
                .sslContext(clientTls)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        return AsyncMySql.connect(config, hostile.resources());
    }

    private MySqlConnection connect(FakeMySqlServer server) {
        return connect(server, "db.example.com").join();
    }

    private static MySqlException failure(CompletableFuture<?> future) {
        Throwable failure =
                HostileCase.withoutSecrets(catchThrowable(future::join)).getCause();
        assertThat(failure).isInstanceOf(MySqlException.class);
        return (MySqlException) failure;
    }

    private static byte[] startOfRows() {
        return FakePackets.concat(
                FakePackets.columnCount(1, 1), FakePackets.column(2, "a"), FakePackets.textRow(3, "first"));
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3,0,false", "TLSv1.3,3,false", "TLSv1.2,0,false", "TLSv1.2,3,false", "TLSv1.3,0,true"})
    @Covers({"hostile:T44", "guarantee:3"})
    void cutWithoutAClosingAlertIsNeverTheEndOfAResult(String protocol, int bytesOfTheNextRow, boolean reset) {
        byte[] next = FakePackets.textRow(4, "second");
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            FakeSessions.openInTls(client, serverTls, protocol);
            client.expectQuery(QUERY);
            client.send(startOfRows(), Arrays.copyOf(next, bytesOfTheNextRow));
            if (reset) {
                client.rst();
            } else {
                client.fin();
                client.expectEnd();
            }
        })) {
            MySqlConnection connection = connect(server);
            MySqlException failure =
                    failure(connection.sql(QUERY).query(String.class).list());
            assertThat(failure).isInstanceOfSatisfying(MySqlConnectionException.class, lost -> assertThat(lost.kind())
                    .isEqualTo(Kind.LOST));
            await().until(() -> !connection.isOpen());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @Covers("hostile:T46")
    void recordsMaySplitAndJoinPackets(String protocol) {
        byte[] answer = FakePackets.resultSet("a", "one", "two", "x".repeat(300));
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            FakeSessions.openInTls(client, serverTls, protocol);
            for (int size : new int[] {1, 2, 3, 5, 7, answer.length}) {
                client.expectQuery(QUERY);
                client.sendSplit(answer, size, Duration.ZERO);
            }
            client.expectEnd();
        })) {
            try (MySqlConnection connection = connect(server)) {
                for (int i = 0; i < 6; i++) {
                    assertThat(connection.sql(QUERY).query(String.class).list().join())
                            .containsExactly("one", "two", "x".repeat(300));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // Empty, shorter than its own protection, longer than any may be, garbage inside, another type, an alert in
        // clear, no TLS at all.
        "TLSv1.3,1703030000",
        "TLSv1.3,170303000500000000aa",
        "TLSv1.3,170303ffff",
        "TLSv1.3,1703030020000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f",
        "TLSv1.3,990303000100",
        "TLSv1.3,15030300020228",
        "TLSv1.3,485454502f312e3120343030",
        "TLSv1.2,1703030000",
        "TLSv1.2,170303000500000000aa",
        "TLSv1.2,170303ffff",
        "TLSv1.2,1703030020000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f",
        "TLSv1.2,990303000100"
    })
    @Covers("hostile:T47")
    void malformedRecordEndsTheConnection(String protocol, String record) {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            FakeSessions.openInTls(client, serverTls, protocol);
            client.expectQuery(QUERY);
            client.send(startOfRows());
            client.sendRaw(Arrays.copyOf(FakePackets.hex(record), 5 + 0xffff));
            client.expectEnd();
        })) {
            MySqlConnection connection = connect(server);
            failure(connection
                    .sql(QUERY)
                    .timeout(Duration.ofSeconds(10))
                    .query(String.class)
                    .list());
            await().until(() -> !connection.isOpen());
        }
    }

    @Test
    @Covers({"hostile:T45", "guarantee:14"})
    void newKeysWithoutEndEndTheConnection() {
        int[] renewed = {0};
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            FakeSessions.openInTls(client, serverTls, "TLSv1.3");
            client.expectQuery(QUERY);
            // Far more than the client takes; it has gone long before.
            for (; renewed[0] < 1_000_000; renewed[0]++) {
                client.renewTls();
            }
        })) {
            MySqlConnection connection = connect(server);
            MySqlException failure =
                    failure(connection.sql(QUERY).query(String.class).list());
            assertThat(failure).hasMessageContaining("held no data");
            await().until(() -> !connection.isOpen());
        }
        assertThat(renewed[0]).isBetween(10, 100_000);
    }

    @Test
    @Covers("hostile:T45")
    void newKeysBetweenAnswersAreNothingSpecial() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            FakeSessions.openInTls(client, serverTls, "TLSv1.3");
            for (int i = 0; i < 20; i++) {
                client.expectQuery(QUERY);
                client.renewTls();
                client.send(FakePackets.resultSet("a", "x"));
            }
            client.expectEnd();
        })) {
            try (MySqlConnection connection = connect(server)) {
                for (int i = 0; i < 20; i++) {
                    assertThat(connection
                                    .sql(QUERY)
                                    .query(String.class)
                                    .single()
                                    .join())
                            .isEqualTo("x");
                }
            }
        }
    }

    @Test
    @Covers({"hostile:T51", "guarantee:19"})
    void sessionThatIsResumedIsCheckedForTheHostAgain() {
        List<byte[]> sessions = new CopyOnWriteArrayList<>();
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            try {
                FakeSessions.openInTls(client, serverTls, "TLSv1.2");
            } catch (IOException refused) {
                return;
            }
            sessions.add(client.tlsSession().getId());
            client.expectEnd();
        })) {
            connect(server).close();
            connect(server).close();
            await().until(() -> sessions.size() == 2);
            assertThat(sessions.get(1)).as("resumed").isEqualTo(sessions.get(0));

            MySqlException other = failure(connect(server, "other.example.com"));
            assertThat(other)
                    .isInstanceOfSatisfying(MySqlConnectionException.class, refused -> assertThat(refused.kind())
                            .isEqualTo(Kind.TLS));
            assertThat(sessions).hasSize(2);
        }
    }
}
