package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Servers that somebody else runs, named by the environment variable {@value #VARIABLE}. Thread-safe. */
final class UrlServers {

    static final String VARIABLE = "ASYNC_MYSQL_TEST_URLS";

    private static final int DEFAULT_PORT = 3306;

    private UrlServers() {}

    /** Connects to each URL of a comma list; one that does not greet is an error, since it was asked for by name. */
    static List<TestServer> connect(String urls) {
        List<TestServer> servers = new ArrayList<>();
        for (TestServer.Login login : parse(urls)) {
            try {
                servers.add(new TestServer(login, null));
            } catch (IOException e) {
                throw new IllegalStateException("no server answers at " + login + ", named by " + VARIABLE, e);
            }
        }
        return servers;
    }

    static List<TestServer.Login> parse(String urls) {
        List<TestServer.Login> logins = new ArrayList<>();
        for (String url : urls.split(",")) {
            if (!url.isBlank()) {
                logins.add(parseOne(url.strip(), logins.size() + 1));
            }
        }
        return logins;
    }

    // Errors name the place in the list and never the text, which holds a password.
    private static TestServer.Login parseOne(String url, int number) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("URL number " + number + " of " + VARIABLE + " is not a URL");
        }
        String user = uri.getRawUserInfo();
        String path = uri.getPath();
        if (!"mysql".equals(uri.getScheme()) || uri.getHost() == null || user == null || path == null) {
            throw new IllegalArgumentException("URL number " + number + " of " + VARIABLE
                    + " must look like mysql://user:password@host:port/database");
        }
        int colon = user.indexOf(':');
        return new TestServer.Login(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                decode(colon < 0 ? user : user.substring(0, colon)),
                colon < 0 ? "" : decode(user.substring(colon + 1)),
                path.length() > 1 ? path.substring(1) : TestServer.DATABASE);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
