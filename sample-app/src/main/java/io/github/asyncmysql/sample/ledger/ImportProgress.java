package io.github.asyncmysql.sample.ledger;

import java.time.Instant;

/**
 * How far an import has come. Immutable.
 *
 * @param id the import's number
 * @param state whether it goes on
 * @param rows accounts that are in the database
 * @param startedAt when it began
 * @param millis for how long it has run, in milliseconds
 */
public record ImportProgress(long id, State state, long rows, Instant startedAt, long millis) {

    /** What imports come to. */
    public enum State {
        /** Rows are still arriving, or being written. */
        RUNNING,
        /** All rows are in the database. */
        DONE,
        /** A row was not valid, the client has gone or the database could not be used. */
        FAILED
    }
}
