package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * One of the results of a statement that has several: {@link ResultRows} or, where a statement returned no rows,
 * {@link UpdateResult}. Immutable.
 *
 * @see SqlStatement#results()
 */
public sealed interface ResultPart permits ResultRows, UpdateResult {

    /** The number of warnings that the server counted for this result. */
    int warnings();

    /** What the server reported about changes of the session; {@code null} if it reported none. */
    @Nullable
    SessionChanges sessionChanges();
}
