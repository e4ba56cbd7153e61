package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.PoolConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Pools over a network that does what the test says, in time that passes when the test says so. */
abstract class ConnectionPoolFixture {

    final ManualScheduler time = new ManualScheduler();
    final List<ConnectCallback<FakeResource>> connecting = new ArrayList<>();
    final List<FakeResource> opened = new ArrayList<>();
    final AtomicInteger cancelledConnects = new AtomicInteger();
    FakeResource.Behaviour behaviour = FakeResource.Behaviour.PASSIVE;

    ConnectionPool<FakeResource> pool(PoolConfig.Builder config) {
        return pool(config, callback -> {
            connecting.add(callback);
            return cancelledConnects::incrementAndGet;
        });
    }

    ConnectionPool<FakeResource> pool(PoolConfig.Builder config, ResourceFactory<FakeResource> factory) {
        return new ConnectionPool<>(
                config.build(), factory, time, new SplittableRandom(1), ConnectionPoolFixture::isPermanent);
    }

    private static boolean isPermanent(MySqlException failure) {
        return failure instanceof MySqlConnectionException connection && connection.kind() == Kind.REFUSED;
    }

    ConnectionPool<FakeResource> instantPool(PoolConfig.Builder config) {
        return pool(config, callback -> {
            FakeResource resource = new FakeResource(behaviour);
            opened.add(resource);
            callback.connected(resource);
            return () -> {};
        });
    }

    FakeResource connect() {
        FakeResource resource = new FakeResource(behaviour);
        opened.add(resource);
        connecting.remove(0).connected(resource);
        return resource;
    }

    static FakeBorrower acquire(ConnectionPool<FakeResource> pool) {
        FakeBorrower borrower = new FakeBorrower();
        pool.acquire(borrower);
        return borrower;
    }
}
