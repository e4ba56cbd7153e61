package io.github.asyncmysql.spring.boot.test.example;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Repository;

/** What the slice is about: imported by the tests. */
@Repository
public class NoteRepository {

    private final AsyncMySqlOperations mysql;

    public NoteRepository(AsyncMySqlOperations mysql) {
        this.mysql = mysql;
    }

    public CompletableFuture<Long> add(String text) {
        return mysql.update("insert into slice_notes (text) values (?)", text)
                .thenCompose(added -> mysql.queryForObject("select count(*) from slice_notes", Long.class));
    }
}
