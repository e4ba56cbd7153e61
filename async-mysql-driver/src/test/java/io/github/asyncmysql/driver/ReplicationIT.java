package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.CausalSession;
import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState;
import io.github.asyncmysql.HostState.Role;
import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A primary and its replica, which are real servers: what is read where, and what happens when the primary dies. */
class ReplicationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Where a statement ran, and how many rows it found. */
    record Found(int port, long rows) {}

    private static final String FIND = "select @@port as port, (select count(*) from ledger) as `rows`";

    private static TestServer start(TestServer like, int id) {
        return like.isMySql()
                ? TestServers.startOwn(
                        like,
                        "--server-id=" + id,
                        "--log-bin=binlog",
                        "--gtid-mode=ON",
                        "--enforce-gtid-consistency=ON")
                : TestServers.startOwn(
                        like, "--server-id=" + id, "--log-bin=binlog", "--log-slave-updates", "--gtid-strict-mode");
    }

    private static void replicate(TestServer primary, TestServer replica) {
        String form = "%s_host='%s', %s_port=%d, %s_user='%s', %s_password='%s', %s_connect_retry=1";
        if (primary.isMySql()) {
            replica.execute(
                    "change replication source to " + address(form, "source", primary)
                            + ", source_auto_position=1, get_source_public_key=1",
                    "start replica",
                    "set global super_read_only=1");
        } else {
            replica.execute(
                    "change master to " + address(form, "master", primary)
                            + ", master_use_gtid=slave_pos, master_ssl_verify_server_cert=0",
                    "start slave",
                    "set global read_only=1");
        }
    }

    private static String address(String format, String word, TestServer server) {
        return String.format(
                format,
                word,
                server.host(),
                word,
                server.port(),
                word,
                server.username(),
                word,
                server.password(),
                word);
    }

    private static MySqlPool pool(Duration wait, Duration lagLimit, TestServer first, TestServer second) {
        MySqlConfig config = Pools.config(first)
                .hosts(List.of(
                        new HostAndPort(first.host(), first.port()), new HostAndPort(second.host(), second.port())))
                .hostCheckInterval(Duration.ofSeconds(1))
                .replicaReads(true)
                .replicaWait(wait)
                .replicaLagLimit(lagLimit)
                .build();
        return AsyncMySql.pool(
                config,
                PoolConfig.builder()
                        .minSize(0)
                        .maxSize(2)
                        .acquireTimeout(PATIENCE)
                        .build());
    }

    private static Found find(MySqlClient client) {
        return client.sql(FIND).query(Found.class).single().join();
    }

    @EveryServer(mySqlSince = "8.4.0", restartable = true)
    void whatWasWrittenIsReadFromReplicasThatHaveItAndOutlivesThePrimary(TestServer server) {
        try (TestServer primary = start(server, 1);
                TestServer replica = start(server, 2)) {
            replicate(primary, replica);
            try (MySqlPool patient = pool(PATIENCE, Duration.ofHours(1), primary, replica);
                    MySqlPool hasty = pool(Duration.ofMillis(50), Duration.ZERO, primary, replica)) {
                CausalSession session = writes(patient, primary, replica);
                aReplicaThatIsBehind(session, hasty, patient, primary, replica);
                primary.kill();
                replica.execute(
                        server.isMySql() ? "stop replica" : "stop slave",
                        server.isMySql() ? "set global super_read_only=0" : "set global read_only=0",
                        "set global read_only=0");
                Awaitility.await().atMost(PATIENCE).until(() -> roles(patient).get(1) == Role.PRIMARY);
                insert(patient, 100);
                assertThat(find(patient)).isEqualTo(new Found(replica.port(), 5));
            }
        }
    }

    private static CausalSession writes(MySqlPool pool, TestServer primary, TestServer replica) {
        CausalSession session = pool.causal();
        session.sql("create table ledger (id int primary key)").update().join();
        insert(session, 1);
        Awaitility.await().atMost(PATIENCE).until(() -> roles(pool).equals(List.of(Role.PRIMARY, Role.REPLICA)));
        assertThat(find(session.replicas())).as("on the replica, and there").isEqualTo(new Found(replica.port(), 1));
        session.withTransaction(transaction ->
                        transaction.sql("insert into ledger values (2)").update())
                .join();
        Found inTransaction = session.withTransaction(
                        TransactionOptions.READ_ONLY,
                        transaction -> transaction.sql(FIND).query(Found.class).single())
                .join();
        assertThat(inTransaction).isEqualTo(new Found(replica.port(), 2));
        session.sql("insert into ledger values (?)")
                .batch(List.of(List.of(3), List.of(4)))
                .join();
        assertThat(find(pool.causal(session.token()).replicas()))
                .as("in another session that goes on from it")
                .isEqualTo(new Found(replica.port(), 4));
        assertThat(find(session))
                .as("what the session itself says goes to the primary")
                .isEqualTo(new Found(primary.port(), 4));
        return session;
    }

    private static void aReplicaThatIsBehind(
            CausalSession session, MySqlPool hasty, MySqlPool watchful, TestServer primary, TestServer replica) {
        boolean mySql = replica.isMySql();
        replica.execute(mySql ? "stop replica sql_thread" : "stop slave sql_thread");
        Awaitility.await().atMost(PATIENCE).until(() -> roles(hasty).equals(List.of(Role.PRIMARY, Role.REPLICA)));
        CausalSession other = hasty.causal(session.token());
        other.sql("delete from ledger where id = 4").update().join();
        assertThat(find(hasty.replicas())).as("whoever asks for no more").isEqualTo(new Found(replica.port(), 4));
        assertThat(find(other.replicas()))
                .as("the primary, after waiting in vain")
                .isEqualTo(new Found(primary.port(), 3));
        Found inTransaction = other.withTransaction(
                        TransactionOptions.READ_ONLY,
                        transaction -> transaction.sql(FIND).query(Found.class).single())
                .join();
        assertThat(inTransaction).isEqualTo(new Found(primary.port(), 3));
        Awaitility.await().atMost(PATIENCE).until(() -> roles(watchful).get(1) == Role.NONE);
        assertThat(watchful.hosts().get(1).detail()).isEqualTo("does not replicate");
        assertThat(find(watchful.replicas()).port()).as("where that is asked").isEqualTo(primary.port());
        insert(other, 5);
        replica.execute(mySql ? "start replica sql_thread" : "start slave sql_thread");
        // What was acknowledged must be there when the primary is killed, which nobody else sees to.
        Awaitility.await().atMost(PATIENCE).until(() -> find(other.replicas()).equals(new Found(replica.port(), 4)));
    }

    private static void insert(MySqlClient client, int id) {
        client.sql("insert into ledger values (?)").params(id).update().join();
    }

    private static List<Role> roles(MySqlPool pool) {
        return pool.hosts().stream().map(HostState::role).toList();
    }
}
