package io.github.asyncmysql.benchmark;

/**
 * Main class of a measuring JVM: one client, one workload, a warm-up and a measured phase. Prints one {@link Sample}.
 *
 * <p>Runs on the main thread.
 */
final class Measurement {

    private Measurement() {}

    /** @param arguments the name of a {@link Contender}, seconds of warm-up, seconds to measure */
    public static void main(String[] arguments) throws Exception {
        Logging.warningsOnly();
        Contender contender = Contender.valueOf(arguments[0]);
        int warmupSeconds = Integer.parseInt(arguments[1]);
        int seconds = Integer.parseInt(arguments[2]);
        try (Operation operation = contender.connect(Target.from(System.getenv()))) {
            ClosedLoop loop = new ClosedLoop(contender.workload(), operation);
            loop.run(warmupSeconds);
            System.gc();
            ProcessUsage before = ProcessUsage.now();
            ClosedLoop.Phase phase = loop.run(seconds);
            ProcessUsage usage = ProcessUsage.now().since(before);
            System.out.println(Sample.of(contender.workload(), phase, usage).print());
        }
        // A client whose threads outlive it must not keep the next one waiting.
        System.exit(0);
    }
}
