package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState.Role;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.internal.cluster.Roster.Place;
import io.github.asyncmysql.internal.pool.BriefLock;
import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.PoolScheduler;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
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

    private final PoolScheduler scheduler;
    private final SplittableRandom random;
    private final long intervalNanos;
    private final Owner<H> owner;
    private final BriefLock lock = new BriefLock();
    private final LeastUsed<H> leastUsed;
    private final Roster<H> roster = new Roster<>();
    private final Topology topology = roster.topology;
    private final Set<Call<H>> waiting = new LinkedHashSet<>();
    private volatile @Nullable HostMonitor directory;
    private boolean started;
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

    /** @param random spreads the checks over time */
    public HostRouter(PoolScheduler scheduler, SplittableRandom random, long intervalNanos, Owner<H> owner) {
        this.scheduler = scheduler;
        this.random = random;
        this.intervalNanos = intervalNanos;
        this.owner = owner;
        this.leastUsed = new LeastUsed<>(owner::load);
    }

    /** Adds a host behind all others. To be called by one thread at a time, as {@link #keep}. */
    public void add(HostAndPort address, H host, HostCheck check) {
        Member member = new Member(address);
        HostMonitor monitor = new HostMonitor(
                check, scheduler, random.split(), intervalNanos, (number, report) -> reported(member, number, report));
        boolean begin = false;
        lock.lock();
        try {
            if (!closed) {
                roster.add(new Place<>(member, host, monitor));
                begin = started;
            }
        } finally {
            lock.unlock();
        }
        if (begin) {
            monitor.start();
        }
    }

    /**
     * Puts the hosts into this order, and leaves out those that do not stand there: they are not used any more.
     *
     * @return the ones that are left out
     */
    public List<H> keep(List<HostAndPort> addresses) {
        List<Place<H>> before = roster.places();
        List<Place<H>> kept = addresses.stream()
                .flatMap(address ->
                        before.stream().filter(place -> place.member().address.equals(address)))
                .toList();
        List<Place<H>> left =
                before.stream().filter(place -> !kept.contains(place)).toList();
        change(() -> {
            roster.arrange(kept);
            return List.of();
        });
        left.forEach(place -> place.monitor().stop());
        return left.stream().map(Place::host).toList();
    }

    /** Has somebody else find out which hosts there are, as often as hosts are checked. To be called before {@link #start}. */
    public void watch(HostCheck whichHosts) {
        directory = new HostMonitor(
                whichHosts,
                scheduler,
                random.split(),
                intervalNanos,
                (number, report) -> change(() -> {
                    topology.absent(report);
                    return List.of();
                }));
    }

    /** Begins to check the hosts. */
    public void start() {
        lock.lock();
        try {
            started = true;
        } finally {
            lock.unlock();
        }
        roster.places().forEach(place -> place.monitor().start());
        HostMonitor monitor = directory;
        if (monitor != null) {
            monitor.start();
        }
    }

    /** The host that takes writes; {@code null} if there is none now. */
    public @Nullable H primary() {
        return roster.primary();
    }

    /** How many calls wait for a primary. */
    public int waiting() {
        return ask(waiting::size);
    }

    /** How the hosts are, in their order. */
    public List<Standing<H>> standings() {
        return ask(roster::standings);
    }

    /** Why a host cannot be reached while there is no primary; {@code null} else. */
    public @Nullable Throwable failure() {
        return ask(topology::failure);
    }

    private <T extends @Nullable Object> T ask(Supplier<T> question) {
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
        H host = call.isForReplicas() ? leastUsed.of(roster.replicas()) : null;
        host = host == null ? roster.primary() : host;
        if (host != null) {
            call.start(host);
        } else {
            place(call);
        }
    }

    /**
     * Leads a call somewhere that has come back from a host, where it was not executed: to another one that will do, or to the
     * same one after it has been checked.
     */
    public void again(Call<H> call, H from) {
        Place<H> place = roster.find(from);
        if (place != null) {
            long number = place.monitor().wanted();
            lock.lock();
            try {
                call.cameFrom = place.member();
                call.notBefore = number;
            } finally {
                lock.unlock();
            }
        }
        place(call);
    }

    /** Has all hosts checked at once: something has happened to one of them. */
    public void suspect() {
        roster.places().forEach(place -> place.monitor().wanted());
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
        H host = leastUsed.of(candidates);
        if (host != null) {
            call.start(host);
        } else if (reason != null) {
            call.refused(refusal(reason));
        }
    }

    private List<H> candidates(Call<H> call) {
        return closed ? List.of() : roster.candidates(call);
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
        boolean down = topology.isKnown() && topology.primary() == null;
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
        if (ask(() -> waiting.remove(call))) {
            call.refused(refusal(Reason.TIMEOUT));
        }
    }

    private void reported(Member host, long number, HostReport report) {
        change(() -> {
            boolean before = host.isReachable();
            host.checked = number;
            topology.reported(host, report);
            return roster.places().stream()
                    .filter(place -> place.member() == host && !before && host.isReachable())
                    .map(Place::host)
                    .toList();
        });
    }

    /** @param change is made under the lock, and tells which hosts answer again */
    private void change(Supplier<List<H>> change) {
        H before;
        H after;
        List<Call<H>> served = new ArrayList<>();
        PoolConfig config = owner.config();
        List<H> dismissed;
        List<H> reached;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            before = roster.primary();
            Map<H, Role> roles = roster.roles();
            reached = change.get();
            dismissed = roster.noteRoles(roles);
            after = roster.primary();
            takeServed(served, config);
        } finally {
            lock.unlock();
        }
        reached.forEach(owner::reached);
        if (before != after) {
            changed(after);
        }
        dismissed.forEach(owner::dismissed);
        served.forEach(this::serve);
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
        Place<H> place = after == null ? null : roster.find(after);
        if (place == null) {
            LOG.warn("Pool {}: there is no primary any more; {}", name, ask(topology::describe));
        } else {
            LOG.info("Pool {}: {} is the primary; {}", name, place.member().address, ask(topology::describe));
        }
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
        roster.places().forEach(place -> place.monitor().stop());
        HostMonitor monitor = directory;
        if (monitor != null) {
            monitor.stop();
        }
        refused.forEach(call -> call.refused(refusal(Reason.CLOSED)));
    }
}
