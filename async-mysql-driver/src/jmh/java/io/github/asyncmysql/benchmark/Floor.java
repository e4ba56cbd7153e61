package io.github.asyncmysql.benchmark;

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
final class Floor implements Operation {

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("floor", true), NioIoHandler.newFactory());
    private final EventLoop eventLoop = group.next();
    private final ArrayDeque<FloorConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    /** An operation that has no connection yet. Immutable. */
    private record Waiting(int id, Completion completion) {}

    private Floor(Target target, String sql, boolean withParameter, int connections) throws Exception {
        long[] checksums = new long[Workload.ROWS + 1];
        for (int id = 1; id <= Workload.ROWS; id++) {
            checksums[id] = Account.of(id).checksum();
        }
        for (int number = 0; number < connections; number++) {
            FloorLogin.Session session = FloorLogin.open(target, sql);
            idle.push(new FloorConnection(session, eventLoop, withParameter, checksums));
        }
    }

    static Floor pointSelect(Target target) throws Exception {
        return new Floor(target, Workload.POINT_SQL, true, Workload.POOL_SIZE);
    }

    static Floor stream(Target target) throws Exception {
        return new Floor(target, Workload.STREAM_SQL, false, Workload.STREAM.users());
    }

    @Override
    public Executor eventLoop() {
        return eventLoop;
    }

    @Override
    public void start(int id, Completion completion) {
        FloorConnection connection = idle.poll();
        if (connection == null) {
            waiting.add(new Waiting(id, completion));
        } else {
            run(connection, id, completion);
        }
    }

    private void run(FloorConnection connection, int id, Completion completion) {
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
