package io.github.asyncmysql.sample.ledger;

import static java.util.concurrent.CompletableFuture.failedFuture;

import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;

/**
 * The accounts and the transfers between them. Nothing here waits for the database: each method returns at once.
 * Thread-safe.
 */
@Service
public class Ledger {

    private static final TransactionOptions REPEATED = TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(10));
    private static final int NEWEST = 100;

    private final AsyncMySqlOperations mysql;

    Ledger(AsyncMySqlOperations mysql) {
        this.mysql = mysql;
    }

    /** Opens an account. */
    public CompletableFuture<Account> open(String owner, BigDecimal balance) {
        return mysql.sql("insert into accounts (owner, balance) values (:owner, :balance)")
                .param("owner", owner)
                .param("balance", balance)
                .update()
                .thenApply(result -> new Account(result.lastInsertId(), owner, balance));
    }

    /** All accounts in the order in which they were opened. */
    public CompletableFuture<List<Account>> accounts() {
        return mysql.queryForList("select id, owner, balance from accounts order by id", Account.class);
    }

    /** One account; fails with an {@link UnknownAccountException}. */
    public CompletableFuture<Account> account(long id) {
        return mysql.sql("select id, owner, balance from accounts where id = :id")
                .param("id", id)
                .query(Account.class)
                .optional()
                .thenApply(account -> account.orElseThrow(() -> new UnknownAccountException(id)));
    }

    /**
     * Moves money. A transaction that loses a fight for locks is repeated as a whole.
     *
     * @param amount more than zero, at most two decimal places
     * @return fails with an {@link UnknownAccountException} or an {@link OverdraftException}; then nothing has changed
     */
    public CompletableFuture<Transfer> transfer(long from, long to, BigDecimal amount) {
        return mysql.inTransaction(
                REPEATED, transaction -> lock(transaction, from, to).thenCompose(accounts -> {
                    if (!accounts.containsKey(from)) {
                        return failedFuture(new UnknownAccountException(from));
                    }
                    if (!accounts.containsKey(to)) {
                        return failedFuture(new UnknownAccountException(to));
                    }
                    if (accounts.get(from).balance().compareTo(amount) < 0) {
                        return failedFuture(new OverdraftException(accounts.get(from), amount));
                    }
                    return move(transaction, from, to, amount);
                }));
    }

    // Always in the order of their numbers: two transfers in opposite directions then wait for one another instead of
    // running into a deadlock.
    private static CompletableFuture<Map<Long, Account>> lock(
            AsyncMySqlOperations transaction, long first, long second) {
        return transaction
                .sql("select id, owner, balance from accounts where id in (:ids) order by id for update")
                .param("ids", List.of(first, second))
                .query(Account.class)
                .list()
                .thenApply(accounts -> accounts.stream().collect(Collectors.toMap(Account::id, Function.identity())));
    }

    // Three statements, started at once: on one connection they run in this order.
    private static CompletableFuture<Transfer> move(
            AsyncMySqlOperations transaction, long from, long to, BigDecimal amount) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        var paid = transaction.update("update accounts set balance = balance - ? where id = ?", amount, from);
        var received = transaction.update("update accounts set balance = balance + ? where id = ?", amount, to);
        var written = transaction.update(
                "insert into transfers (from_account, to_account, amount, created_at) values (?, ?, ?, ?)",
                from,
                to,
                amount,
                now);
        return CompletableFuture.allOf(paid, received, written)
                .thenApply(done -> new Transfer(written.join().lastInsertId(), from, to, amount, now));
    }

    /** The newest transfers, at most 100, newest first. */
    public CompletableFuture<List<Transfer>> transfers() {
        return mysql.queryForList(
                "select id, from_account, to_account, amount, created_at from transfers order by id desc limit ?",
                Transfer.class,
                NEWEST);
    }

    /** The newest transfers from and to an account, at most 100; fails with an {@link UnknownAccountException}. */
    public CompletableFuture<List<Transfer>> transfersOf(long account) {
        return account(account).thenCompose(known -> mysql.sql(
                        "select id, from_account, to_account, amount, created_at from transfers"
                                + " where from_account = :account or to_account = :account order by id desc limit :limit")
                .param("account", account)
                .param("limit", NEWEST)
                .query(Transfer.class)
                .list());
    }

    /** Every transfer, oldest first. Rows are read from the server as fast as the subscriber takes them. */
    public Flow.Publisher<Transfer> everyTransfer() {
        return mysql.queryForStream(
                "select id, from_account, to_account, amount, created_at from transfers order by id", Transfer.class);
    }
}
