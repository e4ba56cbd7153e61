package io.github.asyncmysql.benchmark.client;

import io.github.asyncmysql.benchmark.load.Account;
import io.github.asyncmysql.benchmark.load.Client;
import io.github.asyncmysql.benchmark.load.Operation;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Target;
import io.github.asyncmysql.benchmark.load.Workload;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Not a client but what no client on Netty can beat: connections that decode next to nothing, and two queues as a pool.
 * Confined to the event loop.
 */
final class Floor implements Client {

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("floor", true), NioIoHandler.newFactory());
    private final EventLoop eventLoop = group.next();
    private final ArrayDeque<FloorConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    /** An operation that has no connection yet. Immutable. */
    private record Waiting(int id, Operation.Completion completion) {}

    Floor(Target target, Scenario scenario) throws Exception {
        long[] checksums = new long[Workload.ROWS + 1];
        for (int id = 1; id <= Workload.ROWS; id++) {
            checksums[id] = Account.of(id).checksum();
        }
        boolean withParameter = scenario.workload().source() != Workload.Source.ALL_ACCOUNTS;
        for (int number = 0; number < scenario.connections(); number++) {
            FloorLogin.Session session = FloorLogin.open(target, scenario.sql());
            idle.push(new FloorConnection(session, eventLoop, withParameter, checksums));
        }
    }

    @Override
    public Executor users() {
        return eventLoop;
    }

    @Override
    public Operation operation(Scenario scenario) {
        return this::start;
    }

    private void start(int id, Operation.Completion completion) {
        FloorConnection connection = idle.poll();
        if (connection == null) {
            waiting.add(new Waiting(id, completion));
        } else {
            run(connection, id, completion);
        }
    }

    private void run(FloorConnection connection, int id, Operation.Completion completion) {
        connection.execute(id, completion, () -> giveBack(connection));
    }

    private void giveBack(FloorConnection connection) {
        Waiting next = waiting.poll();
        if (next == null) {
            idle.push(connection);
        } else {
            run(connection, next.id(), next.completion());
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully();
    }
}
