package io.github.asyncmysql.spring.boot.autoconfigure;

import java.lang.reflect.Method;

/** A transactional method returns something that is not there yet when the transaction is committed. Immutable. */
class AsynchronousTransactionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String method;
    private final String returnType;

    AsynchronousTransactionException(Method method, Class<?> type) {
        super("@Transactional method " + name(method, type) + " returns "
                + method.getReturnType().getSimpleName());
        this.method = name(method, type);
        this.returnType = method.getReturnType().getSimpleName();
    }

    private static String name(Method method, Class<?> type) {
        return type.getName() + "." + method.getName();
    }

    String method() {
        return method;
    }

    String returnType() {
        return returnType;
    }
}
