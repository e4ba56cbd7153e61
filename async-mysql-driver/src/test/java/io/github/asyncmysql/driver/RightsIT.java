package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;

/** A session that was reset has the rights that it had in the beginning, neither more nor fewer. */
class RightsIT {

    private static MySqlPool pool(TestServer server, String username) {
        return AsyncMySql.pool(
                Pools.config(server).username(username).password("rights").build(),
                PoolConfig.builder()
                        .minSize(1)
                        .maxSize(1)
                        .onRelease(ResetMode.ALWAYS)
                        .build());
    }

    private static void insert(MySqlPool pool) {
        for (int use = 0; use < 3; use++) {
            // Not in one lease: each of them comes behind a reset.
            assertThat(pool.sql("insert into rights_t values (1)")
                            .update()
                            .join()
                            .affectedRows())
                    .isOne();
        }
    }

    private static void prepare(TestServer server, String... statements) {
        server.execute("drop table if exists rights_t", "create table rights_t (id int)");
        server.execute(statements);
    }

    @EveryServer
    @Covers("guarantee:9")
    void rightsForOneDatabaseAlone(TestServer server) {
        prepare(
                server,
                "drop user if exists rights_one",
                "create user rights_one identified by 'rights'",
                "grant select, insert on test.* to rights_one");
        try (MySqlPool pool = pool(server, "rights_one")) {
            insert(pool);
            assertThatThrownBy(() -> pool.sql("delete from rights_t").update().join())
                    .hasCauseInstanceOf(MySqlServerException.class)
                    .hasMessageContaining("1142");
        }
    }

    @EveryServer
    @Covers("guarantee:9")
    void rightsForOneTableAlone(TestServer server) {
        prepare(
                server,
                "drop user if exists rights_table",
                "create user rights_table identified by 'rights'",
                "grant insert on test.rights_t to rights_table");
        try (MySqlPool pool = pool(server, "rights_table")) {
            insert(pool);
        }
    }

    @EveryServer
    @Covers("guarantee:9")
    void rightsByADefaultRole(TestServer server) {
        prepare(
                server,
                "drop user if exists rights_role_user",
                "drop role if exists rights_role",
                "create role rights_role",
                "grant select, insert on test.* to rights_role",
                "create user rights_role_user identified by 'rights'",
                "grant rights_role to rights_role_user",
                "set default role rights_role " + (server.isMySql() ? "to" : "for") + " rights_role_user");
        try (MySqlPool pool = pool(server, "rights_role_user")) {
            insert(pool);
            assertThat(pool.withConnection(connection -> connection
                                    .sql("set role none")
                                    .update()
                                    .thenCompose(done -> connection
                                            .sql("select current_role()")
                                            .query(row -> String.valueOf(row.getString(0)))
                                            .single()))
                            .join())
                    .isIn("NONE", "null");
            insert(pool);
        }
    }
}
