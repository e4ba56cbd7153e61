package io.github.asyncmysql.sample.ledger;

import com.fasterxml.jackson.annotation.JsonIgnore;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.math.BigDecimal;

/**
 * A transfer to make. Immutable.
 *
 * @param from the account that pays
 * @param to the account that is paid, another one
 * @param amount more than zero, at most two decimal places
 */
public record NewTransfer(
        @NotNull Long from,
        @NotNull Long to,

        @NotNull @Positive @Digits(integer = 12, fraction = 2)
        BigDecimal amount) {

    @JsonIgnore
    @AssertTrue(message = "must be between two accounts")
    boolean isBetweenTwoAccounts() {
        return from == null || !from.equals(to);
    }
}
