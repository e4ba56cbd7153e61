package io.github.asyncmysql.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every input that is kept, among them all that ever broke a promise, is given to its target again. */
@Timeout(120)
class FuzzCorpusTest {

    static List<String> targets() {
        return FuzzTargets.all().stream().map(FuzzTarget::name).toList();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void promisesAreKept(String name) {
        FuzzTarget target = FuzzTargets.named(name);
        assertThat(target.seeds()).as("seeds of " + name).isNotEmpty();
        Map<String, byte[]> inputs = FuzzCorpus.of(target);
        inputs.forEach((input, bytes) -> {
            try {
                target.run(bytes);
            } catch (Throwable e) {
                throw new AssertionError("fuzz target " + name + ", " + input + ": " + e, e);
            }
        });
        System.out.println("Fuzz target " + name + ": " + inputs.size() + " inputs replayed");
    }
}
