package io.github.asyncmysql.spring.boot.autoconfigure;

import java.util.concurrent.Future;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Lets a transactional method return only a future that is done, since its transaction ends when it returns. What it throws is
 * within the transaction, which is rolled back. Thread-safe.
 */
final class DoneOnReturnInterceptor implements MethodInterceptor {

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object result = invocation.proceed();
        if (result instanceof Future<?> future
                && !future.isDone()
                && TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalTransactionStateException("The transaction of "
                    + invocation.getMethod().getDeclaringClass().getName() + "."
                    + invocation.getMethod().getName()
                    + " was rolled back: it would have been committed before the future that the method returned was done."
                    + " Wait for it with join() and return CompletableFuture.completedFuture(...)");
        }
        return result;
    }
}
