package io.github.asyncmysql;

/** What happens when work that has a connection asks the same pool for a second one and would have to wait for it. */
public enum NestedAcquire {
    /** It waits like everybody else. */
    ALLOW,
    /** It waits, and a warning says where it asked; at most one warning every ten seconds. */
    WARN,
    /** It is refused at once with {@link MySqlPoolException.Reason#NESTED}. */
    REFUSE
}
