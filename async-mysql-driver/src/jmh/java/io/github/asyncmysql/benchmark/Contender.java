package io.github.asyncmysql.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Every pair of a client and a workload. Immutable. */
enum Contender {
    POINT_ASYNC_MYSQL(Workload.POINT_SELECT, Role.OURS, "async-mysql", AsyncMySqlPointSelect::new),
    POINT_ASYNC_MYSQL_PIPELINED(
            Workload.POINT_SELECT, Role.OURS, "async-mysql, shared connections", AsyncMySqlPipelinedSelect::new),
    POINT_VERTX(Workload.POINT_SELECT, Role.PEER, "Vert.x", target -> new VertxPointSelect(target, 1)),
    POINT_VERTX_PIPELINED(
            Workload.POINT_SELECT,
            Role.PEER,
            "Vert.x, pipelining limit 256",
            target -> new VertxPointSelect(target, 256)),
    POINT_FLOOR(Workload.POINT_SELECT, Role.FLOOR, "floor: nothing decoded, nothing pipelined", Floor::pointSelect),
    STREAM_ASYNC_MYSQL(Workload.STREAM, Role.OURS, "async-mysql", AsyncMySqlStream::new),
    STREAM_VERTX_QUERY(Workload.STREAM, Role.PEER, "Vert.x, collecting query", VertxCollectingQuery::new),
    STREAM_VERTX_CURSOR(Workload.STREAM, Role.PEER, "Vert.x, row stream over a cursor", VertxRowStream::new),
    STREAM_FLOOR(Workload.STREAM, Role.FLOOR, "floor: nothing decoded", Floor::stream);

    /** How a contender takes part in the comparison. */
    enum Role {
        /** This project, compared with all others. */
        OURS,
        /** A client that somebody might use instead. */
        PEER,
        /** Not a client: what the transport alone costs. */
        FLOOR
    }

    private final Workload workload;
    private final Role role;
    private final String title;
    private final Factory factory;

    /** Connects a client. */
    interface Factory {
        Operation connect(Target target) throws Exception;
    }

    Contender(Workload workload, Role role, String title, Factory factory) {
        this.workload = workload;
        this.role = role;
        this.title = title;
        this.factory = factory;
    }

    Workload workload() {
        return workload;
    }

    Role role() {
        return role;
    }

    String title() {
        return title;
    }

    Operation connect(Target target) throws Exception {
        return factory.connect(target);
    }

    /** Those whose names contain one of the given words, separated by commas; all of them for an empty text. */
    static List<Contender> matching(String words) {
        List<String> wanted = Arrays.stream(words.toUpperCase(Locale.ROOT).split(","))
                .map(String::trim)
                .toList();
        List<Contender> found = Arrays.stream(values())
                .filter(contender -> wanted.stream().anyMatch(contender.name()::contains))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "benchmark.only names none of " + Arrays.toString(values()) + ", but is " + words);
        }
        return found;
    }
}
