package io.github.asyncmysql.documentation;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.util.List;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the manual shows for Project Reactor. Thread-safe. */
final class ReactorRecipes {

    private final AsyncMySqlOperations mysql;

    ReactorRecipes(AsyncMySqlOperations mysql) {
        this.mysql = mysql;
    }

    // region reactor-flux
    record Item(long id, String name) {}

    Flux<Item> items() {
        return JdkFlowAdapter.flowPublisherToFlux(
                mysql.queryForStream("select id, name from items order by id", Item.class));
    }
    // endregion

    // region reactor-mono
    Mono<Item> item(long id) {
        return Mono.fromFuture(() -> mysql.queryForObject("select id, name from items where id = ?", Item.class, id));
    }
    // endregion

    // region reactor-transaction
    Mono<Long> rename(long id, String name) {
        return Mono.fromFuture(() -> mysql.inTransaction(transaction -> transaction
                .queryForObject("select name from items where id = ? for update", String.class, id)
                .thenCompose(before -> transaction.update("insert into old_names values (?, ?)", id, before))
                .thenCompose(noted -> transaction.update("update items set name = ? where id = ?", name, id))
                .thenApply(renamed -> renamed.affectedRows())));
    }
    // endregion

    // region reactor-blocking
    /** On a thread that may wait: one row after the other, at most 64 ahead. */
    void print(List<String> lines) {
        for (Item item : items().toIterable(64)) {
            lines.add(item.name());
        }
    }
    // endregion
}
