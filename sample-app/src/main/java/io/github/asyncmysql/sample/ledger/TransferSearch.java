package io.github.asyncmysql.sample.ledger;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Which transfers to find. Immutable.
 *
 * @param account only those from and to it, {@code null} for all
 * @param least the least amount, {@code null} for any
 * @param before only those that are older than this number, {@code null} for the newest
 * @param limit how many at most
 */
public record TransferSearch(
        @Nullable Long account,
        @Nullable BigDecimal least,
        @Nullable Long before,
        int limit) {}
