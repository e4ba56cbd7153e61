package io.github.asyncmysql.documentation;

import io.github.asyncmysql.documentation.Users.User;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Streams all rows, and answers 404 where there is none. Thread-safe. */
@RestController
class FoundController {

    private final AsyncMySqlTemplate mysql;

    FoundController(AsyncMySqlTemplate mysql) {
        this.mysql = mysql;
    }

    // region all-users
    @GetMapping(path = "/users", produces = MediaType.APPLICATION_NDJSON_VALUE)
    Flow.Publisher<User> users() {
        return mysql.queryForStream("select id, name from users", User.class);
    }
    // endregion

    // region not-found
    @GetMapping("/users/{id}/or-404")
    CompletableFuture<ResponseEntity<User>> find(@PathVariable long id) {
        return mysql.sql("select id, name from users where id = :id")
                .param("id", id)
                .query(User.class)
                .optional()
                .thenApply(ResponseEntity::of);
    }
    // endregion
}
