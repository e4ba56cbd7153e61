package io.github.asyncmysql.benchmark.load;

import java.util.Map;

/** The server under load and the account on it. Handed to measuring JVMs by their environment. Immutable. */
public record Target(String host, int port, String username, String password, String database) {

    private static final String PREFIX = "BENCHMARK_";

    public void putInto(Map<String, String> environment) {
        environment.put(PREFIX + "HOST", host);
        environment.put(PREFIX + "PORT", Integer.toString(port));
        environment.put(PREFIX + "USERNAME", username);
        environment.put(PREFIX + "PASSWORD", password);
        environment.put(PREFIX + "DATABASE", database);
    }

    public static Target from(Map<String, String> environment) {
        return new Target(
                required(environment, "HOST"),
                Integer.parseInt(required(environment, "PORT")),
                required(environment, "USERNAME"),
                required(environment, "PASSWORD"),
                required(environment, "DATABASE"));
    }

    /** The same account, reached through something in front of the server. */
    public Target onPort(int other) {
        return new Target("127.0.0.1", other, username, password, database);
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(PREFIX + name);
        if (value == null) {
            throw new IllegalStateException("the environment variable " + PREFIX + name + " is not set");
        }
        return value;
    }

    @Override
    public String toString() {
        return username + "@" + host + ":" + port + "/" + database;
    }
}
