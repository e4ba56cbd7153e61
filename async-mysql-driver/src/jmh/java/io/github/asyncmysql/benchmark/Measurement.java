package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.client.Contender;
import io.github.asyncmysql.benchmark.load.Client;
import io.github.asyncmysql.benchmark.load.ClosedLoop;
import io.github.asyncmysql.benchmark.load.Logging;
import io.github.asyncmysql.benchmark.load.ProcessUsage;
import io.github.asyncmysql.benchmark.load.Sample;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Target;

/**
 * Main class of a measuring JVM: one client, one scenario, a warm-up and a measured phase. Prints one {@link Sample}.
 *
 * <p>Runs on the main thread.
 */
final class Measurement {

    private Measurement() {}

    /** @param arguments the name of a {@link Contender}, a {@link Scenario}, least and most seconds of warm-up, seconds to measure */
    public static void main(String[] arguments) {
        Logging.warningsOnly();
        int exit = 0;
        try {
            measure(arguments);
        } catch (Exception e) {
            e.printStackTrace();
            exit = 1;
        }
        // A client whose threads outlive it must not keep the next one waiting.
        System.exit(exit);
    }

    private static void measure(String[] arguments) throws Exception {
        Contender contender = Contender.valueOf(arguments[0]);
        Scenario scenario = Scenario.parse(arguments[1]);
        WarmUp warmUp = new WarmUp(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
        int seconds = Integer.parseInt(arguments[4]);
        try (Client client = contender.connect(Target.from(System.getenv()), scenario)) {
            ClosedLoop loop = new ClosedLoop(scenario, client.users(), client.operation(scenario));
            long warmup = warmUp.run(loop);
            System.gc();
            ProcessUsage before = ProcessUsage.now();
            ClosedLoop.Phase phase = loop.run(seconds);
            ProcessUsage usage = ProcessUsage.now().since(before);
            System.out.println(Sample.of(scenario.workload(), phase, usage, warmup + phase.operations())
                    .print());
        }
    }
}
