package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions of a thread that cannot begin. */
class TransactionBeginIT {

    private static void assertDoesNotBegin(MySqlPool pool, Class<? extends Throwable> cause, String words) {
        List<String> calls = new ArrayList<>();
        TransactionTemplate transaction = new TransactionTemplate(new AsyncMySqlTransactionManager(pool));

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> calls.add("called")))
                .isInstanceOf(CannotCreateTransactionException.class)
                .hasMessageContaining("pool 'async-mysql'")
                .rootCause()
                .isInstanceOf(cause)
                .hasMessageContaining(words);
        assertThat(calls).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(pool.stats().inUse()).isZero());
    }

    @EveryServer
    void saysThatThePoolIsClosed(TestServer server) {
        MySqlPool pool =
                ServerPools.open(server, PoolConfig.builder().maxSize(4).build());
        pool.close();
        assertDoesNotBegin(pool, Throwable.class, "closed");
    }

    @EveryServer
    void whatTheServerRefusesToBeginFailsBeforeTheMethodRuns(TestServer server) {
        // Within an XA transaction no other one can be started.
        try (MySqlPool pool = ServerPools.open(server, config -> config.initSql(List.of("xa start 'managed'")))) {
            assertDoesNotBegin(pool, MySqlServerException.class, "(error 1399");
        }
    }
}
