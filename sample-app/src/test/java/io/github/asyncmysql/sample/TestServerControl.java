package io.github.asyncmysql.sample;

import io.github.asyncmysql.sample.dashboard.DatabaseControl;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.concurrent.locks.ReentrantLock;

/** Stops and starts a test server. Thread-safe. */
final class TestServerControl implements DatabaseControl {

    private final TestServer server;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile State state = State.RUNNING;

    TestServerControl(TestServer server) {
        this.server = server;
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            server.kill();
            state = State.STOPPED;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        lock.lock();
        try {
            if (state == State.STOPPED) {
                state = State.STARTING;
                server.restart();
                state = State.RUNNING;
            }
        } finally {
            state = state == State.STARTING ? State.STOPPED : state;
            lock.unlock();
        }
    }

    @Override
    public State state() {
        return state;
    }
}
