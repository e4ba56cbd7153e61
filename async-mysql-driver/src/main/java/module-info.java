/** Non-blocking MySQL and MariaDB driver on Netty with its own connection pool. */
module io.github.asyncmysql {
    requires static java.management;
    requires static jdk.jfr;
    requires static org.jspecify;
    requires org.slf4j;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.handler;
    requires transitive io.netty.transport;

    exports io.github.asyncmysql;
    exports io.github.asyncmysql.driver;
}
