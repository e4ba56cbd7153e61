package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import java.io.IOException;

/** Sessions with a scripted server, up to where statements begin. */
final class FakeSessions {

    private FakeSessions() {}

    static MySqlConfig.Builder config(FakeMySqlServer server) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username("app")
                .sslMode(SslMode.DISABLED);
    }

    /** Lets a client in and answers what the driver itself asks on a new connection. */
    static void open(FakeConnection client) throws IOException {
        open(client, new FakeGreeting());
    }

    static void open(FakeConnection client, FakeGreeting greeting) throws IOException {
        client.login(greeting);
        client.expectCommand(FakeConnection.COM_QUERY);
        client.send(FakePackets.resultSet("identity", "fake"));
        client.expectCommand(FakeConnection.COM_QUERY);
        client.send(FakePackets.ok(1));
    }
}
