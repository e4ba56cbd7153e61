package io.github.asyncmysql.sample.ledger;

import java.math.BigDecimal;

/**
 * What an account has paid. Immutable.
 *
 * @param account the account's number
 * @param owner whose account it is
 * @param transfers how often it has paid
 * @param paid how much in all
 */
public record Turnover(long account, String owner, long transfers, BigDecimal paid) {}
