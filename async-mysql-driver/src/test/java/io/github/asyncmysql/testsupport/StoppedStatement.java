package io.github.asyncmysql.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlTimeoutException;
import java.time.Duration;

/** A statement that takes too long. Stateless. */
public final class StoppedStatement {

    private StoppedStatement() {}

    /**
     * It is stopped from a second connection, which gets to the server the same way, and its own one is kept.
     *
     * @param id what {@link #connectionId} was before
     */
    public static void assertKeepsItsConnection(MySqlPool poolOfOne, long id) {
        assertThatThrownBy(() -> poolOfOne
                        .sql("select sleep(20)")
                        .timeout(Duration.ofMillis(100))
                        .query(Integer.class)
                        .single()
                        .join())
                .hasCauseInstanceOf(MySqlTimeoutException.class);
        assertThat(connectionId(poolOfOne))
                .as("stopped from a second connection")
                .isEqualTo(id);
    }

    /** The server's id of a connection of the pool. */
    public static long connectionId(MySqlPool pool) {
        return pool.sql("select connection_id()").query(Long.class).single().join();
    }
}
