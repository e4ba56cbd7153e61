package io.github.asyncmysql.sample.dashboard;

/**
 * The database, where the sample has brought it up itself: then the page can stop it and start it again. There is such a bean
 * only while the sample is developed. Implementations are thread-safe.
 */
public interface DatabaseControl {

    /** How the database is. */
    enum State {
        RUNNING,
        STOPPED,
        STARTING
    }

    /** Ends the database at once, as a power failure would. */
    void stop();

    /** Starts it again with what it held, and waits until it is there. */
    void start();

    State state();
}
