package io.github.asyncmysql.internal.pool;

/** Somebody who waits for the minimal number of resources to be open. Called outside of all locks, once, on any thread. */
interface WarmUp {

    void ready();

    void failed(Throwable failure);
}
