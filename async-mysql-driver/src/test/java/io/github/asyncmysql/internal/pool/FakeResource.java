package io.github.asyncmysql.internal.pool;

import java.util.concurrent.atomic.AtomicInteger;

/** A resource that does as the test says. Thread-safe. */
final class FakeResource extends PooledResource {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    final int number = NUMBERS.incrementAndGet();
    volatile boolean open = true;
    volatile boolean onCallersThread;
    volatile boolean gathering;
    /** How many hold it now, according to the borrowers. */
    final AtomicInteger holders = new AtomicInteger();

    final Behaviour behaviour;

    /** What it does when the pool asks for something. */
    interface Behaviour {
        Behaviour PASSIVE = new Behaviour() {};

        default boolean recycle(FakeResource resource, UsableCallback done) {
            return true;
        }

        default void validate(FakeResource resource, UsableCallback done) {}

        default void closeGracefully(FakeResource resource) {}

        default void abort(FakeResource resource) {}

        /** The pool is choosing among resources, this one included; under its lock. */
        default void chosenFrom() {}
    }

    FakeResource() {
        this(Behaviour.PASSIVE);
    }

    FakeResource(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isOnCallersThread() {
        behaviour.chosenFrom();
        return onCallersThread;
    }

    @Override
    public boolean isGathering() {
        return onCallersThread && gathering;
    }

    @Override
    public long id() {
        return number;
    }

    @Override
    public long uses() {
        return 0;
    }

    @Override
    public boolean recycle(UsableCallback done) {
        return behaviour.recycle(this, done);
    }

    @Override
    public void validate(UsableCallback done) {
        behaviour.validate(this, done);
    }

    @Override
    public void closeGracefully() {
        behaviour.closeGracefully(this);
    }

    @Override
    public void abort() {
        open = false;
        behaviour.abort(this);
    }

    @Override
    public String toString() {
        return "resource " + number + " " + state;
    }
}
