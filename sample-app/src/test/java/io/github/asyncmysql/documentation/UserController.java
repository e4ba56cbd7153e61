package io.github.asyncmysql.documentation;

import io.github.asyncmysql.documentation.Users.User;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

// region controller
@RestController
class UserController {

    private final AsyncMySqlTemplate mysql;

    UserController(AsyncMySqlTemplate mysql) {
        this.mysql = mysql;
    }

    @GetMapping("/users/{id}")
    CompletableFuture<User> user(@PathVariable long id) {
        return mysql.queryForObject("select id, name from users where id = ?", User.class, id);
    }
}
// endregion
