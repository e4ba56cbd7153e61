package io.github.asyncmysql;

/**
 * What moves bytes between the driver and the network. The native ones need Netty's module of that name, with the classifier
 * of the platform, on the class path; the driver does not bring them along.
 */
public enum Transport {
    /** Epoll on Linux and kqueue on macOS and BSD, where their modules are there and work; {@link #NIO} elsewhere. */
    AUTO,
    /** That of the JDK, which runs everywhere. */
    NIO,
    /** Linux; {@code io.netty:netty-transport-native-epoll}. */
    EPOLL,
    /** Linux, where the kernel allows it; {@code io.netty:netty-transport-native-io_uring}. Never chosen by itself. */
    IO_URING,
    /** MacOS and BSD; {@code io.netty:netty-transport-native-kqueue}. */
    KQUEUE
}
