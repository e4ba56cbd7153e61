package io.github.asyncmysql.documentation;

import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.documentation.Users.User;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What else the manual does with a template. Thread-safe. */
@Service
class UserService {

    private final AsyncMySqlTemplate mysql;

    UserService(AsyncMySqlTemplate mysql) {
        this.mysql = mysql;
    }

    // region named-parameters
    List<User> find(List<Long> ids) {
        return mysql.sql("select id, name from users where id in (:ids) order by id")
                .param("ids", ids)
                .query(User.class)
                .list()
                .join();
    }
    // endregion

    // region template-transaction
    CompletableFuture<UpdateResult> rename(long id, String name) {
        TransactionOptions repeated = TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(4));
        return mysql.inTransaction(repeated, transaction -> transaction
                .queryForObject("select name from users where id = ? for update", String.class, id)
                .thenCompose(before -> transaction.update("insert into renamed values (?, ?)", id, before))
                .thenCompose(noted -> transaction.update("update users set name = ? where id = ?", name, id)));
    }
    // endregion

    // region transactional
    @Transactional
    void renameAndWait(long id, String name) {
        String before = mysql.queryForObject("select name from users where id = ? for update", String.class, id)
                .join();
        mysql.update("insert into renamed values (?, ?)", id, before).join();
        mysql.update("update users set name = ? where id = ?", name, id).join();
    }
    // endregion
}
