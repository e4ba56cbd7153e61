package io.github.asyncmysql.spring.boot.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The properties {@code async-mysql.tcp.*}. Not thread-safe; not changed after binding. */
public class AsyncMySqlTcpProperties {

    /**
     * Whether the operating system watches silent connections.
     */
    private @Nullable Boolean keepAlive;

    /**
     * Time for which a connection is silent before the operating system asks for a sign of life. Zero for what the
     * system has set. Not with kqueue.
     */
    private @Nullable Duration keepAliveIdle;

    /**
     * Time between two questions for a sign of life. Zero for what the system has set. Not with kqueue.
     */
    private @Nullable Duration keepAliveInterval;

    /**
     * Number of questions for a sign of life that may stay unanswered before the operating system gives the connection
     * up. Zero for what the system has set. Not with kqueue.
     */
    private @Nullable Integer keepAliveCount;

    /**
     * Time for which sent bytes may stay unacknowledged before the operating system gives the connection up. Zero for
     * what the system has set. With epoll and io_uring only.
     */
    private @Nullable Duration userTimeout;

    public @Nullable Boolean getKeepAlive() {
        return this.keepAlive;
    }

    public void setKeepAlive(@Nullable Boolean keepAlive) {
        this.keepAlive = keepAlive;
    }

    public @Nullable Duration getKeepAliveIdle() {
        return this.keepAliveIdle;
    }

    public void setKeepAliveIdle(@Nullable Duration keepAliveIdle) {
        this.keepAliveIdle = keepAliveIdle;
    }

    public @Nullable Duration getKeepAliveInterval() {
        return this.keepAliveInterval;
    }

    public void setKeepAliveInterval(@Nullable Duration keepAliveInterval) {
        this.keepAliveInterval = keepAliveInterval;
    }

    public @Nullable Integer getKeepAliveCount() {
        return this.keepAliveCount;
    }

    public void setKeepAliveCount(@Nullable Integer keepAliveCount) {
        this.keepAliveCount = keepAliveCount;
    }

    public @Nullable Duration getUserTimeout() {
        return this.userTimeout;
    }

    public void setUserTimeout(@Nullable Duration userTimeout) {
        this.userTimeout = userTimeout;
    }
}
