package io.github.asyncmysql.sample.ledger;

/** There is no such account. Immutable. */
public final class UnknownAccountException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownAccountException(long account) {
        super("There is no account " + account + ".");
    }
}
