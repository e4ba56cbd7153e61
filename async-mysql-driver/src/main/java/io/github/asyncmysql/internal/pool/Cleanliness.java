package io.github.asyncmysql.internal.pool;

/** Whether a resource that was given back can be lent again. */
enum Cleanliness {
    CLEAN,
    DIRTY,
    /** It is being cleaned; the answer comes later. */
    PENDING
}
