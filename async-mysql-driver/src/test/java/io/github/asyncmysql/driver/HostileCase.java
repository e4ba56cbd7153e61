package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.internal.connection.DnsServices;
import io.github.asyncmysql.internal.connection.NameLookup;
import io.github.asyncmysql.testsupport.CountingAllocator;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.HostileTally;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What holds in every test with a server that misbehaves, over loopback: a {@link Canary} on the same event loop is
 * answered in time; buffers stay within a bound, and all of them are released in the end; no socket, timer or thread is
 * left; neither logs nor what fake servers got in clear hold the password.
 *
 * <pre>{@code
 * @RegisterExtension
 * final HostileCase hostile = new HostileCase();
 * … AsyncMySql.connect(config, hostile.resources()) …
 * }</pre>
 *
 * <p>One at a time in a JVM. Confined to the test's thread, unless said otherwise.
 */
final class HostileCase implements BeforeEachCallback, AfterEachCallback {

    /** The password that must never be seen. */
    static final String PASSWORD = "canary-password";

    private static final long DEFAULT_BOUND = 1 << 20;
    private static final Duration SETTLED = Duration.ofSeconds(20);

    private static volatile @Nullable HostileCase current;

    private final NameLookup.Resolver names;
    private final NameLookup.Services services;
    private CountingAllocator allocator = new CountingAllocator(true);
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private Set<Thread> threadsBefore = Set.of();
    private @Nullable WatchedEventLoop loop;
    private @Nullable DriverResources resources;
    private @Nullable Canary canary;
    private @Nullable LogRecord log;
    private long bound;
    private long baseline;

    HostileCase() {
        this(InetAddress::getAllByName);
    }

    /** @param names how the driver finds the addresses of hosts */
    HostileCase(NameLookup.Resolver names) {
        this(names, DnsServices.ofSystem());
    }

    /**
     * @param names how the driver finds the addresses of hosts
     * @param services how it finds the hosts of services
     */
    HostileCase(NameLookup.Resolver names, NameLookup.Services services) {
        this.names = names;
        this.services = services;
    }

    /** The event loop that is under attack. */
    DriverResources resources() {
        return Objects.requireNonNull(resources, "not in a test");
    }

    /** How much this test may allocate for buffers at a time, beyond what the canary needs; 1 MiB if not called. */
    void allow(long bytes) {
        bound = bytes;
    }

    /** How long this test's own statements may occupy the event loop; 100 ms if not called. */
    void allowToCompute(Duration limit) {
        Objects.requireNonNull(canary).limit(limit);
    }

    /** Fails if an exception, or anything that belongs to it, shows a secret. */
    static <T extends Throwable> T withoutSecrets(T failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).doesNotContain(PASSWORD);
        return failure;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        HostileTally.printAtTheEnd(context);
        threadsBefore = Thread.getAllStackTraces().keySet();
        allocator = new CountingAllocator(true);
        sockets.clear();
        bound = DEFAULT_BOUND;
        current = this;
        FakeMySqlServer.forgetStarted();
        log = LogRecord.begin();
        WatchedEventLoop group = new WatchedEventLoop("hostile-loop");
        loop = group;
        resources = DriverResources.using(group, Socket.class, names, services);
        canary = new Canary(group, resources);
        baseline = allocator.peakBytes();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Canary bird = Objects.requireNonNull(canary);
        WatchedEventLoop group = Objects.requireNonNull(loop);
        LogRecord lines = Objects.requireNonNull(log);
        try {
            bird.close();
            HostileTally.hostileCase(allocator, bird.answers(), bird.longest());
            assertThat(bird.failures()).isEmpty();
            assertThat(bird.answers()).as("answers to the canary").isPositive();
            await("sockets closed").atMost(SETTLED).until(() -> sockets.stream().noneMatch(Socket::isOpen));
            await("timers gone").atMost(SETTLED).until(() -> group.timers() == 0);
            await("buffers released").atMost(SETTLED).until(() -> allocator.liveBytes() == 0);
            assertThat(allocator.peakBytes() - baseline)
                    .as("bytes in buffers at a time")
                    .isLessThanOrEqualTo(bound);
        } finally {
            resources().close();
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            lines.close();
            current = null;
        }
        await("threads ended").atMost(SETTLED).until(() -> leftThreads().isEmpty());
        assertThat(lines.lines()).noneMatch(line -> line.contains(PASSWORD));
        for (FakeConnection connection : FakeMySqlServer.startedConnections()) {
            String inClear = new String(connection.receivedInClear(), StandardCharsets.ISO_8859_1);
            assertThat(inClear).as("received in clear").doesNotContain(PASSWORD);
        }
    }

    private Set<String> leftThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !threadsBefore.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("hostile-") || name.startsWith("async-mysql") || name.equals("canary"))
                .collect(Collectors.toSet());
    }

    /** A socket of the driver, which takes its buffers from the case that runs. */
    public static final class Socket extends NioSocketChannel {

        public Socket() {
            HostileCase running = Objects.requireNonNull(current, "no hostile case is running");
            config().setAllocator(running.allocator);
            running.sockets.add(this);
        }
    }
}
