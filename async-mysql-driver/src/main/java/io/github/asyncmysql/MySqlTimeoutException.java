package io.github.asyncmysql;

import java.time.Duration;

/** A time limit is over. */
public final class MySqlTimeoutException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private final Limit limit;
    private final Duration duration;

    public MySqlTimeoutException(Limit limit, Duration duration, String message, Outcome outcome) {
        super(message, outcome, null);
        this.limit = limit;
        this.duration = duration;
    }

    /** Which limit. */
    public Limit limit() {
        return limit;
    }

    /** The limit's value. */
    public Duration duration() {
        return duration;
    }

    @Override
    public boolean isTransient() {
        return true;
    }

    /** The limits there are. */
    public enum Limit {
        /** {@link MySqlConfig#connectTimeout()}. */
        CONNECT,
        /** {@link SqlStatement#timeout} or {@link MySqlConfig#queryTimeout()}. */
        QUERY,
        /** A ping's or a reset's own limit. */
        VALIDATION
    }
}
