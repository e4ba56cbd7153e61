package io.github.asyncmysql.sample.ledger;

import java.math.BigDecimal;

/**
 * Whose money and how much. Immutable.
 *
 * @param id the number given by the database
 * @param owner whose account it is
 * @param balance never negative, two decimal places
 */
public record Account(long id, String owner, BigDecimal balance) {}
