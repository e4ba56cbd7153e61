package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.ServerWarning;
import io.github.asyncmysql.ServerWarning.Level;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Warnings, on real servers. */
class WarningsIT {

    @EveryServer
    void textsCanBeAskedForRightBehindTheStatement(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            pool.withConnection(connection -> {
                        CompletableFuture<UpdateResult> dropped = connection
                                .sql("drop table if exists warnings_unknown")
                                .prepared(protocol == Protocol.PREPARED)
                                .update();
                        return connection.warnings().thenCombine(dropped, (warnings, counts) -> {
                            assertThat(counts.warnings()).isEqualTo(1);
                            assertThat(warnings).singleElement().satisfies(warning -> {
                                assertThat(warning.level()).isEqualTo(Level.NOTE);
                                assertThat(warning.code()).isEqualTo(1051);
                                assertThat(warning.message()).contains("warnings_unknown");
                            });
                            return counts;
                        });
                    })
                    .join();
        }
    }

    @EveryServer
    void transactionTellsItsWarnings(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            List<ServerWarning> warnings = pool.withTransaction(transaction -> {
                        transaction.sql("select 1 + '2x'").query(Integer.class).single();
                        return transaction.warnings();
                    })
                    .join();
            assertThat(warnings).extracting(ServerWarning::level).containsExactly(Level.WARNING);
        }
    }

    @EveryServer
    void statementWithoutWarningsHasNone(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            assertThat(pool.withConnection(connection -> {
                                connection.sql("do 1").update();
                                return connection.warnings();
                            })
                            .join())
                    .isEmpty();
        }
    }
}
