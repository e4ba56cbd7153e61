package io.github.asyncmysql;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * One branch of a distributed transaction on one connection, for whoever coordinates several of them: start it, run
 * statements on the same connection, {@linkplain #end() end} it, {@linkplain #prepare() prepare} it, and then
 * {@linkplain #commit() commit} it or {@linkplain #rollback() roll it back}.
 *
 * <pre>{@code
 * XaBranch branch = connection.xa(xid);
 * CompletableFuture<Void> vote = branch.start()
 *         .thenCompose(started -> connection.sql("update accounts set balance = 0 where id = ?").params(from).update())
 *         .thenCompose(done -> branch.end())
 *         .thenCompose(ended -> branch.prepare());
 * }</pre>
 *
 * <p>Which step may follow which one is the server's to say: it refuses what the state of the branch forbids with a
 * {@link MySqlServerException} (1397 no such branch, 1398 invalid, 1399 wrong state, 1400 work outside of the branch, 1402
 * rolled back, 1440 exists already), and so it refuses {@code COMMIT}, {@code ROLLBACK} and {@code START TRANSACTION} on a
 * connection with an open branch. As everywhere, a failure with {@link Outcome#UNKNOWN} says that the step may have been
 * taken.
 *
 * <p>A prepared branch belongs to nobody. It outlives its connection and restarts of the server, keeps its locks, and has to
 * be committed or rolled back by somebody who finds it with {@link MySqlConnection#recoverXa()}. A branch that is not prepared
 * is rolled back when its connection ends or is given back to its pool. One that is given back with a prepared branch is
 * closed, since most servers keep the two together.
 *
 * <p>Immutable.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/xa-states.html">XA transaction states</a>
 */
public final class XaBranch {

    private final MySqlConnection connection;
    private final Xid xid;

    XaBranch(MySqlConnection connection, Xid xid) {
        this.connection = connection;
        this.xid = Objects.requireNonNull(xid, "xid");
    }

    /** The branch's name. */
    public Xid xid() {
        return xid;
    }

    /** Begins the branch: statements on the connection belong to it from now on. */
    public CompletableFuture<Void> start() {
        return run("START", "");
    }

    /** Nothing more belongs to the branch. */
    public CompletableFuture<Void> end() {
        return run("END", "");
    }

    /** Makes sure that the branch, which must have been ended, can be committed whatever happens. */
    public CompletableFuture<Void> prepare() {
        return run("PREPARE", "");
    }

    /** Commits a prepared branch, also one that another connection has prepared. */
    public CompletableFuture<Void> commit() {
        return run("COMMIT", "");
    }

    /** Commits a branch that was ended and not prepared, where it is the only one of its transaction. */
    public CompletableFuture<Void> commitOnePhase() {
        return run("COMMIT", " ONE PHASE");
    }

    /** Rolls back a branch that was ended or prepared, also one that another connection has prepared. */
    public CompletableFuture<Void> rollback() {
        return run("ROLLBACK", "");
    }

    private CompletableFuture<Void> run(String step, String behind) {
        return connection
                .sql("XA " + step + " " + xid.literal() + behind)
                .update()
                .thenAccept(done -> {});
    }

    @Override
    public String toString() {
        return "XaBranch[" + xid.literal() + "]";
    }
}
