package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.ResetMode;

/**
 * What a pool wants of its sessions. Immutable.
 *
 * @param resetMode what is done when they come back
 * @param errors those after which they are of no use
 * @param preparation what is done before they are lent
 */
public record SessionRules(ResetMode resetMode, FatalErrors errors, SessionPreparation preparation) {

    /** Of connections that belong to no pool. */
    public static final SessionRules OWN = new SessionRules(ResetMode.NONE, FatalErrors.KNOWN, SessionPreparation.NONE);
}
