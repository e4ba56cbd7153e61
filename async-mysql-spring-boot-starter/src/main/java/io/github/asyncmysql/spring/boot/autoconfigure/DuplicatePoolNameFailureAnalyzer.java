package io.github.asyncmysql.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which two pools have one name, and how to name one of them otherwise. Thread-safe. */
final class DuplicatePoolNameFailureAnalyzer extends AbstractFailureAnalyzer<DuplicatePoolNameException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DuplicatePoolNameException cause) {
        return new FailureAnalysis(
                "The pools of the beans '" + cause.first() + "' and '" + cause.second() + "' are both named '"
                        + cause.pool() + "'. Meters, logs and the endpoint could not tell them apart.",
                "Give one of them a name of its own: with async-mysql.pool.name or async-mysql.pools.<name>.pool.name, or"
                        + " with the PoolConfig of a pool that is made in code.",
                cause);
    }
}
