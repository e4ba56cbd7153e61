package io.github.asyncmysql.sample;

import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlConnectionDetails;
import io.github.asyncmysql.testsupport.TestServer;

/** How the application reaches a test server. Immutable. */
record TestServerConnectionDetails(TestServer server) implements AsyncMySqlConnectionDetails {

    @Override
    public String getHost() {
        return server.host();
    }

    @Override
    public int getPort() {
        return server.port();
    }

    @Override
    public String getUsername() {
        return server.username();
    }

    @Override
    public String getPassword() {
        return server.password();
    }

    @Override
    public String getDatabase() {
        return server.database();
    }
}
