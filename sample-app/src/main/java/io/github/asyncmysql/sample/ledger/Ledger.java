package io.github.asyncmysql.sample.ledger;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static java.util.concurrent.CompletableFuture.failedFuture;

import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/**
 * The accounts and the transfers between them. Nothing here waits for the database: each method returns at once.
 * Thread-safe.
 */
@Service
public class Ledger {

    private static final TransactionOptions REPEATED = TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(10));
    private static final int DECIMALS = 2;
    private static final String TRANSFER = "select id, from_account, to_account, amount, created_at from transfers";

    private final AsyncMySqlOperations mysql;

    Ledger(AsyncMySqlOperations mysql) {
        this.mysql = mysql;
    }

    /** Opens an account. */
    public CompletableFuture<Account> open(NewAccount account) {
        BigDecimal balance = inCents(account.balance());
        return mysql.sql("insert into accounts (owner, balance) values (:owner, :balance)")
                .param("owner", account.owner())
                .param("balance", balance)
                .update()
                .thenApply(result -> new Account(result.lastInsertId(), account.owner(), balance));
    }

    /** Opens many accounts in one transaction: either all of them, or on failure none. */
    CompletableFuture<Void> openAll(List<NewAccount> accounts) {
        return mysql.inTransaction(transaction -> transaction
                .sql("insert into accounts (owner, balance) values (?, ?)")
                .batch(accounts, (account, params) -> params.add(account.owner())
                        .add(inCents(account.balance())))
                .thenAccept(result -> {}));
    }

    /**
     * Accounts in the order in which they were opened.
     *
     * @param owner only those whose owner's name contains it, {@code null} for all
     * @param after only those with a greater number
     * @param limit how many at most
     */
    public CompletableFuture<List<Account>> accounts(@Nullable String owner, long after, int limit) {
        return mysql.sql("select id, owner, balance from accounts where id > :after and locate(:owner, owner) > 0"
                        + " order by id limit :limit")
                .param("after", after)
                .param("owner", Objects.requireNonNullElse(owner, ""))
                .param("limit", limit)
                .query(Account.class)
                .list();
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
     * @return fails with an {@link UnknownAccountException} or an {@link OverdraftException}; then nothing has changed
     */
    public CompletableFuture<Transfer> transfer(NewTransfer wanted) {
        long from = wanted.from();
        long to = wanted.to();
        BigDecimal amount = inCents(wanted.amount());
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

    /** Transfers, newest first; fails with an {@link UnknownAccountException}. */
    public CompletableFuture<List<Transfer>> transfers(TransferSearch search) {
        CompletableFuture<?> known = search.account() == null ? completedFuture(search) : account(search.account());
        return known.thenCompose(found -> mysql.sql(sql(search))
                .params(parameters(search))
                .query(Transfer.class)
                .list());
    }

    // Each half is read backwards from an index and stops at the limit; with "or" the server would sort them all.
    private static String sql(TransferSearch search) {
        String filter = (search.before() == null ? "" : " and id < :before")
                + (search.least() == null ? "" : " and amount >= :least")
                + " order by id desc limit :limit";
        return search.account() == null
                ? TRANSFER + " where true" + filter
                : "(" + TRANSFER + " where from_account = :account" + filter + ") union all (" + TRANSFER
                        + " where to_account = :account" + filter + ") order by id desc limit :limit";
    }

    private static Map<String, Object> parameters(TransferSearch search) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("limit", search.limit());
        if (search.account() != null) {
            parameters.put("account", search.account());
        }
        if (search.before() != null) {
            parameters.put("before", search.before());
        }
        if (search.least() != null) {
            parameters.put("least", search.least());
        }
        return parameters;
    }

    /** Every transfer, oldest first. Rows are read from the server as fast as the subscriber takes them. */
    public Flow.Publisher<Transfer> everyTransfer() {
        return mysql.queryForStream(TRANSFER + " order by id", Transfer.class);
    }

    private static BigDecimal inCents(BigDecimal amount) {
        return amount.setScale(DECIMALS, RoundingMode.UNNECESSARY);
    }
}
