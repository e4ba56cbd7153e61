package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.springframework.transaction.support.TransactionTemplate;

/** Transactions of blocking code that only read, where there are replicas to read from. */
class ReadOnlyTransactionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static MySqlPool pool(TestServer first, TestServer second) {
        return ServerPools.open(
                first, PoolConfig.builder().maxSize(2).acquireTimeout(PATIENCE).build(), config -> config.hosts(List.of(
                                new HostAndPort(first.host(), first.port()),
                                new HostAndPort(second.host(), second.port())))
                        .replicaReads(true));
    }

    @EveryServer(restartable = true)
    void goToReplicas(TestServer primary) {
        try (TestServer replica = TestServers.startOwn(primary)) {
            replica.execute("set global read_only = 1");
            try (MySqlPool pool = pool(primary, replica)) {
                Awaitility.await().atMost(PATIENCE).until(() -> pool.hosts().stream()
                        .allMatch(HostState::reachable));
                AsyncMySqlTemplate mysql = new AsyncMySqlTemplate(pool);
                TransactionTemplate writing = new TransactionTemplate(new AsyncMySqlTransactionManager(pool));
                TransactionTemplate reading = new TransactionTemplate(new AsyncMySqlTransactionManager(pool));
                reading.setReadOnly(true);

                assertThat(port(writing, mysql)).isEqualTo(primary.port());
                assertThat(port(reading, mysql)).isEqualTo(replica.port());
                assertThat(port(writing, mysql)).isEqualTo(primary.port());
            }
        }
    }

    private static Integer port(TransactionTemplate transaction, AsyncMySqlTemplate mysql) {
        return transaction.execute(
                status -> mysql.queryForObject("select @@port", Integer.class).join());
    }
}
