package io.github.asyncmysql.sample.dashboard;

import org.jspecify.annotations.Nullable;

/**
 * What the page may change, and how it is. Immutable.
 *
 * @param load the load that is running, {@code null} for none
 * @param database whether the database runs that the sample has brought up, {@code null} if it has not
 */
record ControlState(@Nullable LoadProgress load, DatabaseControl.@Nullable State database) {

    /**
     * A load on its way. Immutable.
     *
     * @param users how many users there are
     * @param writes how many of a hundred things they do are transfers
     * @param done what they have done
     * @param failed what of it has failed
     */
    record LoadProgress(int users, int writes, long done, long failed) {}
}
