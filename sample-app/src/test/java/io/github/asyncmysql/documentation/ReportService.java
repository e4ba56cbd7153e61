package io.github.asyncmysql.documentation;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;

/* Thread-safe. */
// region pools-java
@Service
class ReportService {

    private final AsyncMySqlOperations mysql;
    private final AsyncMySqlOperations reports;

    ReportService(AsyncMySqlOperations mysql, @Qualifier("reports") AsyncMySqlOperations reports) {
        this.mysql = mysql;
        this.reports = reports;
    }

    CompletableFuture<Long> count() {
        return reports.queryForObject("select count(*) from users", Long.class)
                .thenCompose(count ->
                        mysql.update("insert into counted values (?)", count).thenApply(noted -> count));
    }
}
// endregion
