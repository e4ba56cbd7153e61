package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.client.Contender;
import io.github.asyncmysql.benchmark.load.Sample;
import io.github.asyncmysql.benchmark.load.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * All samples, kept in a file of one line each that grows as they come, so that an interrupted run loses nothing. Used by
 * one thread.
 */
final class Results {

    private static final String SEPARATOR = "\t";

    private final Path file;
    private final Map<Key, TreeMap<Integer, Sample>> samples = new HashMap<>();
    private final Map<Key, String> failures = new HashMap<>();

    /** Who was measured, and at what. Immutable. */
    private record Key(
            Contender contender,
            Scenario scenario,
            @Nullable Curve curve) {

        static Key of(Run run) {
            return new Key(run.contender(), run.scenario(), run.curve());
        }
    }

    private Results(Path file) {
        this.file = file;
    }

    /** @param keep whether what an earlier run has left in the file counts */
    static Results in(Path folder, boolean keep) throws IOException {
        Files.createDirectories(folder);
        Results results = new Results(folder.resolve("samples.tsv"));
        if (!keep) {
            Files.deleteIfExists(results.file);
        } else if (Files.exists(results.file)) {
            Files.readAllLines(results.file).forEach(results::read);
        }
        return results;
    }

    private void read(String line) {
        String[] fields = line.split(SEPARATOR);
        Curve curve = fields[3].equals("-") ? null : Curve.valueOf(fields[3]);
        Run run = new Run(Contender.valueOf(fields[1]), Scenario.parse(fields[2]), curve);
        put(run, Integer.parseInt(fields[0]), Sample.parse(fields[4]));
    }

    void add(Run run, int round, Sample sample) throws IOException {
        put(run, round, sample);
        String curve = run.curve() == null ? "-" : run.curve().name();
        String line = String.join(
                SEPARATOR,
                Integer.toString(round),
                run.contender().name(),
                run.scenario().print(),
                curve,
                sample.print());
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void put(Run run, int round, Sample sample) {
        samples.computeIfAbsent(Key.of(run), ignored -> new TreeMap<>()).put(round, sample);
        failures.remove(Key.of(run));
    }

    /** What has failed once is not tried again in this run. */
    void addFailure(Run run, String cause) {
        failures.put(Key.of(run), cause);
    }

    boolean has(Run run, int round) {
        return ofRounds(run).containsKey(round);
    }

    Optional<String> failure(Run run) {
        return Optional.ofNullable(failures.get(Key.of(run)));
    }

    /** By the number of the round; empty if it was not measured. */
    Map<Integer, Sample> ofRounds(Run run) {
        return samples.getOrDefault(Key.of(run), new TreeMap<>());
    }

    Collection<Sample> of(Run run) {
        return ofRounds(run).values();
    }

    /** The spread of a figure, empty if the run was not measured. */
    Optional<Spread> spread(Run run, ToDoubleFunction<Sample> figure) {
        Collection<Sample> all = of(run);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(all.stream().mapToDouble(figure).toArray()));
    }
}
