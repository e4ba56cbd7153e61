package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.ScramServer;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** Sessions with a scripted server, up to where statements begin. */
final class FakeSessions {

    private FakeSessions() {}

    static MySqlConfig.Builder config(FakeMySqlServer server) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username("app")
                .password(HostileCase.PASSWORD)
                .sslMode(SslMode.DISABLED);
    }

    /** Lets a client in and answers what the driver itself asks on a new connection. */
    static void open(FakeConnection client) throws IOException {
        open(client, new FakeGreeting());
    }

    static void open(FakeConnection client, FakeGreeting greeting) throws IOException {
        client.login(greeting);
        setUp(client);
    }

    /** The same inside TLS. */
    static void openInTls(FakeConnection client, SSLContext tls, String... protocols) throws IOException {
        client.send(new FakeGreeting().withCapability(Capability.SSL).toPacket());
        client.expectPacket();
        client.startTls(tls, protocols);
        client.expectPacket();
        client.send(FakePackets.ok(3));
        setUp(client);
    }

    /** Lets {@code ada} in, whose password {@code pencil} an LDAP server knows, and answers one query with 1. */
    static void openByScram(FakeConnection client) throws IOException {
        try {
            ScramServer ldap = new ScramServer("SHA-256", "ada", "pencil");
            client.send(new FakeGreeting().toPacket());
            client.expectPacket();
            client.send(
                    FakePackets.authSwitch(2, "authentication_ldap_sasl_client", FakePackets.utf8("SCRAM-SHA-256")));
            client.send(
                    FakePackets.authMoreData(4, ldap.first(client.expectPacket().payload())));
            client.send(
                    FakePackets.authMoreData(6, ldap.last(client.expectPacket().payload())));
            client.send(FakePackets.ok(7));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        setUp(client);
        client.expectCommand(FakeConnection.COM_QUERY);
        client.send(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "1", FakePackets.TYPE_LONGLONG),
                FakePackets.textRow(3, "1"),
                FakePackets.okEof(4));
        client.expectEnd();
    }

    private static void setUp(FakeConnection client) throws IOException {
        client.expectCommand(FakeConnection.COM_QUERY);
        client.send(FakePackets.resultSet("identity", "fake"));
        client.expectCommand(FakeConnection.COM_QUERY);
        client.send(FakePackets.ok(1));
    }
}
