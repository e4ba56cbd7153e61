package io.github.asyncmysql;

/**
 * Says which parameters an item of a batch has: {@code (user, p) -> p.add(user.name()).add(user.email())}.
 *
 * <p>Called once for each item, by the thread that starts the batch or that delivers the item. It must not block.
 *
 * @param <E> the type of the items
 */
@FunctionalInterface
public interface BatchBinder<E> {

    /**
     * Adds one value per placeholder.
     *
     * @param item one row's data
     * @param params valid during the call
     */
    void bind(E item, ParamSink params);
}
