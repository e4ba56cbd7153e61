package io.github.asyncmysql.sample.ledger;

import java.math.BigDecimal;

/** An account holds less than it should pay. Immutable. */
public final class OverdraftException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OverdraftException(Account account, BigDecimal amount) {
        super("Account " + account.id() + " holds " + account.balance() + " and cannot pay " + amount + ".");
    }
}
