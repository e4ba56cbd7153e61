package io.github.asyncmysql.sample.dashboard;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.sample.ledger.Account;
import io.github.asyncmysql.sample.ledger.Ledger;
import io.github.asyncmysql.sample.ledger.NewAccount;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import jakarta.annotation.PreDestroy;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.stereotype.Component;

/** What the page may change; there is none of it unless {@code ledger.controls.enabled} says so. Thread-safe. */
@Component
@ConditionalOnBooleanProperty(Controls.ENABLED)
class Controls {

    static final String ENABLED = "ledger.controls.enabled";

    private static final List<String> EXAMPLES = List.of(
            "Ada Lovelace",
            "Grace Hopper",
            "Alan Turing",
            "Radia Perlman",
            "Edgar Codd",
            "Barbara Liskov",
            "Edsger Dijkstra",
            "Margaret Hamilton",
            "Donald Knuth",
            "Frances Allen",
            "Dennis Ritchie",
            "Katherine Johnson");
    // MySQL and MariaDB.
    private static final Set<Integer> INTERRUPTED = Set.of(1317, 1927);
    private static final BigDecimal EXAMPLE_BALANCE = new BigDecimal("10000.00");

    private final MySqlPool pool;
    private final AsyncMySqlOperations mysql;
    private final Ledger ledger;
    private final @Nullable DatabaseControl database;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(Controls::thread);
    private final AtomicReference<@Nullable Load> load = new AtomicReference<>();

    Controls(MySqlPool pool, AsyncMySqlOperations mysql, Ledger ledger, ObjectProvider<DatabaseControl> database) {
        this.pool = pool;
        this.mysql = mysql;
        this.ledger = ledger;
        this.database = database.getIfAvailable();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "load");
        thread.setDaemon(true);
        return thread;
    }

    ControlState state() {
        Load running = load.get();
        return new ControlState(
                running == null || running.isOver() ? null : running.progress(),
                database == null ? null : database.state());
    }

    @Nullable
    DatabaseControl database() {
        return database;
    }

    /** Lets users work, in place of those who do so now. */
    CompletableFuture<Void> startLoad(int users, int writes) {
        return openExamples().thenAccept(accounts -> replaceLoad(new Load(ledger, accounts, clock, users, writes)));
    }

    void stopLoad() {
        replaceLoad(null);
    }

    private void replaceLoad(@Nullable Load next) {
        Load earlier = load.getAndSet(next);
        if (earlier != null) {
            earlier.stop();
        }
        if (next != null) {
            next.start();
        }
    }

    /** The oldest accounts, as many as there are examples; opens the examples where there are fewer. */
    CompletableFuture<List<Account>> openExamples() {
        return ledger.accounts(null, 0, EXAMPLES.size())
                .thenCompose(accounts -> accounts.size() == EXAMPLES.size()
                        ? CompletableFuture.completedFuture(accounts)
                        : openAll(EXAMPLES.subList(accounts.size(), EXAMPLES.size()))
                                .thenCompose(opened -> ledger.accounts(null, 0, EXAMPLES.size())));
    }

    private CompletableFuture<Void> openAll(List<String> owners) {
        return CompletableFuture.allOf(owners.stream()
                .map(owner -> ledger.open(new NewAccount(owner, EXAMPLE_BALANCE)))
                .toArray(CompletableFuture[]::new));
    }

    /** Ends a session of the pool on the server; {@code false} if the pool has no such connection. */
    CompletableFuture<Boolean> kill(long connection) {
        if (!has(connection)) {
            return CompletableFuture.completedFuture(false);
        }
        return mysql.update("kill " + connection).handle((result, failure) -> {
            if (failure != null && !isInterrupted(failure) && has(connection)) {
                throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
            }
            return true;
        });
    }

    // So it looks to the statement when it has killed the connection that carried it.
    private static boolean isInterrupted(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof MySqlServerException)) {
            cause = cause.getCause();
        }
        return cause instanceof MySqlServerException server && INTERRUPTED.contains(server.errorCode());
    }

    private boolean has(long connection) {
        return pool.connections().stream().anyMatch(open -> open.id() == connection);
    }

    /** Closes all connections: idle ones at once, borrowed ones when they come back. */
    void evict() {
        pool.evictAll();
    }

    /** Lends nothing until resumed; who asks waits. */
    void suspend() {
        pool.suspend(MySqlPool.Suspension.WAIT);
    }

    void resume() {
        pool.resume();
    }

    @PreDestroy
    void close() {
        stopLoad();
        clock.shutdownNow();
    }
}
