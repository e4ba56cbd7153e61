package io.github.asyncmysql.internal.pool;

/**
 * Opens resources. Thread-safe.
 *
 * @param <R> the kind of resource
 */
@FunctionalInterface
public interface ResourceFactory<R extends PooledResource> {

    /**
     * Starts to open one; never blocks. Exactly one of {@link ConnectCallback#connected} and {@link
     * ConnectCallback#failed} is called, within a time limit of the factory's own, on any thread.
     *
     * @return stops trying; the callback is then still called, soon
     */
    Cancellable connect(ConnectCallback<R> callback);
}
