package io.github.asyncmysql;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One session with the server. Statements run in the order in which they were started, also when the first one's future
 * is not awaited before the second is started.
 *
 * <p>A connection borrowed from a pool is a lease: after {@link #close()} or {@link MySqlPool#release} the object is
 * dead, and using it fails with a {@link MySqlConnectionException} whose outcome is {@link Outcome#NOT_SENT}.
 *
 * <p>Thread-safe.
 */
public interface MySqlConnection extends MySqlClient, AutoCloseable {

    /** The server's id of this session, as in {@code CONNECTION_ID()} and {@code KILL}. */
    long connectionId();

    /** What the server said about itself when the connection was made. */
    ServerInfo server();

    /** Whether statements can be started: the connection is alive and, if borrowed, has not been released. */
    boolean isOpen();

    /** Whether a transaction is open, by the server's own flag in its latest answer. */
    boolean inTransaction();

    /**
     * What the server noted while it ran the last statement that was started here: the texts behind
     * {@link UpdateResult#warnings()}. It need not be awaited before; the two travel together. A statement in between
     * forgets the warnings of the one before.
     *
     * @return unmodifiable, empty if there are none; at most {@code @@max_error_count} of them
     */
    default CompletableFuture<List<ServerWarning>> warnings() {
        return sql(ServerWarning.QUERY)
                .<ServerWarning>query(ServerWarning::read)
                .list();
    }

    /**
     * A branch of a distributed transaction on this connection, see {@link XaBranch}. Nothing is sent by this.
     *
     * @param xid names the branch
     */
    default XaBranch xa(Xid xid) {
        return new XaBranch(this, xid);
    }

    /**
     * The branches of distributed transactions that are prepared on the server and neither committed nor rolled back,
     * whoever has prepared them. On MySQL the account needs the privilege {@code XA_RECOVER_ADMIN}.
     *
     * @return unmodifiable, empty if there are none
     */
    default CompletableFuture<List<Xid>> recoverXa() {
        return sql(Xid.recovery(server())).<Xid>query(Xid::read).list();
    }

    /** Asks the server for a sign of life ({@code COM_PING}). Fails if there is none within the query timeout. */
    CompletableFuture<Void> ping();

    /**
     * Asks the server for a line about itself ({@code COM_STATISTICS}): how long it has been up, how many threads, questions,
     * slow queries and open tables it has. It costs the server less than {@code SHOW GLOBAL STATUS}, needs no privilege, and
     * is of no fixed form, so it is for people. Fails if there is no answer within the query timeout.
     *
     * @return such as {@code Uptime: 7  Threads: 2  Questions: 5  Slow queries: 0  Opens: 117  …}
     */
    CompletableFuture<String> statistics();

    /**
     * Hands this session to another account ({@code COM_CHANGE_USER}), as if the connection had been opened anew: the server
     * rolls back, and drops locks, temporary tables, variables and prepared statements. The time zone and {@link
     * MySqlConfig#initSql()} are applied again; a {@link SessionInitializer} is not called. Statements that were started before
     * run as the old account, those that are started afterwards as the new one, whether or not the future is awaited.
     *
     * <p>A borrowed connection is closed when it is given back: nobody else gets a session of this account.
     *
     * @param credentials whose session it becomes; further passwords are those named here alone
     * @param database the database that the session is to be in; {@code null} for none
     * @return fails with the server's refusal, and the connection is closed then. It may take {@link
     *     MySqlConfig#connectTimeout()}.
     * @throws IllegalStateException in a {@link SessionInitializer}
     */
    CompletableFuture<Void> changeUser(Credentials credentials, @Nullable String database);

    /** Like {@link #withTransaction(TransactionOptions, Function)} with the session's own defaults. */
    default <T> CompletableFuture<T> withTransaction(
            Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        return withTransaction(TransactionOptions.DEFAULT, work);
    }

    /**
     * Runs {@code work} in a transaction: commits when its stage completes, rolls back when it fails.
     *
     * <p>The work is called, on the connection's event loop, while the server is being told to begin. If its first statement
     * is a query that changes nothing, both travel together; any other one waits until the transaction has begun. Should the
     * server refuse to begin, every statement of the work fails with its refusal, and so does the result, whatever the work
     * makes of it. {@link MySqlTransaction#begun()} tells work that does something else first.
     *
     * @return completes with the work's result after the commit was acknowledged; fails with the work's failure after
     *     the roll back, or with the commit's failure. If the answer to the commit was lost, its outcome is
     *     {@link Outcome#UNKNOWN}. Where the options say so, the whole work is repeated after a conflict.
     */
    <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work);

    /**
     * Gives a borrowed connection back to its pool, or closes one that was opened by itself. Never blocks; further calls
     * do nothing.
     */
    @Override
    void close();
}
