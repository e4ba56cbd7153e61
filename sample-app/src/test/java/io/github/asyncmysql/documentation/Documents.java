package io.github.asyncmysql.documentation;

import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.UpdateResult;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Values that are larger than anybody wants to hold in memory. Thread-safe. */
final class Documents {

    private final MySqlPool pool;

    Documents(MySqlPool pool) {
        this.pool = pool;
    }

    CompletableFuture<UpdateResult> store(String name, Path path, Executor executor) {
        // region large-parameter
        CompletableFuture<UpdateResult> stored = pool.sql("insert into documents (name, content) values (?, ?)")
                .params(name, LargeValue.bytes(() -> Files.newInputStream(path), executor))
                .update();
        // endregion
        return stored;
    }

    Flow.Publisher<ByteBuffer> read(long id, Consumer<String> name) {
        // region large-value
        Flow.Publisher<ByteBuffer> content = pool.sql("select name, content from documents where id = ?")
                .params(id)
                .largeValue(row -> name.accept(row.getString("name")));
        // endregion
        return content;
    }

    CompletableFuture<UpdateResult> copy(long from, long to) {
        // region large-copy
        Flow.Publisher<ByteBuffer> content = pool.sql("select content from documents where id = ?")
                .params(from)
                .largeValue();
        CompletableFuture<UpdateResult> copied = pool.sql("update documents set content = ? where id = ?")
                .params(LargeValue.bytes(content), to)
                .update();
        // endregion
        return copied;
    }
}
