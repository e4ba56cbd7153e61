package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** One step of a sweep: a scenario under a fault, then a borrower who must get his own answer. Confined to one thread. */
final class Sweep {

    private final Scenario scenario;
    private final VirtualNetwork network = new VirtualNetwork();
    private @Nullable CompletableFuture<String> result;

    Sweep(Scenario scenario) {
        this.scenario = scenario;
    }

    /** What the scenario comes to without a fault, and how long its answers are. */
    record Clean(String result, int length, int resultLength) {}

    static Clean clean(Scenario scenario) {
        int[] delivered = {0, 0};
        Sweep sweep = new Sweep(scenario);
        sweep.start((packet, link) -> {
            for (byte each : packet) {
                if (sweep.result == null || !sweep.result.isDone()) {
                    delivered[1]++;
                }
                delivered[0]++;
                link.toClient(new byte[] {each});
            }
        });
        sweep.network.pass(VirtualNetwork.LONG);
        assertThat(sweep.result()).isCompleted();
        String text = sweep.result().join();
        assertThat(sweep.network.links()).hasSize(1);
        Clean clean = new Clean(text, delivered[0], delivered[1]);
        sweep.finish("clean");
        return clean;
    }

    VirtualNetwork network() {
        return network;
    }

    CompletableFuture<String> result() {
        if (result == null) {
            throw new IllegalStateException("not started");
        }
        return result;
    }

    /** Starts the scenario, whose answers suffer from the fault. */
    Sweep start(Fault fault) {
        if (scenario.opensConnection()) {
            network.loginFault(fault);
        } else {
            network.warmUp().link(0).fault(fault);
        }
        startOnly();
        network.pump();
        return this;
    }

    /** Opens the connection that the scenario needs. */
    void prepare() {
        if (!scenario.opensConnection()) {
            network.warmUp();
        }
    }

    /** Starts the scenario, and moves nothing. */
    void startOnly() {
        result = scenario.run(network);
    }

    /** Lets all time limits pass. The scenario must have ended then, with a result or with one of the driver's errors. */
    Sweep end() {
        return end(MySqlException.class);
    }

    /** Lets all time limits pass. The scenario must have ended then, with a result or such a failure. */
    Sweep end(Class<? extends Throwable> expected) {
        if (!result().isDone()) {
            network.pass(VirtualNetwork.LONG);
        }
        assertThat(result()).as("ended").isDone();
        Throwable failure = failure();
        if (failure != null) {
            assertThat(failure).isInstanceOf(expected);
        }
        return this;
    }

    /** How it failed; {@code null} if it did not. */
    @Nullable
    Throwable failure() {
        return result().handle((done, failure) -> failure instanceof CompletionException ? failure.getCause() : failure)
                .getNow(null);
    }

    /** The next borrower gets his own answer, and nothing is left behind at the end. */
    void finish(String nonce) {
        assertThat(network.ask(nonce)).isEqualTo(nonce);
        network.links().stream().filter(VirtualLink::isOpen).forEach(link -> link.fault(Fault.NONE));
        network.close();
    }
}
