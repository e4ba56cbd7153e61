package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState.Role;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.PoolScheduler;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads calls to the primary, or to a replica where that will do, and has them wait while there is no host for them, in the
 * order in which they came.
 *
 * <p>Thread-safe. One lock, which is held over no foreign code.
 *
 * @param <H> what a host is
 */
public final class HostRouter<H> {

    private static final Logger LOG = LoggerFactory.getLogger(HostRouter.class);

    private final List<HostAndPort> addresses;
    private final PoolScheduler scheduler;
    private final SplittableRandom random;
    private final long intervalNanos;
    private final Owner<H> owner;
    private final List<H> hosts = new ArrayList<>();
    private final List<HostMonitor> monitors = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Topology topology;
    private final long[] checked;
    private final Set<Call<H>> waiting = new LinkedHashSet<>();
    private volatile @Nullable H primary;
    private volatile List<H> replicas = List.of();
    private boolean closed;

    /** What the router belongs to. Thread-safe; called outside of all locks. */
    public interface Owner<H> {

        /** The settings in force. */
        PoolConfig config();

        /** The numbers of this moment. */
        PoolStats stats();

        /** The host is not used any more for what it was used for, so that nobody should wait for it. */
        void dismissed(H host);

        /** How busy a host is, to compare it with others. */
        int load(H host);

        /** The host has answered a check, and not the one before. */
        void reached(H host);
    }

    /**
     * @param addresses where the hosts are, in the order in which they are preferred
     * @param random spreads the checks over time
     */
    public HostRouter(
            List<HostAndPort> addresses,
            PoolScheduler scheduler,
            SplittableRandom random,
            long intervalNanos,
            Owner<H> owner) {
        this.addresses = List.copyOf(addresses);
        this.scheduler = scheduler;
        this.random = random;
        this.intervalNanos = intervalNanos;
        this.owner = owner;
        this.topology = new Topology(addresses);
        this.checked = new long[addresses.size()];
    }

    /** Adds the next host; to be called once for each address, before {@link #start}. */
    public void add(H host, HostCheck check) {
        int index = hosts.size();
        hosts.add(host);
        monitors.add(new HostMonitor(
                check, scheduler, random.split(), intervalNanos, (number, report) -> reported(index, number, report)));
    }

    /** Begins to check the hosts. */
    public void start() {
        monitors.forEach(HostMonitor::start);
    }

    /** The hosts, in the order of their addresses; unmodifiable. */
    public List<H> hosts() {
        return List.copyOf(hosts);
    }

    /** The host that takes writes; {@code null} if there is none now. */
    public @Nullable H primary() {
        return primary;
    }

    /** How many calls wait for a primary. */
    public int waiting() {
        return ask(waiting::size);
    }

    /** How the hosts are, in the order of their addresses. */
    public List<Standing> standings() {
        return ask(topology::standings);
    }

    /** Why a host cannot be reached while there is no primary; {@code null} else. */
    public @Nullable Throwable failure() {
        lock.lock();
        try {
            return topology.failure();
        } finally {
            lock.unlock();
        }
    }

    private <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** Leads a call to the primary, now or as soon as there is one. */
    public void lead(Call<H> call) {
        call.since = scheduler.nanoTime();
        H host = call.isForReplicas() ? leastUsed(replicas) : null;
        host = host == null ? primary : host;
        if (host != null) {
            call.start(host);
        } else {
            place(call);
        }
    }

    private @Nullable H leastUsed(List<H> candidates) {
        H least = null;
        int load = 0;
        for (H candidate : candidates) {
            int own = owner.load(candidate);
            if (least == null || own < load) {
                least = candidate;
                load = own;
            }
        }
        return least;
    }

    /**
     * Leads a call somewhere that has come back from a host, where it was not executed: to another one that will do, or to the
     * same one after it has been checked.
     */
    public void again(Call<H> call, H from) {
        int index = hosts.indexOf(from);
        long number = monitors.get(index).wanted();
        lock.lock();
        try {
            call.cameFrom = index;
            call.notBefore = number;
        } finally {
            lock.unlock();
        }
        place(call);
    }

    /** Has all hosts checked at once: something has happened to one of them. */
    public void suspect() {
        monitors.forEach(HostMonitor::wanted);
    }

    private void place(Call<H> call) {
        PoolConfig config = owner.config();
        List<H> candidates;
        Reason reason = null;
        lock.lock();
        try {
            candidates = candidates(call);
            if (candidates.isEmpty()) {
                reason = reasonToRefuse(call, config);
                if (reason == null) {
                    enqueue(call, config.acquireTimeout().toNanos());
                }
            }
        } finally {
            lock.unlock();
        }
        H host = leastUsed(candidates);
        if (host != null) {
            call.start(host);
        } else if (reason != null) {
            call.refused(refusal(reason));
        }
    }

