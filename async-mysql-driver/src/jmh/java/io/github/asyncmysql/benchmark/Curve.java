package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.client.Contender;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Workload;
import java.util.Arrays;
import java.util.List;

/** How cost grows with one size. Immutable. */
enum Curve {
    USERS("users", "Point select with 1 to 2,000 users, pool of 16", 1, 8, 64, 250, 1_000, 2_000) {
        @Override
        Scenario scenario(int size) {
            return Scenario.of(Workload.POINT).withUsers(size);
        }

        @Override
        int sizeOf(Scenario scenario) {
            return scenario.users();
        }
    },
    CONNECTIONS("connections", "Point select with 500 users, pool of 1 to 500", 1, 4, 16, 64, 250, 500) {
        @Override
        Scenario scenario(int size) {
            return Scenario.of(Workload.POINT).withUsers(500).withConnections(size);
        }

        @Override
        int sizeOf(Scenario scenario) {
            return scenario.connections();
        }
    },
    COLUMNS("columns", "One row of 1 to 200 columns, 64 users, pool of 16", 1, 10, 50, 100, 200) {
        @Override
        Scenario scenario(int size) {
            return Scenario.of(Workload.WIDE).withColumns(size);
        }

        @Override
        int sizeOf(Scenario scenario) {
            return scenario.columns();
        }
    },
    ROWS("rows", "List of 1 to 10,000 rows of six columns, 64 users, pool of 16", 1, 10, 100, 1_000, 10_000) {
        @Override
        Scenario scenario(int size) {
            return Scenario.of(Workload.LIST).withRows(size);
        }

        @Override
        int sizeOf(Scenario scenario) {
            return scenario.rows();
        }
    };

    static final List<Contender> CONTENDERS = List.of(Contender.ASYNC_MYSQL, Contender.VERTX, Contender.JDBC);

    private final String size;
    private final String title;
    private final int[] sizes;

    Curve(String size, String title, int... sizes) {
        this.size = size;
        this.title = title;
        this.sizes = sizes;
    }

    abstract Scenario scenario(int size);

    abstract int sizeOf(Scenario scenario);

    /** What grows. */
    String size() {
        return size;
    }

    String title() {
        return title;
    }

    List<Scenario> scenarios() {
        return Arrays.stream(sizes).mapToObj(this::scenario).toList();
    }
}
