package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.ProxyServer;
import io.github.asyncmysql.ProxyServer.Protocol;
import io.github.asyncmysql.testsupport.ChildJvm;
import io.github.asyncmysql.testsupport.FakeProxy;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies that lead nowhere. */
class ProxyTest {

    private static MySqlConfig.Builder through(Protocol protocol, int port) {
        return MySqlConfig.builder()
                .host("db.nowhere.invalid")
                .proxy(new ProxyServer(protocol, "127.0.0.1", port, null, null));
    }

    private static Throwable failure(MySqlConfig.Builder config) {
        return catchThrowable(() -> AsyncMySql.connect(config.build()).join()).getCause();
    }

    private static void assertUnreachable(MySqlConfig.Builder config) {
        MySqlConfig built = config.build();
        assertThat(failure(config))
                .isInstanceOfSatisfying(MySqlConnectionException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
                    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageStartingWith("Cannot connect to " + built.address() + " through the proxy " + built.proxy());
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void whatTheProxyRefusesIsUnreachable(Protocol protocol) throws IOException {
        try (FakeProxy proxy = FakeProxy.to(1)) {
            assertUnreachable(through(protocol, proxy.port()).host("db" + FakeProxy.FORBIDDEN));
            assertThat(proxy.destinations()).containsExactly("db" + FakeProxy.FORBIDDEN + ":3306");
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void addressesAreNotNames(Protocol protocol) throws IOException {
        try (FakeProxy proxy = FakeProxy.to(1)) {
            AsyncMySql.connect(through(protocol, proxy.port()).host("192.0.2.7").build())
                    .handle((connection, failure) -> failure)
                    .join();
            assertThat(proxy.destinations()).containsExactly("192.0.2.7:3306");
        }
    }

    @Test
    void aProxyThatIsNotThereIsNamed() throws IOException {
        int port;
        try (ServerSocket closed = listen()) {
            port = closed.getLocalPort();
        }
        assertUnreachable(through(Protocol.SOCKS5, port));
    }

    @Test
    void aProxyThatNobodyKnowsIsNamed() {
        MySqlConfig config = through(Protocol.SOCKS5, 1)
                .proxy(ProxyServer.parse("socks5://proxy.example:1080"))
                .build();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (DriverResources resources = DriverResources.using(loops, NioSocketChannel.class, host -> {
            throw new UnknownHostException(host);
        })) {
            assertThat(catchThrowable(
                            () -> AsyncMySql.connect(config, resources).join()))
                    .cause()
                    .isInstanceOfSatisfying(MySqlConnectionException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.UNKNOWN_HOST))
                    .hasMessage("The proxy's host proxy.example is unknown");
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aProxyThatSaysNothingHasAnEnd(Protocol protocol) throws IOException {
        try (ServerSocket silent = listen()) {
            assertThat(failure(through(protocol, silent.getLocalPort()).connectTimeout(Duration.ofMillis(200))))
                    .isInstanceOfAny(MySqlTimeoutException.class, MySqlConnectionException.class)
                    .isInstanceOfSatisfying(MySqlException.class, failure -> assertThat(failure.outcome())
                            .isEqualTo(Outcome.NOT_SENT));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\5",
                "\5\0",
                "\377\377\377\377\377\377\377\377",
                "HTTP/1.1 200",
                "HTTP/1.1 500 \u001b[2J\r\n\r\n"
            })
    void whatIsNoAnswerOpensNoWay(String answer) throws IOException {
        for (Protocol protocol : Protocol.values()) {
            try (ServerSocket listener = listen()) {
                Thread proxy = new Thread(() -> answerOnce(listener, answer));
                proxy.start();
                Throwable failure = failure(through(protocol, listener.getLocalPort()));
                assertThat(failure)
                        .as(protocol + " " + answer)
                        .isInstanceOfSatisfying(MySqlConnectionException.class, refused -> assertThat(refused.outcome())
                                .isEqualTo(Outcome.NOT_SENT))
                        .hasMessageNotContaining("\u001b");
            }
        }
    }

    private static void answerOnce(ServerSocket listener, String answer) {
        try (Socket client = listener.accept()) {
            client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            // Reset otherwise, before the client has read it.
            client.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The client has gone.
        }
    }

    /** As applications have it that bring no module of Netty but those that the driver needs. */
    @Test
    void withoutItsModuleAProxyIsRefusedAndNothingElse() throws Exception {
        List<URL> entries = new ArrayList<>();
        for (String entry : ChildJvm.CLASS_PATH.split(File.pathSeparator)) {
            if (!entry.contains("netty-handler-proxy")
                    && !entry.contains("netty-codec-socks")
                    && !entry.contains("netty-codec-http")) {
                entries.add(Path.of(entry).toUri().toURL());
            }
        }
        // Not closed: threads that end still load classes.
        URLClassLoader without = new URLClassLoader(entries.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
        assertThat(opened(without, "mysql://localhost?min-size=0")).isInstanceOf(AutoCloseable.class);
        assertThatThrownBy(() -> opened(without, "mysql://localhost?min-size=0&proxy=socks5://localhost:1080"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("proxy")
                .hasMessageContaining("io.netty:netty-handler-proxy");
    }

    /** Opens a pool, and closes it. */
    private static Object opened(ClassLoader classes, String url) throws Exception {
        try {
            Object pool = classes.loadClass(AsyncMySql.class.getName())
                    .getMethod("pool", String.class)
                    .invoke(null, url);
            ((AutoCloseable) pool).close();
            return pool;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
    }
}
