package io.github.asyncmysql.sample.web;

import io.github.asyncmysql.sample.ledger.Ledger;
import io.github.asyncmysql.sample.ledger.Transfer;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Makes and shows transfers. Thread-safe. */
@RestController
@RequestMapping("/transfers")
class TransferController {

    private final Ledger ledger;

    TransferController(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The transfer to make. Immutable. */
    record NewTransfer(
            @NotNull Long from,
            @NotNull Long to,

            @NotNull @Positive @Digits(integer = 12, fraction = 2)
            BigDecimal amount) {

        @AssertTrue(message = "must be between two accounts")
        boolean isBetweenTwoAccounts() {
            return from == null || !from.equals(to);
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    CompletableFuture<Transfer> transfer(@Valid @RequestBody NewTransfer transfer) {
        return ledger.transfer(transfer.from(), transfer.to(), transfer.amount().setScale(2, RoundingMode.UNNECESSARY));
    }

    @GetMapping
    CompletableFuture<List<Transfer>> transfers(@RequestParam(required = false) @Nullable Long account) {
        return account == null ? ledger.transfers() : ledger.transfersOf(account);
    }

    /** One line per transfer. A client that reads slowly slows down the database's reply and costs no memory. */
    @GetMapping(path = "/export", produces = MediaType.APPLICATION_NDJSON_VALUE)
    Flow.Publisher<Transfer> export() {
        return ledger.everyTransfer();
    }
}
