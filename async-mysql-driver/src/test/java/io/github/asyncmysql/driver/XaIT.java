package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.XaBranch;
import io.github.asyncmysql.Xid;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Branches of distributed transactions, on real servers. */
class XaIT {

    private static final int NO_SUCH_BRANCH = 1397;
    private static final int WRONG_STATE = 1399;
    private static final int EXISTS = 1440;

    private static MySqlPool pool(TestServer server) {
        MySqlPool pool = Pools.pool(server, 2);
        pool.sql("drop table if exists xa_rows").update().join();
        pool.sql("create table xa_rows (id int primary key) engine = innodb")
                .update()
                .join();
        return pool;
    }

    private static List<Integer> rows(MySqlPool pool) {
        return pool.sql("select id from xa_rows order by id")
                .query(Integer.class)
                .list()
                .join();
    }

    private static Xid xid(String branch) {
        return Xid.of("async-mysql XaIT", branch);
    }

    private static XaBranch started(MySqlConnection connection, Xid xid, int id) {
        XaBranch branch = connection.xa(xid);
        branch.start();
        connection.sql("insert into xa_rows values (?)").params(id).update().join();
        return branch;
    }

    private static void assertRefused(int error, ThrowingCallable step) {
        assertThatThrownBy(step).cause().isInstanceOfSatisfying(MySqlServerException.class, refusal -> assertThat(
                        refusal.errorCode())
                .isEqualTo(error));
    }

    /** Other tests of the same servers may have prepared branches of their own. */
    private static List<Xid> recovered(MySqlPool pool) {
        String own = new String(xid("").gtrid(), StandardCharsets.UTF_8);
        return pool.withConnection(MySqlConnection::recoverXa).join().stream()
                .filter(xid -> new String(xid.gtrid(), StandardCharsets.UTF_8).startsWith(own))
                .toList();
    }

    @EveryServer
    void aBranchIsCommittedInTwoPhasesOrInOneOrNotAtAll(TestServer server) {
        try (MySqlPool pool = pool(server);
                MySqlConnection connection = pool.acquire().join()) {
            XaBranch both = started(connection, xid("two"), 2);
            both.end().join();
            both.prepare().join();
            assertThat(rows(pool)).isEmpty();
            both.commit().join();
            assertThat(rows(pool)).containsExactly(2);

            XaBranch one = started(connection, xid("one"), 1);
            one.end();
            one.commitOnePhase().join();
            assertThat(rows(pool)).containsExactly(1, 2);

            XaBranch ended = started(connection, xid("ended"), 3);
            ended.end();
            ended.rollback().join();
            XaBranch prepared = started(connection, xid("prepared"), 4);
            prepared.end();
            prepared.prepare();
            prepared.rollback().join();
            assertThat(rows(pool)).containsExactly(1, 2);
            assertThat(connection.inTransaction()).isFalse();
        }
    }

    @EveryServer
    void aPreparedBranchOutlivesItsConnectionAndIsFoundWhateverItsBytes(TestServer server) {
        byte[] gtrid = new byte[Xid.MAX_LENGTH];
        byte[] own = xid("").gtrid();
        for (int i = 0; i < gtrid.length; i++) {
            gtrid[i] = i < own.length ? own[i] : (byte) (5 * i);
        }
        Xid xid = Xid.of(gtrid, new byte[] {0, '\'', '\\', (byte) 0xff, (byte) 0xc3}, 7);
        try (MySqlPool pool = pool(server)) {
            try (MySqlConnection connection = pool.acquire().join()) {
                XaBranch branch = started(connection, xid, 1);
                branch.end();
                branch.prepare().join();
                assertThat(recovered(pool)).containsExactly(xid);
            }
            assertThat(rows(pool)).isEmpty();
            assertThat(recovered(pool)).containsExactly(xid);
            // Some servers let others have it only once its session has ended.
            await().ignoreExceptions()
                    .untilAsserted(() ->
                            pool.withConnection(other -> other.xa(xid).commit()).join());
            assertThat(recovered(pool)).isEmpty();
            assertThat(rows(pool)).containsExactly(1);
        }
    }

    @EveryServer
    void aBranchThatIsNotPreparedEndsWithItsLease(TestServer server) {
        try (MySqlPool pool = pool(server)) {
            try (MySqlConnection connection = pool.acquire().join()) {
                started(connection, xid("active"), 1);
            }
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(connection.inTransaction()).isFalse();
                started(connection, xid("idle"), 2).end().join();
            }
            // The rows would be locked, and the connections refuse it, if anything were left of the branches.
            for (int i = 0; i < 2; i++) {
                assertThat(pool.withTransaction(transaction -> transaction
                                        .sql("insert into xa_rows values (1), (2)")
                                        .update()
                                        .thenCompose(done -> transaction
                                                .sql("delete from xa_rows")
                                                .update()))
                                .join()
                                .affectedRows())
                        .isEqualTo(2);
            }
            assertThat(recovered(pool)).isEmpty();
        }
    }

    @EveryServer
    void stepsThatTheStateForbidsAreRefusedAndChangeNothing(TestServer server) {
        try (MySqlPool pool = pool(server);
                MySqlConnection connection = pool.acquire().join()) {
            XaBranch branch = connection.xa(xid("steps"));
            assertRefused(NO_SUCH_BRANCH, () -> branch.commit().join());
            assertRefused(NO_SUCH_BRANCH, () -> branch.rollback().join());
            started(connection, xid("steps"), 1);
            assertRefused(WRONG_STATE, () -> branch.start().join());
            assertRefused(WRONG_STATE, () -> branch.prepare().join());
            assertRefused(WRONG_STATE, () -> branch.commitOnePhase().join());
            assertRefused(WRONG_STATE, () -> connection.sql("commit").update().join());
            assertRefused(WRONG_STATE, () -> connection
                    .withTransaction(transaction -> CompletableFuture.completedFuture(1))
                    .join());
            assertRefused(EXISTS, () -> pool.withConnection(
                            other -> other.xa(xid("steps")).start())
                    .join());
            branch.end().join();
            assertRefused(WRONG_STATE, () -> branch.end().join());
            assertRefused(WRONG_STATE, () -> connection
                    .sql("insert into xa_rows values (2)")
                    .update()
                    .join());
            branch.commitOnePhase().join();
            assertThat(rows(pool)).containsExactly(1);
        }
    }
}
