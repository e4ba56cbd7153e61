package io.github.asyncmysql.documentation;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Works in transactions of a second pool. Thread-safe. */
@Service
class ArchiveService {

    private final AsyncMySqlOperations reports;

    ArchiveService(@Qualifier("reports") AsyncMySqlOperations reports) {
        this.reports = reports;
    }

    // region pools-transactional
    @Transactional("reports")
    void archive(long id) {
        reports.update("insert into archived select * from users where id = ?", id)
                .join();
        reports.update("delete from users where id = ?", id).join();
    }
    // endregion
}
