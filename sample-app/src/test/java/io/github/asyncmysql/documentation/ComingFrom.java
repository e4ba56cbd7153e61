package io.github.asyncmysql.documentation;

import io.github.asyncmysql.MySqlPool;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import javax.sql.DataSource;

/** What the pages for users of other clients show. Stateless. */
final class ComingFrom {

    private ComingFrom() {}

    // region jdbc-before
    static Optional<String> nameWithJdbc(DataSource dataSource, long id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("select name from products where id = ?")) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }
    // endregion

    // region jdbc-after
    static CompletableFuture<Optional<String>> name(MySqlPool pool, long id) {
        return pool.sql("select name from products where id = ?")
                .params(id)
                .query(String.class)
                .optional();
    }
    // endregion

    // region r2dbc-after
    // Flux.usingWhen(factory.create(), c -> Flux.from(c.createStatement("…").bind(0, 5).execute())
    //         .flatMap(result -> result.map((row, meta) -> row.get(0, String.class))), Connection::close)
    static Flow.Publisher<String> scarce(MySqlPool pool) {
        return pool
                .sql("select name from products where stock < ? order by name")
                .params(5)
                .query(String.class)
                .stream();
    }
    // endregion

    // region vertx-after
    // pool.withTransaction(c -> c.preparedQuery("…").execute(Tuple.of(7))
    //         .compose(taken -> c.preparedQuery("…").execute(Tuple.of("check 7"))))
    static CompletableFuture<Long> takeOne(MySqlPool pool, long id) {
        return pool.withTransaction(transaction -> transaction
                .sql("update products set stock = stock - 1 where id = ?")
                .params(id)
                .update()
                .thenCompose(taken -> transaction
                        .sql("insert into jobs (task) values (?)")
                        .params("check " + id)
                        .update())
                .thenApply(noted -> noted.lastInsertId()));
    }
    // endregion
}
