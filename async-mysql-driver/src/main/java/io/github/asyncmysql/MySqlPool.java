package io.github.asyncmysql;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to one server, or to several that hold the same data ({@link MySqlConfig#hosts()}).
 *
 * <p>Statements started on the pool itself borrow a connection for as long as they run. Several statements that need the
 * same session belong into {@link #withConnection} or {@link #withTransaction}.
 *
 * <p>Thread-safe.
 */
public interface MySqlPool extends MySqlClient, AutoCloseable {

    /** The pool's name, as in meters and thread names. */
    String name();

    /** The number of connections that the pool keeps open. */
    int minSize();

    /** The greatest number of connections; 0 for no limit. */
    int maxSize();

    /** Connections that exist now: idle, borrowed, being opened and being cleaned. */
    int size();

    /** Connections that are idle now. */
    int freeSize();

    /** Whether {@link #close()}, {@link #closeAsync()} or {@link #terminate()} was called. */
    boolean isClosed();

    /** All numbers of the pool, taken at one moment. */
    PoolStats stats();

    /** What has happened since the pool was made, counted. */
    PoolTotals totals();

    /** Each connection as it is now, in no particular order; unmodifiable. */
    List<ConnectionSnapshot> connections();

    /** The settings in force. */
    PoolConfig config();

    /** The server as of the connection opened last, of several hosts the primary; {@code null} before the first one. */
    @Nullable
    ServerInfo server();

    /**
     * The hosts of a pool that has several, in the order of {@link MySqlConfig#hosts()}, as of their latest checks. Sizes in
     * the settings are for each of them; {@link #stats()} and {@link #totals()} are the sums of all.
     *
     * @return empty for a pool that leads to one host; unmodifiable
     */
    default List<HostState> hosts() {
        return List.of();
    }

    /**
     * Runs statements where replicas may answer them: on the replica that is used least, or on the primary if there is none.
     * What they read may be older than what the primary has. A statement that writes is refused by the replica and goes to the
     * primary then; batches go there at once.
     *
     * @return the pool itself, unless it has several hosts and {@link MySqlConfig#replicaReads()} is on
     */
    default MySqlClient replicas() {
        return this;
    }

    /** Like {@link #causal(String)}, for somebody who has not written anything yet. */
    default CausalSession causal() {
        return causal("");
    }

    /**
     * A session that sees what it has written, also where replicas answer; with one host that is nothing special.
     *
     * @param token {@link CausalSession#token()} of a session that this one is to go on from
     * @throws IllegalArgumentException if it is no such token
     */
    default CausalSession causal(String token) {
        return new DirectSession(this, token);
    }

    /**
     * Borrows a connection. It must be given back with {@link MySqlConnection#close()} or {@link #release};
     * {@link #withConnection} does so by itself.
     *
     * @return fails with a {@link MySqlPoolException} when the pool is closed, its queue is full or
     *     {@link PoolConfig#acquireTimeout()} is over. Cancelling it gives up the place in the queue; a connection that
     *     arrives at the same moment goes back to the pool.
     */
    CompletableFuture<MySqlConnection> acquire();

    /**
     * Borrows a connection that is idle and known to be alive, and never waits for one, nor opens one.
     *
     * @return empty if there is none, or if the pool is suspended or closed
     */
    Optional<MySqlConnection> tryAcquire();

    /**
     * Gives a borrowed connection back; the same as {@link MySqlConnection#close()}. Open transactions are rolled back
     * and changed session state is reset before anybody else gets it. Never blocks; a second release does nothing.
     *
     * @throws IllegalArgumentException if the connection is not from this pool
     */
    void release(MySqlConnection connection);

    /**
     * Takes a borrowed connection out of the pool for good, as it is, whatever runs on it: from now on it belongs to whoever
     * has it, who closes it with {@link MySqlConnection#close()}. The end of {@link #withConnection} and the end of the pool
     * leave it alone. It counts neither for {@link #maxSize()} nor for anything else of the pool, which opens another one
     * where that is wanted. It lives on the event loops of the pool, which end with the last of its connections, unless they
     * are somebody else's ({@code DriverResources}): then they have to outlive it.
     *
     * @throws IllegalArgumentException if the connection is not from this pool, or not any more
     * @throws IllegalStateException if it was given back
     */
    void detach(MySqlConnection connection);

    /** Borrows a connection for as long as the stage returned by {@code work} runs. */
    <T> CompletableFuture<T> withConnection(Function<? super MySqlConnection, ? extends CompletionStage<T>> work);

    /** Like {@link #withTransaction(TransactionOptions, Function)} with the session's own defaults. */
    default <T> CompletableFuture<T> withTransaction(
            Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        return withTransaction(TransactionOptions.DEFAULT, work);
    }

    /** Borrows a connection and runs {@code work} in a transaction, see {@link MySqlConnection#withTransaction}. */
    <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work);

    /**
     * Asks the server for a sign of life over an idle connection, or over a new connection of its own outside the
     * pool's limit when none is idle, so that the answer does not depend on how busy the pool is.
     *
     * @return completes when the server has answered; fails with a {@link MySqlException}
     */
    CompletableFuture<Void> ping();

    /**
     * Opens {@link #minSize()} connections, or one if that is 0, spread over the event loops. Does nothing when they are
     * there.
     *
     * @return completes when they are open; fails with the first failure to open one, while the pool goes on trying
     */
    CompletableFuture<Void> warmUp();

    /**
     * Changes settings while the pool runs: {@code pool.reconfigure(settings -> settings.maxSize(50))}. Whoever waits is
     * served at once by a pool that has become larger. One that has become smaller closes idle connections now, the
     * others when they come back. New time limits count for those who wait and for connections that are open already.
     *
     * @throws IllegalArgumentException if a value is out of its bounds, or two contradict each other; nothing is changed
     */
    void reconfigure(Consumer<? super PoolTuning> change);

    /** {@link #reconfigure} for the sizes alone. */
    default void resize(int minSize, int maxSize) {
        reconfigure(settings -> settings.minSize(minSize).maxSize(maxSize));
    }

    /**
     * Logs in with these from now on, instead of those of {@link MySqlConfig}. Connections that were opened with others
     * are closed: idle ones now, borrowed ones when they come back.
     *
     * @return completes when all of them have ended
     */
    CompletableFuture<Void> rotateCredentials(Credentials credentials);

    /**
     * Lends nothing and opens nothing until {@link #resume()}. Borrowed connections are not touched and can be given
     * back. Those who wait already go on waiting. To leave no socket open, as before a checkpoint of the process, follow
     * it by {@link #evictAll()}.
     *
     * @param callers what happens to those who ask for a connection meanwhile
     */
    void suspend(Suspension callers);

    /** Ends {@link #suspend}: serves who waits, and opens the minimal number of connections again. */
    void resume();

    /** What happens to those who ask a suspended pool for a connection. */
    enum Suspension {
        /** They wait, within {@link PoolConfig#acquireTimeout()}. */
        WAIT,
        /** They are refused at once with {@link MySqlPoolException.Reason#SUSPENDED}. */
        REFUSE
    }

    /**
     * Never lends this borrowed connection again: it is closed when it is given back.
     *
     * @throws IllegalArgumentException if the connection is not from this pool
     */
    void evict(MySqlConnection connection);

    /**
     * Replaces the connections for which a condition holds: idle ones are closed at once, borrowed ones when they come back.
     * The condition is asked on the calling thread, once for each connection that is open.
     *
     * @return for how many it held
     */
    int evictIf(Predicate<? super ConnectionSnapshot> condition);

    /**
     * Replaces every connection that is open or being opened now: idle ones are closed at once, borrowed ones when they
     * come back.
     *
     * @return completes when all of them have ended
     */
    CompletableFuture<Void> evictAll();

    /** Closes all connections that are idle now. Borrowed ones are not touched. */
    CompletableFuture<Void> clear();

    /**
     * Closes the pool: {@link #closeAsync()}, waited for. Blocks for at most {@link PoolConfig#closeTimeout()} and a
     * moment; called on an event loop it starts closing and returns at once.
     */
    @Override
    void close();

    /**
     * Closes the pool: lends no more, fails all waiters, closes idle connections now and borrowed ones when they are
     * given back; what is still borrowed after {@link PoolConfig#closeTimeout()} is cut. Further calls change
     * nothing.
     *
     * @return completes when all of that is done; each call returns a future of its own for the same end
     */
    CompletableFuture<Void> closeAsync();

    /** Closes the pool and cuts every connection at once, borrowed ones too. Never blocks. */
    void terminate();
}
