package io.github.asyncmysql.internal.pool;

/**
 * Hears what becomes of an attempt to open a resource. Thread-safe.
 *
 * @param <R> the kind of resource
 */
public interface ConnectCallback<R extends PooledResource> {

    /** It is open and ready to be lent. */
    void connected(R resource);

    /** It could not be opened, or the attempt was cancelled. */
    void failed(Throwable failure);

    /**
     * A resource that was reported as connected has ended: closed by the peer, by the network, or because the pool asked
     * for it. To be called once for every such resource; until then a closing one counts as open.
     */
    void lost(R resource);
}
