package io.github.asyncmysql.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Explains a property that is not valid without printing its value. Thread-safe. */
final class InvalidAsyncMySqlPropertyFailureAnalyzer
        extends AbstractFailureAnalyzer<InvalidAsyncMySqlPropertyException> {

    private final PropertyOrigins origins;

    InvalidAsyncMySqlPropertyFailureAnalyzer(@Nullable Environment environment) {
        this.origins = new PropertyOrigins(environment);
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidAsyncMySqlPropertyException cause) {
        return new FailureAnalysis(
                "The property " + origins.describe(cause.property()) + " is not valid: " + cause.reason(),
                "Correct the value of " + cause.property() + ".",
                cause);
    }
}
