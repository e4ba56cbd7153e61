package io.github.asyncmysql.testsupport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which test invocation runs on which server, for the acceptance report. Thread-safe. */
final class ServersInUse {

    /** Stands for the server of a test that names none. */
    static final String NONE = "-";

    private static final Map<String, String> SERVER_BY_TEST = new ConcurrentHashMap<>();

    private ServersInUse() {}

    static void testRunsOn(String uniqueId, String serverName) {
        SERVER_BY_TEST.put(uniqueId, serverName);
    }

    static String serverOf(String uniqueId) {
        return SERVER_BY_TEST.getOrDefault(uniqueId, NONE);
    }
}
