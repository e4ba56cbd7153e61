package io.github.asyncmysql.benchmark.client;

import io.github.asyncmysql.benchmark.load.Client;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Target;
import io.github.asyncmysql.benchmark.load.Workload;
import java.util.EnumSet;
import java.util.Set;

/** Every client, and the workloads that it takes part in. Immutable. */
public enum Contender {
    ASYNC_MYSQL("async-mysql", Role.OURS, AsyncMySqlClient::new, EnumSet.allOf(Workload.class)),
    EXCLUSIVE(
            "async-mysql, sharing limit 1",
            Role.OURS,
            AsyncMySqlClient::exclusive,
            EnumSet.of(
                    Workload.POINT,
                    Workload.LIST,
                    Workload.MIXED,
                    Workload.TLS,
                    Workload.WIDE,
                    Workload.CANNED_POINT,
                    Workload.CANNED_LIST)),
    VERTX(
            "Vert.x",
            Role.PEER,
            (target, scenario) -> new VertxClient(target, scenario, 1),
            EnumSet.complementOf(EnumSet.of(Workload.MIXED))),
    VERTX_PIPELINED(
            "Vert.x, pipelining limit 256",
            Role.PEER,
            (target, scenario) -> new VertxClient(target, scenario, VertxClient.PIPELINING_LIMIT),
            EnumSet.of(Workload.POINT, Workload.CANNED_POINT, Workload.TWENTY, Workload.INSERT)),
    VERTX_CURSOR("Vert.x, row stream over a cursor", Role.PEER, VertxCursor::new, EnumSet.of(Workload.STREAM)),
    JDBC(
            "Connector/J and HikariCP, virtual threads",
            Role.PEER,
            JdbcClient::new,
            EnumSet.complementOf(EnumSet.of(Workload.MIXED))),
    R2DBC_MARIADB(
            "r2dbc-mariadb and r2dbc-pool",
            Role.PEER,
            R2dbcClient::mariadb,
            EnumSet.complementOf(EnumSet.of(Workload.MIXED))),
    R2DBC_ASYNCER(
            "asyncer r2dbc-mysql and r2dbc-pool",
            Role.PEER,
            R2dbcClient::asyncer,
            EnumSet.complementOf(EnumSet.of(Workload.MIXED))),
    JASYNC("jasync", Role.PEER, JasyncClient::new, EnumSet.complementOf(EnumSet.of(Workload.CONNECT, Workload.MIXED))),
    FLOOR(
            "floor: nothing decoded, nothing pipelined",
            Role.FLOOR,
            Floor::new,
            EnumSet.of(Workload.POINT, Workload.ONE_USER, Workload.LIST, Workload.STREAM));

    /** How a contender takes part in the comparison. */
    public enum Role {
        /** This project, compared with all others. */
        OURS,
        /** A client that somebody might use instead. */
        PEER,
        /** Not a client: what the transport alone costs. */
        FLOOR
    }

    private final String title;
    private final Role role;
    private final Client.Factory factory;
    private final Set<Workload> workloads;

    Contender(String title, Role role, Client.Factory factory, Set<Workload> workloads) {
        this.title = title;
        this.role = role;
        this.factory = factory;
        this.workloads = workloads;
    }

    public String title() {
        return title;
    }

    public Role role() {
        return role;
    }

    public boolean isOurs() {
        return role == Role.OURS;
    }

    public boolean does(Workload workload) {
        return workloads.contains(workload);
    }

    public Client connect(Target target, Scenario scenario) throws Exception {
        return factory.connect(target, scenario);
    }
}
