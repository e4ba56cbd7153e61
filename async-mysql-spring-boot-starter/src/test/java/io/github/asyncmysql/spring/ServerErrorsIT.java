package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.TransientDataAccessResourceException;

/** Errors that take more than a statement to provoke, and Spring's exceptions for them. */
class ServerErrorsIT {

    private static final String LIMITED = "limited";
    private static final String PASSWORD = "of-limited-means";

    private static AsyncMySqlTemplate template(MySqlPool pool) {
        return new AsyncMySqlTemplate(pool);
    }

    private static MySqlPool limited(TestServer server) {
        server.execute(
                "drop user if exists '" + LIMITED + "'@'%'",
                "create user '" + LIMITED + "'@'%' identified by '" + PASSWORD + "'",
                "grant select, insert on test.* to '" + LIMITED + "'@'%'");
        MySqlConfig config = MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(LIMITED)
                .password(PASSWORD)
                .database(server.database())
                .build();
        return AsyncMySql.pool(config, PoolConfig.builder().maxSize(2).build());
    }

    private static void expect(
            CompletableFuture<?> future, Class<? extends DataAccessException> expected, Integer... numbers) {
        Throwable failure = future.handle((value, thrown) -> thrown)
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        assertThat(failure).isExactlyInstanceOf(expected);
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(MySqlServerException.class, cause -> assertThat(cause.errorCode())
                        .isIn((Object[]) numbers));
    }

    @EveryServer
    @Covers("boot:44")
    void missingPrivilegesArePermissionDenied(TestServer server) {
        try (MySqlPool pool = limited(server)) {
            AsyncMySqlTemplate mysql = template(pool);
            server.execute("drop table if exists not_allowed", "create table not_allowed (id int primary key)");

            expect(mysql.update("drop table not_allowed"), PermissionDeniedDataAccessException.class, 1142);
            expect(mysql.update("create database not_allowed"), PermissionDeniedDataAccessException.class, 1044);
            expect(mysql.update("set global max_connections = 10"), PermissionDeniedDataAccessException.class, 1227);
        }
    }

    @EveryServer
    @Covers("boot:44")
    void lostFightsForLocksAreCannotAcquireLock(TestServer server) {
        try (MySqlPool pool =
                ServerPools.open(server, PoolConfig.builder().maxSize(3).build())) {
            AsyncMySqlTemplate mysql = template(pool);
            server.execute(
                    "drop table if exists fights",
                    "create table fights (id int primary key, n int) engine=InnoDB",
                    "insert into fights values (1, 0), (2, 0)");
            CompletableFuture<Void> bothHaveOne = new CompletableFuture<>();
            List<CompletableFuture<Void>> first = List.of(new CompletableFuture<>(), new CompletableFuture<>());
            CompletableFuture.allOf(first.toArray(CompletableFuture[]::new)).thenRun(() -> bothHaveOne.complete(null));

            // Each holds one row and then wants that of the other.
            List<CompletableFuture<?>> rivals = Stream.of(1, 2)
                    .<CompletableFuture<?>>map(id -> mysql.inTransaction(tx -> tx.update(
                                    "update fights set n = n + 1 where id = ?", id)
                            .thenCompose(done -> {
                                first.get(id - 1).complete(null);
                                return bothHaveOne;
                            })
                            .thenCompose(both -> tx.update("update fights set n = n + 1 where id = ?", 3 - id))))
                    .toList();
            List<Throwable> failures = rivals.stream()
                    .map(rival -> rival.handle((value, thrown) -> thrown)
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join())
                    .filter(thrown -> thrown != null)
                    .toList();

            assertThat(failures).hasSize(1);
            expect(CompletableFuture.failedFuture(failures.get(0)), CannotAcquireLockException.class, 1213);
            CompletableFuture<Void> end = new CompletableFuture<>();
            CompletableFuture<Void> locked = new CompletableFuture<>();
            CompletableFuture<Void> holder = mysql.inTransaction(
                    tx -> tx.queryForObject("select n from fights where id = 1 for update", Integer.class)
                            .thenCompose(n -> {
                                locked.complete(null);
                                return end;
                            }));
            locked.join();
            // MariaDB reports NOWAIT as a lock wait timeout.
            expect(
                    mysql.queryForObject("select n from fights where id = 1 for update nowait", Integer.class),
                    CannotAcquireLockException.class,
                    3572,
                    1205);
            end.complete(null);
            holder.join();
        }
    }

    @EveryServer
    @Covers("boot:44")
    void timeLimitsOfTheServerAreQueryTimeouts(TestServer server) {
        try (MySqlPool pool =
                ServerPools.open(server, PoolConfig.builder().maxSize(1).build())) {
            String counting = "count(*) from information_schema.columns a join information_schema.columns b"
                    + " join information_schema.columns c";
            boolean mariaDb = server.isMariaDb();
            expect(
                    template(pool)
                            .queryForObject(
                                    mariaDb
                                            ? "set statement max_statement_time=0.05 for select " + counting
                                            : "select /*+ max_execution_time(50) */ " + counting,
                                    Long.class),
                    QueryTimeoutException.class,
                    mariaDb ? 1969 : 3024);
        }
    }

    @EveryServer
    @Covers("boot:44")
    void valuesThatAreRefusedAreViolationsOfIntegrity(TestServer server) {
        try (MySqlPool pool =
                ServerPools.open(server, PoolConfig.builder().maxSize(1).build())) {
            AsyncMySqlTemplate mysql = template(pool);
            server.execute(
                    "drop table if exists refused_child, refused",
                    "create table refused (id int primary key, n tinyint, constraint small check (n < 9)) engine=InnoDB",
                    "create table refused_child (parent int not null, foreign key (parent) references refused (id))"
                            + " engine=InnoDB",
                    "insert into refused values (1, 1)",
                    "insert into refused_child values (1)");

            expect(mysql.update("delete from refused"), DataIntegrityViolationException.class, 1451);
            expect(mysql.update("insert into refused values (2, 'x')"), DataIntegrityViolationException.class, 1366);
            if (server.isMariaDb() || server.versionAtLeast(8, 0, 16)) {
                // MySQL reads CHECK since 8.0.16. MariaDB has a number of its own.
                expect(
                        mysql.update("insert into refused values (2, 9)"),
                        DataIntegrityViolationException.class,
                        3819,
                        4025);
            }
        }
    }

    @EveryServer(restartable = true)
    @Covers("boot:44")
    void aServerThatTakesNoWritesIsATransientLackOfResources(TestServer shared) throws Exception {
        try (TestServer own = TestServers.startOwn(shared)) {
            own.execute("create table test.read_only_table (id int primary key)");
            try (MySqlPool pool = limited(own)) {
                own.execute("set global read_only = 1");

                expect(
                        template(pool).update("insert into read_only_table values (1)"),
                        TransientDataAccessResourceException.class,
                        1290);
            }
        }
    }
}