    /** Where a call may go now. */
    private List<H> candidates(Call<H> call) {
        List<H> candidates = new ArrayList<>();
        for (int host = 0; host < hosts.size() && call.isForReplicas(); host++) {
            if (topology.isReplica(host) && mayStart(call, host)) {
                candidates.add(hosts.get(host));
            }
        }
        if (candidates.isEmpty() && topology.primary() != Topology.NONE && mayStart(call, topology.primary())) {
            candidates.add(hosts.get(topology.primary()));
        }
        return candidates;
    }

    private boolean mayStart(Call<H> call, int host) {
        return !closed && (host != call.cameFrom || checked[host] >= call.notBefore);
    }

    private @Nullable Reason reasonToRefuse(Call<H> call, PoolConfig config) {
        if (closed) {
            return Reason.CLOSED;
        }
        if (isInVain(call, config)) {
            return Reason.DOWN;
        }
        if (isOver(call, config)) {
            return Reason.TIMEOUT;
        }
        return config.maxWaiting() >= 0 && waiting.size() >= config.maxWaiting() ? Reason.QUEUE_FULL : null;
    }

    private boolean isInVain(Call<H> call, PoolConfig config) {
        boolean down = topology.isKnown() && topology.primary() == Topology.NONE;
        return down && (config.failWhileDown() || !call.isPatient() || topology.isHopeless());
    }

    private boolean isOver(Call<H> call, PoolConfig config) {
        long limit = config.acquireTimeout().toNanos();
        return limit > 0 && scheduler.nanoTime() - call.since >= limit;
    }

    private void enqueue(Call<H> call, long limit) {
        waiting.add(call);
        if (limit > 0) {
            long left = limit - (scheduler.nanoTime() - call.since);
            call.timer = scheduler.schedule(() -> expired(call), Math.max(0, left));
        }
    }

    private void expired(Call<H> call) {
        boolean removed;
        lock.lock();
        try {
            removed = waiting.remove(call);
        } finally {
            lock.unlock();
        }
        if (removed) {
            call.refused(refusal(Reason.TIMEOUT));
        }
    }

    private void reported(int index, long number, HostReport report) {
        H before;
        H after;
        List<Call<H>> served = new ArrayList<>();
        PoolConfig config = owner.config();
        List<H> dismissed;
        boolean back;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            before = primary;
            checked[index] = number;
            back = !topology.isReachable(index) && report.condition() != HostReport.Condition.UNREACHABLE;
            List<Role> roles = roles();
            topology.reported(index, report);
            after = topology.primary() == Topology.NONE ? null : hosts.get(topology.primary());
            primary = after;
            dismissed = noteRoles(roles);
            takeServed(served, config);
        } finally {
            lock.unlock();
        }
        if (back) {
            owner.reached(hosts.get(index));
        }
        if (before != after) {
            changed(after);
        }
        dismissed.forEach(owner::dismissed);
        served.forEach(this::serve);
    }

    private List<Role> roles() {
        return IntStream.range(0, hosts.size()).mapToObj(topology::role).toList();
    }

    /** Notes which hosts are replicas now, and tells which ones have lost the role that they had before. */
    private List<H> noteRoles(List<Role> before) {
        List<Role> after = roles();
        List<H> lost = new ArrayList<>();
        List<H> now = new ArrayList<>();
        for (int host = 0; host < after.size(); host++) {
            if (before.get(host) != Role.NONE && before.get(host) != after.get(host)) {
                lost.add(hosts.get(host));
            }
            if (after.get(host) == Role.REPLICA) {
                now.add(hosts.get(host));
            }
        }
        replicas = List.copyOf(now);
        return lost;
    }

    /** Those who need not, or cannot, wait any longer; and those whom nobody waits for. */
    private void takeServed(List<Call<H>> served, PoolConfig config) {
        waiting.removeIf(call -> {
            boolean over = !candidates(call).isEmpty() || isInVain(call, config) || call.isAbandoned();
            if (over) {
                Cancellable timer = call.timer;
                call.timer = null;
                if (timer != null) {
                    timer.cancel();
                }
                served.add(call);
            }
            return over;
        });
    }

    private void serve(Call<H> call) {
        if (!call.isAbandoned()) {
            place(call);
        }
    }

    private void changed(@Nullable H after) {
        String name = owner.config().name();
        if (after == null) {
            LOG.warn("Pool {}: there is no primary any more; {}", name, ask(topology::describe));
        } else {
            LOG.info("Pool {}: {} is the primary; {}", name, address(after), ask(topology::describe));
        }
    }

    private HostAndPort address(H host) {
        return addresses.get(hosts.indexOf(host));
    }

    /** Why there is no primary, as an exception. */
    private MySqlPoolException refusal(Reason reason) {
        return Standing.refusal(reason, owner.config(), ask(topology::describe), owner.stats(), failure());
    }

    /** Checks no more, and refuses who waits. */
    public void close() {
        List<Call<H>> refused;
        lock.lock();
        try {
            closed = true;
            refused = List.copyOf(waiting);
            waiting.clear();
            refused.forEach(call -> {
                if (call.timer != null) {
                    call.timer.cancel();
                }
            });
        } finally {
            lock.unlock();
        }
        monitors.forEach(HostMonitor::stop);
        refused.forEach(call -> call.refused(refusal(Reason.CLOSED)));
    }
}
