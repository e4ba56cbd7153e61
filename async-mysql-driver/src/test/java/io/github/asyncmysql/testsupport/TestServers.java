package io.github.asyncmysql.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds and starts the real servers that the tests run on, once per JVM.
 *
 * <p>Servers named by {@code ASYNC_MYSQL_TEST_URLS} are used alone. Otherwise Docker images are used where a Docker
 * engine answers, else the programs from Maven Central; a MySQL in {@code ASYNC_MYSQL_TEST_MYSQL_HOME} is added to
 * either. A server that was expected and could not be had costs one loud line; no server at all is an error.
 *
 * <p>Thread-safe. Free of JUnit, so that an application can start its development database with it.
 */
public final class TestServers {

    private static final List<String> IMAGES = List.of("mysql:8.4", "mysql:9", "mariadb:11");

    private static final List<TestServer> STARTED = new CopyOnWriteArrayList<>();

    private static final ReentrantLock STARTING = new ReentrantLock();
    private static @Nullable List<TestServer> shared;
    private static @Nullable RuntimeException failure;

    /**
     * Every server found; the first call starts them. They are shared by all tests of this JVM.
     *
     * @throws IllegalStateException when no server could be had; each further call then fails the same way, at once
     */
    public static List<TestServer> all() {
        STARTING.lock();
        try {
            if (failure != null) {
                throw new IllegalStateException(failure.getMessage(), failure);
            }
            if (shared == null) {
                shared = startAll();
            }
            return shared;
        } catch (RuntimeException e) {
            failure = failure == null ? e : failure;
            throw e;
        } finally {
            STARTING.unlock();
        }
    }

    /**
     * Starts a further server of the same product and version, with data of its own. The caller closes it; at the
     * latest it ends with this JVM.
     *
     * @param options options of the server program, e.g. {@code --wait-timeout=2}; they win over the usual ones
     */
    public static TestServer startOwn(TestServer like, String... options) {
        return remember(like.startAnother(List.of(options)));
    }

    /**
     * Starts the MariaDB in {@code ASYNC_MYSQL_TEST_MARIADB_HOME}, which has plugins that the others lack. The caller closes
     * it; at the latest it ends with this JVM.
     *
     * @return empty, and says so loudly, where there is none
     */
    public static Optional<TestServer> startMariaDbWithPlugins(String... options) {
        return startMariaDbWithPlugins(Map.of(), options);
    }

    /** The same, with further variables in the environment of the server. */
    public static Optional<TestServer> startMariaDbWithPlugins(Map<String, String> environment, String... options) {
        String home = System.getenv(InstalledBinaries.MARIADB_HOME_VARIABLE);
        if (home == null || home.isBlank()) {
            printLoudly("no " + InstalledBinaries.MARIADB_HOME_VARIABLE + ": tests run WITHOUT the plugins of MariaDB");
            return Optional.empty();
        }
        try {
            ServerBinaries binaries = InstalledBinaries.inHome(Path.of(home), InstalledBinaries.MARIADB_HOME_VARIABLE);
            return Optional.of(remember(ServerProcess.startCopy(binaries, List.of(options), environment)));
        } catch (Exception e) {
            throw new IllegalStateException("the MariaDB in " + home + " could not be started: " + e.getMessage(), e);
        }
    }

    /** Whether the MariaDB in {@code ASYNC_MYSQL_TEST_MARIADB_HOME} has this plugin; says so loudly if it has not. */
    public static boolean hasMariaDbPlugin(String file) {
        String home = System.getenv(InstalledBinaries.MARIADB_HOME_VARIABLE);
        boolean found = home != null && Files.exists(Path.of(home, "usr", "lib", "mysql", "plugin", file));
        if (!found) {
            printLoudly("no " + file + " in " + InstalledBinaries.MARIADB_HOME_VARIABLE
                    + ": tests run WITHOUT that plugin");
        }
        return found;
    }

