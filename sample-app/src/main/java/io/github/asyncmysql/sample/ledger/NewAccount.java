package io.github.asyncmysql.sample.ledger;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;

/**
 * An account to open. Immutable.
 *
 * @param owner whose account it is, 1 to 100 characters
 * @param balance not negative, at most two decimal places
 */
public record NewAccount(
        @NotBlank @Size(max = 100) String owner,

        @NotNull @DecimalMin("0") @Digits(integer = 12, fraction = 2)
        BigDecimal balance) {}
