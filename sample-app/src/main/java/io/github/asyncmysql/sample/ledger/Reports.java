package io.github.asyncmysql.sample.ledger;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/** Questions that may take the database long, and are given up when they do. Thread-safe. */
@Service
public class Reports {

    private static final int MILLIS_PER_SECOND = 1000;

    private final AsyncMySqlOperations mysql;
    private final Duration limit;

    Reports(AsyncMySqlOperations mysql, @Value("${ledger.report-timeout}") Duration limit) {
        this.mysql = mysql;
        this.limit = limit;
    }

    /**
     * The ten accounts that have paid most. Fails with a {@link org.springframework.dao.QueryTimeoutException} when it takes
     * longer than {@code ledger.report-timeout}; the server is told to stop then.
     *
     * @param delay how much slower to be than necessary, for want of ledgers of that size
     */
    public CompletableFuture<List<Turnover>> turnover(Duration delay) {
        return mysql.sql("select a.id as account, a.owner, count(*) as transfers, sum(t.amount) as paid"
                        + " from (select sleep(:seconds) as slept) pause, accounts a join transfers t on t.from_account = a.id"
                        + " where pause.slept = 0 group by a.id, a.owner order by paid desc, a.id limit 10")
                .param("seconds", (double) delay.toMillis() / MILLIS_PER_SECOND)
                .timeout(limit)
                .query(Turnover.class)
                .list();
    }
}
