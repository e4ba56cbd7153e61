package io.github.asyncmysql.sample.web;

import io.github.asyncmysql.sample.ledger.Account;
import io.github.asyncmysql.sample.ledger.Ledger;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Opens and shows accounts. Thread-safe. */
@RestController
@RequestMapping("/accounts")
class AccountController {

    private final Ledger ledger;

    AccountController(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The account to open. Immutable. */
    record NewAccount(
            @NotBlank @Size(max = 100) String owner,

            @NotNull @DecimalMin("0") @Digits(integer = 12, fraction = 2)
            BigDecimal balance) {}

    @PostMapping
    CompletableFuture<ResponseEntity<Account>> open(@Valid @RequestBody NewAccount account) {
        return ledger.open(account.owner(), account.balance().setScale(2, RoundingMode.UNNECESSARY))
                .thenApply(opened -> ResponseEntity.created(URI.create("/accounts/" + opened.id()))
                        .body(opened));
    }

    @GetMapping
    CompletableFuture<List<Account>> accounts() {
        return ledger.accounts();
    }

    @GetMapping("/{id}")
    CompletableFuture<Account> account(@PathVariable long id) {
        return ledger.account(id);
    }
}
