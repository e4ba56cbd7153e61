package io.github.asyncmysql.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs Jazzer on one target after the other, each in a process of its own, and fails if anything was found. Started by the
 * Maven profile {@code fuzz}; docs/testing.md describes its settings, which are system properties. Confined to one thread.
 */
public final class FuzzRun {

    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final String OURS = "io.github.asyncmysql.**";
    private static final int MAX_INPUT = 4096;
    private static final int SLOWEST_INPUT_SECONDS = 60;
    private static final Pattern RUNS = Pattern.compile("stat::number_of_executed_units:\\s*(\\d+)");

    private final Path work = Path.of(System.getProperty("fuzz.folder", "target/fuzz"));
    private final Path kept = Path.of("src/test/resources/fuzz");
    private final long seconds = Long.getLong("fuzz.seconds", 600);
    private final boolean reduce = Boolean.getBoolean("fuzz.keep");

    private FuzzRun() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        String only = System.getProperty("fuzz.only", "");
        List<FuzzTarget> targets = only.isBlank()
                ? FuzzTargets.all()
                : List.of(only.split(",")).stream()
                        .map(name -> FuzzTargets.named(name.strip()))
                        .toList();
        FuzzRun run = new FuzzRun();
        List<String> findings = new ArrayList<>();
        for (FuzzTarget target : targets) {
            run.fuzz(target, findings);
        }
        if (!findings.isEmpty()) {
            System.out.println("Fuzzing found:\n  " + String.join("\n  ", findings));
            System.exit(1);
        }
    }

    private void fuzz(FuzzTarget target, List<String> findings) throws IOException, InterruptedException {
        Path folder = work.resolve(target.name());
        Path found = Files.createDirectories(folder.resolve("findings"));
        Path grown = Files.createDirectories(folder.resolve("corpus"));
        Path seeds = Files.createDirectories(folder.resolve("seeds"));
        for (Map.Entry<String, byte[]> input : FuzzCorpus.of(target).entrySet()) {
            Files.write(seeds.resolve(digest(input.getValue())), input.getValue());
        }
        List<String> before = names(found);
        List<String> command = command(target);
        command.addAll(List.of(
                "--reproducer_path=" + found,
                "-max_total_time=" + seconds,
                "-max_len=" + MAX_INPUT,
                "-timeout=" + SLOWEST_INPUT_SECONDS,
                "-print_final_stats=1",
                "-artifact_prefix=" + found + "/",
                grown.toString(),
                seeds.toString()));
        System.out.println("Fuzzing " + target.name() + " for " + seconds + " s");
        Output output = execute(command);
        System.out.println("Fuzz target " + target.name() + ": " + output.runs + " executions in " + seconds
                + " s, exit " + output.exit);
        names(found).stream()
                .filter(name -> !before.contains(name))
                .forEach(name -> findings.add(target.name() + ": " + found.resolve(name)));
        if (output.exit != 0) {
            findings.add(target.name() + ": exit code " + output.exit + " of the fuzzer, see above");
        } else if (reduce) {
            keep(target, grown);
        }
    }

    /** Adds to the inputs that are kept those of the grown ones that reach what no other does. */
    private void keep(FuzzTarget target, Path grown) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(kept.resolve(target.name()));
        List<String> before = names(folder);
        List<String> command = command(target);
        command.addAll(List.of("-merge=1", folder.toString(), grown.toString()));
        execute(command);
        System.out.println("Fuzz target " + target.name() + ": "
                + (names(folder).size() - before.size()) + " inputs more in " + folder);
    }

    private static List<String> command(FuzzTarget target) {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+EnableDynamicAgentLoading",
                "-XX:-OmitStackTraceInFastThrow",
                "-D" + FuzzEntry.TARGET + "=" + target.name(),
                "-cp",
                System.getProperty("java.class.path"),
                JAZZER,
                "--target_class=" + FuzzEntry.class.getName(),
                "--instrumentation_includes=" + OURS,
                "--custom_hook_includes=" + OURS));
    }

    private record Output(int exit, String runs) {}

    private static Output execute(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String runs = "0";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
                Matcher matcher = RUNS.matcher(line);
                runs = matcher.find() ? matcher.group(1) : runs;
            }
            return new Output(process.waitFor(), runs);
        } finally {
            process.destroy();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        return FuzzCorpus.files(folder).stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
