package io.github.asyncmysql.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains why a transactional method must not return a future, and what to do instead. Thread-safe. */
final class AsynchronousTransactionFailureAnalyzer extends AbstractFailureAnalyzer<AsynchronousTransactionException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, AsynchronousTransactionException cause) {
        return new FailureAnalysis(
                "The method " + cause.method() + " is transactional with asyncMySqlTransactionManager and returns a "
                        + cause.returnType()
                        + ". Its transaction would be committed when the method returns, before what it started has"
                        + " ended.",
                "Remove @Transactional and return inTransaction(transaction -> ...) of AsyncMySqlOperations, which commits"
                        + " before its future completes; or wait for the result inside of the method with join() and"
                        + " return the value itself.",
                cause);
    }
}