    /**
     * Starts one server to develop an application against: MySQL in Docker where an engine answers, else MariaDB from
     * Maven Central. Its port stays the same when it is killed and restarted. It outlives the JVM's shutdown hooks, so
     * that the application can end in good order before its database does.
     */
    public static TestServer startForDevelopment() {
        try {
            if (DockerEngine.answers()) {
                return DockerServer.start(IMAGES.get(0), List.of());
            }
            TestServer server = ServerProcess.startCopy(InstalledBinaries.mariaDb(), List.of());
            // Elsewhere the end of this JVM ends the server without a hook.
            return ServerBinaries.WINDOWS ? remember(server) : server;
        } catch (Exception e) {
            throw new IllegalStateException(
                    "no database could be started: neither a Docker engine nor a MariaDB for this system was found; "
                            + e.getMessage(),
                    e);
        }
    }

    private TestServers() {}

    private static List<TestServer> startAll() {
        String urls = System.getenv(UrlServers.VARIABLE);
        List<TestServer> servers = new ArrayList<>();
        if (urls != null && !urls.isBlank()) {
            servers.addAll(UrlServers.connect(urls));
        } else {
            startInParallel(candidates()).forEach(servers::add);
        }
        if (servers.isEmpty()) {
            throw new IllegalStateException("No MySQL or MariaDB server was found to test on. Give one by "
                    + UrlServers.VARIABLE + "=mysql://user:password@host:port/database, start a Docker engine, or see"
                    + " docs/testing.md");
        }
        return List.copyOf(servers);
    }

    private static Map<String, Callable<TestServer>> candidates() {
        Map<String, Callable<TestServer>> candidates = new LinkedHashMap<>();
        if (DockerEngine.answers()) {
            for (String image : IMAGES) {
                candidates.put(image + " in Docker", () -> DockerServer.start(image, List.of()));
            }
        } else {
            candidates.put(
                    "MySQL 8.0 from Maven Central",
                    () -> ServerProcess.startCopy(InstalledBinaries.mySql80(), List.of()));
            candidates.put(
                    "MariaDB from Maven Central",
                    () -> ServerProcess.startCopy(InstalledBinaries.mariaDb(), List.of()));
        }
        String home = System.getenv(InstalledBinaries.HOME_VARIABLE);
        if (home != null && !home.isBlank()) {
            candidates.put(
                    "MySQL in " + InstalledBinaries.HOME_VARIABLE,
                    () -> ServerProcess.startCopy(
                            InstalledBinaries.inHome(Path.of(home), InstalledBinaries.HOME_VARIABLE), List.of()));
        }
        return candidates;
    }

    private static List<TestServer> startInParallel(Map<String, Callable<TestServer>> candidates) {
        ExecutorService starters = Executors.newFixedThreadPool(candidates.size());
        try {
            Map<String, Future<TestServer>> starting = new LinkedHashMap<>();
            candidates.forEach((origin, start) -> starting.put(origin, starters.submit(() -> timed(origin, start))));
            List<TestServer> servers = new ArrayList<>();
            starting.forEach((origin, future) -> {
                try {
                    servers.add(remember(future.get()));
                } catch (ExecutionException e) {
                    printLoudly("no " + origin + ", tests run WITHOUT it: " + firstLine(e.getCause()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while servers started", e);
                }
            });
            return servers;
        } finally {
            starters.shutdown();
        }
    }

    private static TestServer timed(String origin, Callable<TestServer> start) throws Exception {
        long begin = System.nanoTime();
        TestServer server = start.call();
        double seconds = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0;
        System.out.printf(Locale.ROOT, "Test server %s (%s), up after %.1f s%n", server, origin, seconds);
        return server;
    }

    private static TestServer remember(TestServer server) {
        if (STARTED.isEmpty()) {
            Runtime.getRuntime().addShutdownHook(new Thread(TestServers::closeAll, "close-test-servers"));
        }
        STARTED.add(server);
        return server;
    }

    private static void closeAll() {
        STARTED.parallelStream().forEach(TestServer::close);
    }

    private static void printLoudly(String text) {
        System.out.println("!!!!!!!! " + text + " !!!!!!!!");
    }

    private static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("") + " ["
                + failure.getClass().getSimpleName() + "]";
    }
}
