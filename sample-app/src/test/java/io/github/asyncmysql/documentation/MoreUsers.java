package io.github.asyncmysql.documentation;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.documentation.Users.User;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** Further ways to use a pool without Spring. Thread-safe. */
final class MoreUsers {

    private final MySqlPool pool;

    MoreUsers(MySqlPool pool) {
        this.pool = pool;
    }

    CompletableFuture<String> greeting(long id) {
        // region future
        CompletableFuture<Optional<User>> user = pool.sql("select id, name from users where id = ?")
                .params(id)
                .query(User.class)
                .optional();
        CompletableFuture<String> greeting =
                user.thenApply(found -> found.map(u -> "Hello " + u.name()).orElse("Who are you?"));
        // endregion
        return greeting;
    }

    CompletableFuture<UpdateResult> rename(long id, String name) {
        // region transaction
        CompletableFuture<UpdateResult> renamed = pool.withTransaction(transaction -> transaction
                .sql("select name from users where id = ? for update")
                .params(id)
                .query(String.class)
                .single()
                .thenCompose(before -> transaction
                        .sql("insert into renamed values (?, ?)")
                        .params(id, before)
                        .update())
                .thenCompose(noted -> transaction
                        .sql("update users set name = ? where id = ?")
                        .params(name, id)
                        .update()));
        // endregion
        return renamed;
    }

    Flow.Publisher<String> names() {
        // region stream
        Flow.Publisher<String> names = pool.sql("select name from users order by id").query(String.class).stream();
        // endregion
        return names;
    }
}
