package io.github.asyncmysql.sample.ledger;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * Money that went from one account to another. Immutable.
 *
 * @param id the number given by the database
 * @param fromAccount the account that paid
 * @param toAccount the account that was paid
 * @param amount more than zero, two decimal places
 * @param createdAt when, to the microsecond
 */
public record Transfer(
        long id,
        @JsonProperty("from") long fromAccount,
        @JsonProperty("to") long toAccount,
        BigDecimal amount,
        Instant createdAt) {}
