package io.github.asyncmysql.testsupport;

import io.github.asyncmysql.testsupport.AcceptanceResult.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Notes for every test with {@link Covers} how it ended and on which server, and prints at the end which servers the
 * tests ran on. {@link AcceptanceReport} reads the notes. Thread-safe.
 */
public final class AcceptanceListener implements TestExecutionListener {

    /** Names the build; without it, as in an IDE, nothing is written. */
    static final String RUN_PROPERTY = "acceptance.run";

    private final Collection<AcceptanceResult> results = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> testsByServer = new ConcurrentSkipListMap<>();
    private final Map<String, Set<String>> itemsByMethod = new ConcurrentHashMap<>();
    private volatile TestPlan plan;

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
        started.getRoots().stream()
                .flatMap(root -> started.getDescendants(root).stream())
                .flatMap(identifier -> methodSource(identifier).stream())
                .distinct()
                .filter(source -> !isDisabled(source))
                .forEach(source -> add(source, ServersInUse.NONE, Outcome.DECLARED));
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        if (!identifier.isTest()) {
            return;
        }
        String server = ServersInUse.serverOf(identifier.getUniqueId());
        if (!server.equals(ServersInUse.NONE)) {
            testsByServer.computeIfAbsent(server, name -> new AtomicInteger()).incrementAndGet();
        }
        Outcome outcome =
                switch (result.getStatus()) {
                    case SUCCESSFUL -> Outcome.PASSED;
                    case ABORTED -> Outcome.ABORTED;
                    case FAILED -> Outcome.FAILED;
                };
        nearestMethod(identifier).ifPresent(source -> {
            if (outcome == Outcome.FAILED && !server.equals(ServersInUse.NONE)) {
                // The console of the build shows the number of an invocation only.
                System.out.println("Failed " + identifier.getDisplayName() + ": " + testName(source));
            }
            add(source, server, outcome);
        });
    }

    @Override
    public void testPlanExecutionFinished(TestPlan finished) {
        if (!testsByServer.isEmpty()) {
            System.out.println("Tests ran on "
                    + testsByServer.entrySet().stream()
                            .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                            .collect(Collectors.joining(", ")));
        }
        String run = System.getProperty(RUN_PROPERTY);
        if (run != null) {
            write(AcceptanceResult.FOLDER, run);
        }
        results.clear();
        testsByServer.clear();
    }

    private void write(Path folder, String run) {
        try {
            Files.createDirectories(folder);
            deleteNotesOfOtherRuns(folder, run);
            List<String> lines = results.stream()
                    .map(AcceptanceResult::toLine)
                    .distinct()
                    .sorted()
                    .toList();
            Files.write(folder.resolve(run + "-" + UUID.randomUUID() + ".tsv"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note the outcome of the tests", e);
        }
    }

    private static void deleteNotesOfOtherRuns(Path folder, String run) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith(run + "-")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void add(MethodSource source, String server, Outcome outcome) {
        for (String item : itemsOf(source)) {
            results.add(new AcceptanceResult(item, testName(source), server, outcome));
        }
    }

    private static String testName(MethodSource source) {
        return nameOf(source.getJavaClass()) + "." + source.getMethodName();
    }

    private Set<String> itemsOf(MethodSource source) {
        String key =
                source.getClassName() + "#" + source.getMethodName() + "(" + source.getMethodParameterTypes() + ")";
        return itemsByMethod.computeIfAbsent(key, ignored -> {
            Set<String> items = new LinkedHashSet<>();
            addItems(source.getJavaMethod(), items);
            for (Class<?> type = source.getJavaClass(); type != null; type = type.getEnclosingClass()) {
                AnnotationSupport.findAnnotation(type, Covers.class).ifPresent(c -> items.addAll(List.of(c.value())));
            }
            return items;
        });
    }

    private static void addItems(Method method, Set<String> items) {
        AnnotationSupport.findAnnotation(method, Covers.class).ifPresent(c -> items.addAll(List.of(c.value())));
    }

    private static boolean isDisabled(MethodSource source) {
        if (AnnotationSupport.isAnnotated(source.getJavaMethod(), Disabled.class)) {
            return true;
        }
        for (Class<?> type = source.getJavaClass(); type != null; type = type.getEnclosingClass()) {
            if (AnnotationSupport.isAnnotated(type, Disabled.class)) {
                return true;
            }
        }
        return false;
    }

    // A dynamic test has no method of its own: the factory's counts.
    private Optional<MethodSource> nearestMethod(TestIdentifier identifier) {
        Optional<TestIdentifier> candidate = Optional.of(identifier);
        while (candidate.isPresent()) {
            Optional<MethodSource> source = methodSource(candidate.get());
            if (source.isPresent()) {
                return source;
            }
            candidate = plan.getParent(candidate.get());
        }
        return Optional.empty();
    }

    private static Optional<MethodSource> methodSource(TestIdentifier identifier) {
        return identifier.getSource().filter(MethodSource.class::isInstance).map(MethodSource.class::cast);
    }

    private static String nameOf(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : nameOf(outer) + "." + type.getSimpleName();
    }
}
