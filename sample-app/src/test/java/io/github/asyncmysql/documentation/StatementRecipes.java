package io.github.asyncmysql.documentation;

import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.CallResult;
import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.ResultPart;
import io.github.asyncmysql.ResultRows;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.ServerWarning;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.XaBranch;
import io.github.asyncmysql.Xid;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/** What the pages about statements and batches show. Thread-safe. */
final class StatementRecipes {

    private final MySqlPool pool;

    StatementRecipes(MySqlPool pool) {
        this.pool = pool;
    }

    List<String> report(BigDecimal atLeast) {
        List<String> lines = new ArrayList<>();
        // region statement-results
        List<ResultPart> parts =
                pool.sql("call price_report(?)").params(atLeast).results().join();
        for (ResultPart part : parts) {
            if (part instanceof ResultRows rows) {
                rows.rows().forEach(row -> lines.add(row.getString(0))); // detached rows, which may be kept
            } else if (part instanceof UpdateResult counts) {
                lines.add(counts.affectedRows() + " rows changed");
            }
        }
        // endregion
        return lines;
    }

    long book(long product) {
        // region statement-call
        CallResult done =
                pool.sql("call book(?, ?)").params(product, null).call().join();
        Long number =
                done.out("number", Long.class); // by the parameter's name, or by position among OUT and INOUT from 0
        List<Row> left = done.rows(); // of the first result with rows; done.results() has them all
        // endregion
        return number == null ? -1 : number + left.size();
    }

    List<ServerWarning> warnings() {
        // region statement-warnings
        CompletableFuture<List<ServerWarning>> warnings = pool.withConnection(connection -> {
            connection
                    .sql("insert ignore into payments values ('A-1', 1), ('A-1', 2)")
                    .update();
            return connection.warnings(); // on its way behind the insert, without waiting for it
        });
        // endregion
        return warnings.join();
    }

    CompletableFuture<UpdateResult> transaction() {
        // region statement-transaction
        TransactionOptions options = TransactionOptions.DEFAULT
                .isolation(IsolationLevel.REPEATABLE_READ) // the session's own if not set
                .consistentSnapshot(true) // reads see the data as of the start
                .retry(TransactionRetry.upTo(5)); // run it again after a conflict

        CompletableFuture<UpdateResult> done = pool.withTransaction(options, transaction -> transaction
                .sql("update products set stock = stock + 1")
                .update()
                .thenCompose(counted -> transaction.withSavepoint(part ->
                        part.sql("insert into jobs (task) values ('count')").update())));
        // endregion
        return done;
    }

    CompletableFuture<Void> branch(Xid xid, long product) {
        // region statement-xa
        CompletableFuture<Void> done = pool.withConnection(connection -> {
            XaBranch branch = connection.xa(xid);
            return branch.start()
                    .thenCompose(started -> connection
                            .sql("update products set stock = stock + 1 where id = ?")
                            .params(product)
                            .update())
                    .thenCompose(counted -> branch.end())
                    .thenCompose(ended -> branch.prepare())
                    .thenCompose(vote -> branch.commit()); // once all branches have voted, and that is on record
        });
        // endregion
        return done;
    }

    static MySqlConfig withVariables(MySqlConfig config) {
        // region session-variables
        MySqlConfig strict = config.toBuilder()
                .sessionVariable("sql_mode", "STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY")
                .sessionVariable("innodb_lock_wait_timeout", 5)
                .build();
        // endregion
        return strict;
    }

    CompletableFuture<List<String>> sorted() {
        // region statement-set-var
        CompletableFuture<List<String>> names = pool.sql("select name from products order by name")
                .setVar("sort_buffer_size", 4 << 20)
                .query(String.class)
                .list();
        // endregion
        return names;
    }

    static MySqlConfig uploading(MySqlConfig config) {
        // region statement-infile-config
        MySqlConfig uploading = config.toBuilder().allowLocalInfile(true).build();
        // endregion
        return uploading;
    }

    CompletableFuture<UpdateResult> load(Flow.Publisher<ByteBuffer> buffers) {
        // region statement-infile
        CompletableFuture<UpdateResult> loaded = pool.sql(
                        "load data local infile 'payments' into table payments fields terminated by ','")
                .localInfile(buffers)
                .update();
        // endregion
        return loaded;
    }

    // region batch-list
    record Payment(String number, BigDecimal amount) {}

    CompletableFuture<BatchResult> book(List<Payment> payments) {
        return pool.sql("insert into payments (number, amount) values (?, ?)")
                .batch(payments, (payment, params) -> params.add(payment.number())
                        .add(payment.amount()));
    }
    // endregion

    // region batch-publisher
    record Reading(int sensor, LocalDateTime at, double value) {}

    CompletableFuture<BatchResult> record(Flow.Publisher<Reading> readings, LongConsumer progress) {
        return pool.sql("insert into readings (sensor, at, value) values (?, ?, ?)")
                .batch(
                        readings,
                        (reading, params) ->
                                params.add(reading.sensor()).add(reading.at()).add(reading.value()),
                        BatchOptions.DEFAULT.withProgress(progress));
    }
    // endregion
}
