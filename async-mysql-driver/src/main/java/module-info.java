/** Non-blocking MySQL and MariaDB driver on Netty with its own connection pool. */
module io.github.asyncmysql {
    requires static java.management;
    requires static java.naming;
    requires static java.security.jgss;
    requires static jdk.jfr;
    requires static com.github.luben.zstd_jni;
    requires static org.jspecify;
    requires static io.netty.handler.proxy;
    requires static reactor.blockhound;
    requires static io.netty.transport.classes.epoll;
    requires static io.netty.transport.classes.io_uring;
    requires static io.netty.transport.classes.kqueue;
    requires static io.netty.transport.unix.common;
    requires jdk.net;
    requires org.slf4j;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires transitive io.netty.transport;

    exports io.github.asyncmysql;
    exports io.github.asyncmysql.driver;
}
